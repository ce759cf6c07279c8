"""Bringing a roster in: upload, mapping, dry run, and only then one transaction that writes."""
