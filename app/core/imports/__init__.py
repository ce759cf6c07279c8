"""Bringing a roster in: upload, mapping, dry run, and only then one transaction that writes."""

from app.core.imports.kinds import init_app

__all__ = ["init_app"]
