"""Pledges a second and bytes a pledge, beside a resident headless Chromium with the same HTML.

    python -m bench.pledges [--count 500] [--batch 50]

Three ways of this program (a PDF each; batches as for a signing ceremony; the whole background
job, from the team to the file) and Chromium, started once and kept, printing each pledge and each
batch. Both sides embed the same fonts.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from app.core.documents.merge import Pen
from app.core.documents.pdf import TEMPLATES
from app.core.documents.typefaces import FONT_FOLDER
from app.pledges.document import STYLESHEETS, PledgeDocument, pledge_html, pledge_pdf
from app.pledges.printing import sheets_pdf
from bench.ceremony import AT_ONCE, by_job
from bench.ceremony import by_chromium as by_chromium_in_turn
from tests.pledges.samples import pledge

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FACES = {
    "Aixin Kai": "AixinKai-Regular.ttf",
    "Aixin Song": "AixinSong-Bold.otf",
    "Aixin Title": "AixinTitle-Bold.ttf",
}
APART = """
@page { @bottom-center { content: none; } }
.sheet { position: relative; break-before: page; }
.sheet:first-child { break-before: auto; }
"""
"""Each pledge on a page of its own."""


def documents(count: int) -> list[PledgeDocument]:
    """Different names and numbers, so that nothing is drawn from a cache."""
    first = pledge()
    return [_numbered(first, number) for number in range(count)]


def _numbered(first: PledgeDocument, number: int) -> PledgeDocument:
    """Names of two and of three characters."""
    name = (
        "王李张刘陈杨黄周"[number % 8] + "芳敏静丽"[number % 4] + "霞英"[number % 2 :][: number % 3]
    )
    return replace(
        first,
        serial=f"CN-430626-2026-{number:06d}",
        check_url=first.check_url.replace("000123", f"{number:06d}"),
        volunteer_name=name,
        preamble=first.preamble.replace(first.volunteer_name, name),
    )


def batches(rows: list[PledgeDocument], size: int) -> Iterator[list[PledgeDocument]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def html_of(rows: list[PledgeDocument]) -> str:
    """The pages as Chromium gets them: the same HTML, the style sheets inside."""
    pages = [pledge_html(one, Pen(), one.title) for one in rows]
    bodies = [page.partition("<body>")[2].partition("</body>")[0] for page in pages]
    faces = "".join(
        f'@font-face {{ font-family: "{name}"; src: url("{(FONT_FOLDER / file).as_uri()}"); }}\n'
        for name, file in FACES.items()
    )
    style = faces + "".join((TEMPLATES / name).read_text("utf-8") for name in STYLESHEETS) + APART
    head = pages[0].partition("</head>")[0]
    sheets = "".join(f'<section class="sheet">{body}</section>' for body in bodies)
    return f"{head}<style>{style}</style></head><body>{sheets}</body></html>"


@contextmanager
def resident_chromium() -> Iterator[Page]:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        raise SystemExit("no Chromium: run scripts/setup.sh dev")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


def by_chromium(page: Page, folder: Path) -> Callable[[list[PledgeDocument]], bytes]:
    """A file, not `set_content`: only from a file may the page read fonts of the disk."""
    file = folder / "pledge.html"

    def draw(rows: list[PledgeDocument]) -> bytes:
        file.write_text(html_of(rows), "utf-8")
        page.goto(file.as_uri())
        page.evaluate("document.fonts.ready")
        return page.pdf(format="A4", prefer_css_page_size=True, print_background=True)

    return draw


@dataclass
class Way:
    """A way of drawing; `size` pledges at once."""

    name: str
    draw: Callable[[list[PledgeDocument]], bytes]
    size: int
    seconds: float = 0
    cpu: float = 0
    bytes: int = 0
    count: int = 0

    def run(self, rows: list[PledgeDocument]) -> None:
        for part in batches(rows, self.size):
            cpu, started = _cpu(), time.perf_counter()
            self.bytes += len(self.draw(part))
            self.seconds += time.perf_counter() - started
            self.cpu += _cpu() - cpu
            self.count += len(part)

    def __str__(self) -> str:
        return (
            f"{self.name:<34}{self.count / self.seconds:7.1f} pledges/s"
            f" {1000 * self.seconds / self.count:7.1f} ms"
            f" {self.bytes / self.count / 1000:7.1f} KB a pledge"
            f" {1000 * self.cpu / self.count:7.1f} ms CPU here"
        )


def _cpu() -> float:
    """Processor seconds of this process; Chromium's processes are not among them."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--batch", type=int, default=50)
    options = parser.parse_args()
    rows = documents(options.count)
    print(f"{options.count} pledges, batches of {options.batch}, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder, resident_chromium() as page:
        chromium = by_chromium(page, Path(folder))
        ways = [
            Way("this program, a PDF each", lambda part: pledge_pdf(part[0]), 1),
            Way("resident Chromium, a PDF each", chromium, 1),
            Way("this program, in batches", sheets_pdf, options.batch),
            Way("resident Chromium, in batches", chromium, options.batch),
        ]
        for way in ways:
            way.draw(rows[:1])  # fonts, templates and code are loaded
        # In turn, because what else the machine does changes from minute to minute.
        for part in batches(rows, options.batch):
            for way in ways:
                way.run(part)
        ceremony(options.count, chromium)
    for way in ways:
        print(way)


def ceremony(count: int, chromium: Callable[[list[PledgeDocument]], bytes]) -> None:
    """The job's own documents, so that both print the same names and numbers."""
    job = by_job(count)
    seconds, size = by_chromium_in_turn(chromium, job.documents)
    whole = job.issuing + job.drawing
    print(
        f"a team of {count} by the background job: {job.issuing:.1f} s issued and numbered,"
        f" {job.drawing:.1f} s drawn with cover list and joined, {whole:.1f} s in all,"
        f" {job.bytes / 1000:.0f} KB in one file"
    )
    print(
        f"resident Chromium, the same {len(job.documents)} sheets, {AT_ONCE} at once, printing"
        f" only: {seconds:.1f} s, {size / 1000:.0f} KB"
    )


if __name__ == "__main__":
    main()
