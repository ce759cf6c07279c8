"""Pages about children: the list, a file, its guardians and their consents."""

from app.children.routes import access, consents, files, lists, papers
from app.children.routes.blueprint import blueprint

__all__ = ["access", "blueprint", "consents", "files", "lists", "papers"]
