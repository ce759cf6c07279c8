"""Pages about children: the list, a file, its guardians and their consents."""

from app.children.routes import consents, files, lists
from app.children.routes.blueprint import blueprint

__all__ = ["blueprint", "consents", "files", "lists"]
