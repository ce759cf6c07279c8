"""Pages about children: the list, a file, its guardians and their consents."""

from app.children.routes import (
    access,
    consents,
    desk,
    families,
    files,
    life,
    lists,
    papers,
    sources,
)
from app.children.routes.blueprint import blueprint

__all__ = [
    "access",
    "blueprint",
    "consents",
    "desk",
    "families",
    "files",
    "life",
    "lists",
    "papers",
    "sources",
]
