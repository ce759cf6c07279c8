"""What the law wants to see of how children's data is kept: rule, impact assessment, yearly pack.

All three are printed from the catalogue of fields and from the record, so that they cannot say
anything else than what the software does.
"""
