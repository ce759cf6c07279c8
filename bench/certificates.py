"""300 certificates in a batch: ours, singly and as one PDF, beside headless Chromium's printing.

    python -m bench.certificates [count]

Prints CPU seconds of this process (of the whole browser for Chromium), seconds on the clock, and
bytes. Chromium is asked for the best that it can: one page of all certificates, printed once.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from app.certificates.document import _html, print_all, print_one
from app.core.documents.merge import Pen
from app.core.documents.pdf import TEMPLATES
from tests.certificates.samples import landscape

FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡"
GIVEN = "芳敏静丽艳娟霞秀兰英华玉萍红梅"


def papers(count: int) -> list[dict[str, object]]:
    made = []
    for number in range(count):
        name = FAMILY[number % 15] + GIVEN[number // 15 % 15] + GIVEN[number % 13]
        made.append(
            landscape(
                serial=f"PX-430626-2026-{number + 1:06d}",
                name=name,
                body=f"{name}同志于2026年9月1日参加“守住底线：与孩子相处的规则”培训"
                "（风险防范），学时120分钟，经考核合格，准予结业。",
            )
        )
    return made


def measure(label: str, work: Callable[[], int]) -> None:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    clock, cpu = time.perf_counter(), time.process_time()
    size = work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = time.process_time() - cpu
    used += after.ru_utime + after.ru_stime - children.ru_utime - children.ru_stime
    seconds = time.perf_counter() - clock
    print(f"{label:<28} cpu {used:7.2f} s  clock {seconds:7.2f} s  {size / 1024:9.0f} KB")


def by_chromium(snapshots: list[dict[str, object]]) -> int:
    """Its own way of the same page: the stylesheet inline, the border as a background picture."""
    pages = [_html(one, Pen(), "证书") for one in snapshots]
    sections = [page.partition("<body>")[2].partition("</body>")[0] for page in pages]
    html = f"{pages[0].partition('<body>')[0]}<body>{''.join(sections)}</body></html>"
    style = (TEMPLATES / "certificates/pdf/certificate.css").read_text("utf-8")
    fonts = Path("app/core/documents/fonts").resolve()
    faces = "".join(
        f"@font-face {{ font-family: '{name}'; src: url('file://{fonts}/{file}'); }}"
        for name, file in (
            ("Aixin Kai", "AixinKai-Regular.ttf"),
            ("Aixin Title", "AixinTitle-Bold.ttf"),
        )
    )
    with tempfile.TemporaryDirectory() as folder:
        page, pdf = Path(folder) / "page.html", Path(folder) / "page.pdf"
        border = Path(folder) / "border.svg"
        shutil.copy("app/certificates/data/border.pdf", Path(folder) / "border.pdf")
        if shutil.which("pdftocairo"):
            subprocess.run(
                ["pdftocairo", "-svg", str(Path(folder) / "border.pdf"), str(border)], check=True
            )
        back = "section { background: url('border.svg') 0 0 / 297mm 210mm; }"
        page.write_text(
            html.replace("</head>", f"<style>{faces}{style}{back}</style></head>"), "utf-8"
        )
        chromium = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
        if chromium is None:
            raise SystemExit("no Chromium to compare with")
        subprocess.run(
            [
                chromium,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-pdf-header-footer",
                f"--user-data-dir={folder}/profile",
                f"--print-to-pdf={pdf}",
                page.as_uri(),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=300,
            env={**os.environ, "HOME": folder},
        )
        return pdf.stat().st_size


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    snapshots = papers(count)
    print_one(snapshots[0], 1)
    print(f"{count} certificates, A4 landscape with border, QR and check code")
    measure("ours, one PDF", lambda: len(print_all(snapshots)))
    measure("ours, one by one", lambda: sum(len(print_one(one, 1)) for one in snapshots))
    measure("Chromium, one PDF", lambda: by_chromium(snapshots))


if __name__ == "__main__":
    main()
