"""The record of who did what, append-only and chained, written with the act itself."""

from app.core.audit import appendonly
from app.core.audit.chain import record, verify
from app.core.audit.models import AuditEvent, AuditHead

__all__ = ["AuditEvent", "AuditHead", "appendonly", "record", "verify"]
