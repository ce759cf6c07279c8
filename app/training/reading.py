"""Pages to read, written as plain text: a few marks at the start of a line, nothing else.

`# ` a heading, `- ` a point of a list, `> ` a note; an empty line ends a paragraph. Everything is
escaped by the template, so what a teacher writes can never become markup.
"""

from __future__ import annotations

from dataclasses import dataclass, field

MARKS = {"# ": "heading", "- ": "list", "> ": "note"}


@dataclass
class Block:
    kind: str
    """heading, list, note or text."""
    lines: list[str] = field(default_factory=list)


def blocks(text: str) -> list[Block]:
    found: list[Block] = []
    running: Block | None = None
    for line in text.replace("\r\n", "\n").split("\n"):
        line = line.strip()
        kind = MARKS.get(line[:2], "text") if line else ""
        content = line[2:].strip() if kind in MARKS.values() else line
        if not kind:
            running = None
        elif running is None or running.kind != kind or kind == "heading":
            running = Block(kind, [content])
            found.append(running)
        else:
            running.lines.append(content)
    return found


def size_label(size: int) -> str:
    """Bytes as people read them before a tap: 0.3 MB, 84 KB."""
    if size >= 1024 * 1024:
        return f"{size / 1024 / 1024:.1f} MB"
    return f"{max(1, round(size / 1024))} KB"
