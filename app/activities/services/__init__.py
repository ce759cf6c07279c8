"""Use cases of the calendar, by what people do: plan, join, keep the day, close, share duty."""
