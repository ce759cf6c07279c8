"""What an installation can set, read once from the environment and checked at the start."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent.parent


class BadSetting(ValueError):
    """An environment variable has a value that the application cannot use."""

    def __init__(self, variable: str, reason: str) -> None:
        super().__init__(f"{variable}: {reason}")
        self.variable = variable


@dataclass(frozen=True)
class Settings:
    data_dir: Path
    database_url: str
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    """Address printed in QR codes, without a trailing slash; empty: that of the request
    where it lies in the own network, else host and port."""
    demo: bool = False
    testing: bool = False
    https: bool = False
    """Whether browsers reach the station over HTTPS (Secure cookies, HSTS)."""
    idle_timeout: timedelta = timedelta(hours=2)
    session_lifetime: timedelta = timedelta(hours=12)
    max_upload_bytes: int = 12 * 1024 * 1024
    default_locale: str = "zh_Hans_CN"
    locales: tuple[str, ...] = ("zh_Hans_CN", "en")
    timezone: str = "Asia/Shanghai"
    behind_proxy: bool = False
    """Whether a proxy of ours stands in front and says who the visitor is (nginx)."""
    backup_dirs: tuple[Path, ...] = ()
    """Where backups go besides the data directory: a second disk, a USB stick, a network folder."""
    copy_dir: Path | None = None
    """A folder on a second disk that gets what changed every half minute (SQLite)."""
    flask: Mapping[str, object] = field(default_factory=dict)
    """Further Flask configuration, for tests."""

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")


def from_env(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment.

    Raises BadSetting, which names the variable, for a value that cannot be used.
    """
    env = os.environ if environ is None else environ
    data_dir = Path(env.get("AIXIN_DATA_DIR") or ROOT / "var" / "station").resolve()
    if data_dir.exists() and not data_dir.is_dir():
        raise BadSetting("AIXIN_DATA_DIR", "must be a folder")
    return Settings(
        data_dir=data_dir,
        database_url=_database_url(env.get("AIXIN_DATABASE_URL", ""), data_dir),
        host=env.get("HOST", "127.0.0.1"),
        port=_port(env.get("PORT", "8000")),
        public_url=_public_url(env.get("AIXIN_PUBLIC_URL", "")),
        demo=_flag("AIXIN_DEMO", env.get("AIXIN_DEMO", "")),
        https=_flag("AIXIN_HTTPS", env.get("AIXIN_HTTPS", "")),
        behind_proxy=_flag("AIXIN_BEHIND_PROXY", env.get("AIXIN_BEHIND_PROXY", "")),
        backup_dirs=tuple(
            Path(part) for part in env.get("AIXIN_BACKUP_DIRS", "").split(os.pathsep) if part
        ),
        copy_dir=_copy_dir(env.get("AIXIN_COPY_DIR", ""), data_dir),
    )


def _copy_dir(value: str, data_dir: Path) -> Path | None:
    if not value:
        return None
    folder = Path(value)
    if not folder.is_absolute() or folder.resolve().is_relative_to(data_dir):
        raise BadSetting("AIXIN_COPY_DIR", "must be a folder of another disk, from the root on")
    return folder


def _database_url(value: str, data_dir: Path) -> str:
    if not value:
        return f"sqlite:///{data_dir / 'aixin.db'}"
    return normal_database_url(value)


def normal_database_url(value: str) -> str:
    """The address with our driver in it. Raises BadSetting for another kind of database."""
    scheme, separator, rest = value.partition("://")
    if not separator or scheme.partition("+")[0] not in ("sqlite", "postgresql", "postgres"):
        raise BadSetting("AIXIN_DATABASE_URL", "must begin with sqlite:// or postgresql://")
    url = value if scheme.startswith("sqlite") else f"postgresql+psycopg://{rest}"
    try:
        make_url(url)
    except (ArgumentError, ValueError) as error:
        raise BadSetting("AIXIN_DATABASE_URL", "is not a database's address") from error
    return url


def _port(value: str) -> int:
    if not (value.isascii() and value.isdecimal()) or not 0 < int(value) < 65536:
        raise BadSetting("PORT", "must be a number from 1 to 65535")
    return int(value)


def _public_url(value: str) -> str:
    scheme, _, rest = value.partition("://")
    if value and (scheme not in ("http", "https") or not rest.strip("/")):
        raise BadSetting("AIXIN_PUBLIC_URL", "must be http:// or https:// and a host name")
    return value.rstrip("/")


def _flag(name: str, value: str) -> bool:
    if value.lower() in ("", "0", "false", "no"):
        return False
    if value.lower() in ("1", "true", "yes"):
        return True
    raise BadSetting(name, "must be 1 or 0")
