"""What an installation can set, read once from the environment and checked at the start."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

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
    """Address printed in QR codes, without a trailing slash; empty: that of the request."""
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
    backup_dirs: tuple[Path, ...] = ()
    """Where backups go besides the data directory: a second disk, a USB stick, a network folder."""
    flask: Mapping[str, object] = field(default_factory=dict)
    """Further Flask configuration, for tests."""

    @property
    def uploads_dir(self) -> Path:
        return self.data_dir / "uploads"

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")


def from_env(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment.

    Raises BadSetting, which names the variable, for a value that cannot be used.
    """
    env = os.environ if environ is None else environ
    data_dir = Path(env.get("AIXIN_DATA_DIR") or ROOT / "var" / "station").resolve()
    return Settings(
        data_dir=data_dir,
        database_url=_database_url(env.get("AIXIN_DATABASE_URL", ""), data_dir),
        host=env.get("HOST", "127.0.0.1"),
        port=_port(env.get("PORT", "8000")),
        public_url=_public_url(env.get("AIXIN_PUBLIC_URL", "")),
        demo=_flag("AIXIN_DEMO", env.get("AIXIN_DEMO", "")),
        https=_flag("AIXIN_HTTPS", env.get("AIXIN_HTTPS", "")),
        backup_dirs=tuple(
            Path(part) for part in env.get("AIXIN_BACKUP_DIRS", "").split(os.pathsep) if part
        ),
    )


def _database_url(value: str, data_dir: Path) -> str:
    if not value:
        return f"sqlite:///{data_dir / 'aixin.db'}"
    return normal_database_url(value)


def normal_database_url(value: str) -> str:
    """The address with our driver in it. Raises BadSetting for another kind of database."""
    scheme, separator, rest = value.partition("://")
    if not separator or scheme.partition("+")[0] not in ("sqlite", "postgresql", "postgres"):
        raise BadSetting("AIXIN_DATABASE_URL", "must begin with sqlite:// or postgresql://")
    return value if scheme.startswith("sqlite") else f"postgresql+psycopg://{rest}"


def _port(value: str) -> int:
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise BadSetting("PORT", "must be a number from 1 to 65535")
    return int(value)


def _public_url(value: str) -> str:
    if value and not value.startswith(("http://", "https://")):
        raise BadSetting("AIXIN_PUBLIC_URL", "must begin with http:// or https://")
    return value.rstrip("/")


def _flag(name: str, value: str) -> bool:
    if value.lower() in ("", "0", "false", "no"):
        return False
    if value.lower() in ("1", "true", "yes"):
        return True
    raise BadSetting(name, "must be 1 or 0")
