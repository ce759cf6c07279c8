"""Pledges a second and bytes a pledge, beside a resident headless Chromium with the same HTML.

    python -m bench.pledges [--count 500] [--batch 50]

Three ways of this program (a PDF each; batches as for a signing ceremony) and Chromium, started
once and kept, printing each pledge and each batch. Both sides embed the same fonts.
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
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from app.core.documents.drawing import qr_code
from app.core.documents.html import document_html
from app.core.documents.pdf import TEMPLATES
from app.core.documents.typefaces import FONT_FOLDER
from app.pledges.document import STYLESHEETS, PledgeDocument, pledge_pdf
from app.pledges.printing import sheets_pdf
from tests.pledges.samples import pledge

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FACES = {
    "Aixin Kai": "AixinKai-Regular.ttf",
    "Aixin Song": "AixinSong-Bold.otf",
    "Aixin Title": "AixinTitle-Bold.ttf",
}


def documents(count: int) -> list[PledgeDocument]:
    """Different names and numbers, so that nothing is drawn from a cache."""
    first = pledge()
    return [
        replace(
            first,
            serial=f"CN-430626-2026-{number:06d}",
            check_url=first.check_url.replace("000123", f"{number:06d}"),
            volunteer_name="王李张刘陈杨黄周"[number % 8] + "芳敏静丽"[number % 4],
        )
        for number in range(count)
    ]


def batches(rows: list[PledgeDocument], size: int) -> Iterator[list[PledgeDocument]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def html_of(rows: list[PledgeDocument]) -> str:
    """The pages as Chromium gets them: the same body, the style sheets inside."""
    html = document_html(
        "pledges/pdf/batch.html", sheets=[(one, qr_code(one.check_url)) for one in rows]
    )
    files = (*STYLESHEETS, "pledges/pdf/batch.css")
    faces = "".join(
        f'@font-face {{ font-family: "{name}"; src: url("{(FONT_FOLDER / file).as_uri()}"); }}\n'
        for name, file in FACES.items()
    )
    style = faces + "".join((TEMPLATES / name).read_text("utf-8") for name in files)
    return html.replace("</head>", f"<style>{style}</style></head>")


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


def measure(name: str, parts: list[list[PledgeDocument]], draw: Callable[..., bytes]) -> None:
    draw(parts[0])  # fonts, templates and code are loaded
    before = _cpu()
    started, size = time.perf_counter(), 0
    for part in parts:
        size += len(draw(part))
    seconds, cpu = time.perf_counter() - started, _cpu() - before
    count = sum(map(len, parts))
    print(
        f"{name:<34}{count / seconds:7.1f} pledges/s {1000 * seconds / count:7.1f} ms"
        f" {size / count / 1000:7.1f} KB a pledge"
        f" {1000 * cpu / count:7.1f} ms CPU here",
        flush=True,
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
    single, many = [[one] for one in rows], list(batches(rows, options.batch))
    print(f"{options.count} pledges, batches of {options.batch}, load {os.getloadavg()[0]:.1f}")
    measure("this program, a PDF each", single, lambda part: pledge_pdf(part[0]))
    measure("this program, in batches", many, sheets_pdf)
    with tempfile.TemporaryDirectory() as folder, resident_chromium() as page:
        draw = by_chromium(page, Path(folder))
        measure("resident Chromium, a PDF each", single, draw)
        measure("resident Chromium, in batches", many, draw)


if __name__ == "__main__":
    main()
