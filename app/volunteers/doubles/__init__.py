"""Two records of one person: found, compared, and made one for good.

What hangs on the record that goes follows to the one that stays. Nothing is deleted: what would
stand there twice (hours of one activity credited to both) stays with the record that went, and
that record stays readable, with its history, behind the other.
"""
