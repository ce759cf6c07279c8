"""Let wapiti and sqlmap loose on the demonstration, on loopback, for a bounded time.

    python -m bench.scan --wapiti PATH --sqlmap PATH [--minutes 5]

Each tool belongs into a venv of its own (wapiti3, sqlmap). A copy of the demonstration's folder is
served; visitor, volunteer and chair are tried. Exit 1 where a tool finds something.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlencode

from app.demo.logins import PASSWORD
from bench.pages import _demo
from bench.server import Client, serving

WHO = ("", "volunteer", "chair")
MODULES = "sql,xss,permanentxss,file,exec,redirect,csrf,cookieflags,http_headers,csp,crlf,ssrf"
LINK = re.compile(r'href="(/[^"#]*)"')
SEARCH = re.compile(r'<form[^>]*method="get"[^>]*>(.*?)</form>', re.S)
ACTION = re.compile(r'<form[^>]*method="get"[^>]*action="([^"]*)"')
NAME = re.compile(r'name="([a-z_]+)"')
PAGES = 40
FALSE_ALARMS = {
    # A form without its own token is answered 400, as the one that wapiti compares it with is.
    ("Cross Site Request Forgery", "/login"): "test_form_from_another_site_is_not_kept",
    ("Cross Site Request Forgery", "/join/status"): "test_form_from_another_site_is_not_kept",
}
"""By kind and address: the test that shows the contrary."""


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--wapiti", required=True)
    parser.add_argument("--sqlmap", required=True)
    parser.add_argument("--minutes", type=int, default=5)
    parser.add_argument("--who", help="only as this one of the demonstration's people")
    options = parser.parse_args()
    found = 0
    with _demo() as environ, tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "station"
        shutil.copytree(environ["AIXIN_DATA_DIR"], folder)
        with serving("wsgi:app", environ | {"AIXIN_DATA_DIR": str(folder), "AIXIN_HTTPS": "1"}) as (
            port,
            _pid,
        ):
            for who in [options.who] if options.who is not None else WHO:
                client = Client(port, "identity")
                if who:
                    client.log_in(who, PASSWORD)
                cookie = "; ".join(f"{key}={value}" for key, value in client._cookies.items())
                base = f"http://127.0.0.1:{port}"
                targets = searches(client)
                found += sqlmap(options, base, cookie, who, targets, Path(name))
                found += wapiti(options, base, cookie, who, Path(name))
    return int(found > 0)


def searches(client: Client) -> list[str]:
    """Addresses with parameters that a person can come to: filters, searches, months."""
    seen, waiting, found = set(), ["/"], set()
    while waiting and len(seen) < PAGES:
        path = waiting.pop(0)
        plain = path.partition("?")[0]
        if plain in seen or plain.startswith(("/static", "/locale")) or "." in plain:
            continue
        seen.add(plain)
        if "?" in path:
            found.add(path)
        page = client.plain_html(path)
        for match in SEARCH.finditer(page):
            action = ACTION.match(match.group(0))
            names = dict.fromkeys(NAME.findall(match.group(1)), "1")
            found.add(f"{action[1] if action else plain}?{urlencode(names)}")
        waiting += [link.replace("&amp;", "&") for link in LINK.findall(page)]
    return sorted(found)


def wapiti(options: argparse.Namespace, base: str, cookie: str, who: str, folder: Path) -> int:
    report = folder / f"wapiti-{who}.json"
    command = [options.wapiti, "-u", f"{base}/", "-m", MODULES, "-f", "json", "-o", str(report)]
    command += ["--max-scan-time", str(60 * options.minutes), "--max-attack-time", "40"]
    command += ["-d", "3", "--max-links-per-page", "40", "--max-files-per-dir", "12"]
    command += [
        "-x",
        f"{base}/logout",
        "-x",
        f"{base}/static/*",
        "--no-bugreport",
        "--flush-session",
    ]
    if cookie:
        command += ["-H", f"Cookie: {cookie}"]
    run(command, folder, 240 * options.minutes)
    said = json.loads(report.read_text("utf-8"))
    hits = [(kind, one) for kind, ones in said["vulnerabilities"].items() for one in ones]
    known = [hit for hit in hits if (hit[0], hit[1]["path"]) in FALSE_ALARMS]
    hits = [hit for hit in hits if hit not in known]
    errors = [(kind, one) for kind, ones in said["anomalies"].items() for one in ones]
    print(
        f"wapiti as {who or 'visitor'}: {said['infos'].get('crawled_pages_nbr')} pages,"
        f" {len(hits)} findings, {len(known)} false alarms, {len(errors)} anomalies",
        flush=True,
    )
    for kind, one in hits + errors:
        print(f"  {kind}: {one['method']} {one['path']} {one.get('info', '')[:160]}")
    return len(hits) + len(errors)


def sqlmap(
    options: argparse.Namespace,
    base: str,
    cookie: str,
    who: str,
    targets: list[str],
    folder: Path,
) -> int:
    listed = folder / "targets.txt"
    listed.write_text("".join(f"{base}{target}\n" for target in targets), "utf-8")
    command = [options.sqlmap, "-m", str(listed), "--batch", "--level", "1", "--risk", "2"]
    command += ["--technique", "BEU", "--flush-session", "--disable-coloring", "--skip-waf"]
    command += ["--time-limit", str(60 * options.minutes), "--output-dir", str(folder / "sqlmap")]
    if cookie:
        command += ["--cookie", cookie]
    said = run(command, folder, 240 * options.minutes)
    hits = re.findall(r"(?m)^Parameter: .*$|is vulnerable", said)
    tried = len(set(re.findall(r"testing URL '([^']*)'", said)))
    print(
        f"sqlmap as {who or 'visitor'}: {tried} of {len(targets)} addresses tried,"
        f" {len(hits)} injections",
        flush=True,
    )
    return len(hits)


def run(command: list[str], folder: Path, limit: int) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=limit,
        check=False,
        env=os.environ | {"HOME": str(folder)},
        stdin=subprocess.DEVNULL,
    )
    return done.stdout + done.stderr


if __name__ == "__main__":
    sys.exit(main())
