"""Lists for the volunteer systems of others, and the registration numbers that come back (R119)."""
