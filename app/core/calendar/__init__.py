"""Days and what they are: lunar dates, public holidays, school terms, recurrence, feeds."""
