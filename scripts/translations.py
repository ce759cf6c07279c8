"""The Chinese catalogue: extract, check, fill in, merge, compile.

    translations.py update           take the msgids out of code and templates into messages.po
    translations.py check            fail on missing, fuzzy, obsolete or broken entries
    translations.py fill FILE.tsv    lines "msgid TAB 中文"; of a plural, its singular
    translations.py merge THEIRS.po  take what another branch has translated and we have not
    translations.py compile          write messages.mo, if messages.po is newer

messages.po is sorted by msgid, unwrapped and without line numbers: two branches that add
entries rarely touch the same line.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = "zh_Hans_CN"
PO = ROOT / "app" / "translations" / LOCALE / "LC_MESSAGES" / "messages.po"
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}
# Dates and tool versions in the header would conflict at every merge.
FLEETING = (
    '"Project-Id-Version:',
    '"Report-Msgid-Bugs-To:',
    '"POT-Creation-Date:',
    '"PO-Revision-Date:',
    '"Last-Translator:',
    '"Language-Team:',
    '"Generated-By:',
)
PLACEHOLDER = re.compile(r"%\((\w+)\)[#0 +-]*[\d.]*[a-zA-Z]")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="translations.py")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check")
    commands.add_parser("update")
    commands.add_parser("compile")
    commands.add_parser("fill").add_argument("file", type=Path)
    commands.add_parser("merge").add_argument("file", type=Path)
    options = parser.parse_args(arguments)
    if options.command == "fill":
        return fill(options.file)
    if options.command == "merge":
        return merge(options.file)
    simple: dict[str, Callable[[], int]] = {
        "check": check,
        "update": update,
        "compile": compile_catalog,
    }
    return simple[options.command]()


def extract(root: Path = ROOT) -> Catalog:
    """Every msgid of the code and the templates, with the files (no lines) it occurs in."""
    with (root / "babel.cfg").open(encoding="utf-8") as file:
        methods, settings = parse_mapping_cfg(file, "babel.cfg")
    found = Catalog(project="aixin-station", charset="utf-8")
    for folder in ("app", "templates"):
        # The patterns of babel.cfg begin at the root, extract_from_dir's at the folder.
        inner = [(p.removeprefix(f"{folder}/"), m) for p, m in methods if p.startswith(folder)]
        given = {p.removeprefix(f"{folder}/"): o for p, o in settings.items()}
        for name, _line, msgid, comments, context in extract_from_dir(
            root / folder,
            inner,
            given,
            KEYWORDS,
            ["Translators:"],
            strip_comment_tags=True,
            directory_filter=is_ours,
        ):
            found.add(
                msgid,
                locations=[(f"{folder}/{Path(name).as_posix()}", 0)],
                auto_comments=comments,
                context=context,
            )
    return found


def is_ours(folder: str) -> bool:
    """Babel's own filter would leave out templates/_shared."""
    return not Path(folder).name.startswith((".", "__"))


def load(path: Path = PO) -> Catalog:
    if not path.exists():
        return Catalog(locale=LOCALE, project="aixin-station", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE)


def save(catalog: Catalog, path: Path = PO) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    for message in catalog:
        message.locations = [(name, 0) for name in sorted({name for name, _ in message.locations})]
    catalog.header_comment = "# Simplified Chinese of Aixin Station; kept by `make translations`."
    catalog.fuzzy = False
    written = io.BytesIO()
    write_po(
        written, catalog, width=0, sort_output=True, include_lineno=False, ignore_obsolete=True
    )
    lines = written.getvalue().decode().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith(FLEETING)), "utf-8")


def update() -> int:
    catalog = load()
    catalog.update(extract(), no_fuzzy_matching=True)
    save(catalog)
    missing = sum(1 for message in catalog if message.id and not complete(message))
    print(f"{len(catalog)} entries, {missing} without a translation")
    return 0


def check(path: Path = PO, root: Path = ROOT) -> int:
    problems = list(find_problems(extract(root), load(path)))
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        print(f"translations: {len(problems)} problems; see `make translations`", file=sys.stderr)
    return 1 if problems else 0


def find_problems(wanted: Catalog, catalog: Catalog) -> Iterator[str]:
    for message in wanted:
        if message.id and catalog.get(message.id, message.context) is None:
            yield f"not in messages.po: {label(message)}"
    for message in catalog:
        if not message.id:
            continue
        if wanted.get(message.id, message.context) is None:
            yield f"obsolete: {label(message)}"
        elif message.fuzzy:
            yield f"fuzzy: {label(message)}"
        elif not complete(message):
            yield f"without a translation: {label(message)}"
        elif placeholders_differ(message):
            yield f"placeholders differ: {label(message)} -> {'; '.join(texts(message.string))}"
    for message in catalog.obsolete.values():
        yield f"obsolete: {label(message)}"


def fill(file: Path) -> int:
    catalog = load()
    catalog.update(extract(), no_fuzzy_matching=True)
    unknown = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line.strip():
            continue
        msgid, _, translation = line.replace("\\n", "\n").partition("\t")
        message = catalog.get(msgid)
        if message is None or not translation:
            unknown.append(line)
        else:
            message.string = (translation,) if message.pluralizable else translation
            message.flags.discard("fuzzy")
    save(catalog)
    for line in unknown:
        print(f"no such msgid, or no translation: {line}", file=sys.stderr)
    return 1 if unknown else 0


def merge(file: Path) -> int:
    ours = load()
    for theirs in load(file):
        known = ours.get(theirs.id, theirs.context) if theirs.id else theirs
        if known is None:
            ours[theirs.id] = theirs
        elif theirs.id and complete(theirs) and not complete(known):
            known.string = theirs.string
        elif theirs.id and complete(theirs) and known.string != theirs.string:
            print(f"kept ours: {label(known)}: {known.string!r}, not {theirs.string!r}")
    save(ours)
    return 0


def compile_catalog(path: Path = PO) -> int:
    compiled = path.with_suffix(".mo")
    if not path.exists() or (compiled.exists() and compiled.stat().st_mtime > path.stat().st_mtime):
        return 0
    # Through a file of its own: a server or another test worker may be reading the old one.
    fresh = compiled.with_suffix(".mo.new")
    with fresh.open("wb") as file:
        write_mo(file, load(path))
    fresh.replace(compiled)
    return 0


def complete(message: Message) -> bool:
    return bool(message.string) and all(texts(message.string))


def placeholders_differ(message: Message) -> bool:
    """A Chinese text names what its English names; of a plural, what its second form names."""
    wanted = set(PLACEHOLDER.findall(texts(message.id)[-1]))
    if not message.pluralizable and "python-format" not in message.flags and not wanted:
        return False
    return any(set(PLACEHOLDER.findall(text)) != wanted for text in texts(message.string))


def texts(value: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def label(message: Message) -> str:
    places = ", ".join(sorted({name for name, _ in message.locations}))
    return f"{texts(message.id)[0]!r}" + (f" ({places})" if places else "")


if __name__ == "__main__":
    sys.exit(main())
