"""The application's own few static files: named by content, compressed once."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import brotli
from flask import Flask, Response, abort, current_app, request

from app.core.access.guard import public

COMPRESSED = {".css", ".js", ".svg", ".json", ".webmanifest"}


@dataclass(frozen=True)
class Asset:
    path: str
    content_type: str
    bodies: dict[str, bytes]
    """By content encoding; "" is the plain one."""


class Assets:
    def __init__(self, root: Path) -> None:
        self.by_path: dict[str, Asset] = {}
        self.urls: dict[str, str] = {}
        for file in sorted(path for path in root.rglob("*") if path.is_file()):
            self._add(file.relative_to(root).as_posix(), file)

    def _add(self, name: str, file: Path) -> None:
        body = file.read_bytes()
        stem, dot, suffix = name.rpartition(".")
        hashed = f"{stem}.{hashlib.sha256(body).hexdigest()[:10]}{dot}{suffix}"
        bodies = {"": body}
        if file.suffix in COMPRESSED:
            bodies |= {"br": brotli.compress(body), "gzip": gzip.compress(body, 9, mtime=0)}
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        if kind.startswith("text/") or kind.endswith(("javascript", "xml")):
            kind += "; charset=utf-8"
        self.by_path[hashed] = Asset(hashed, kind, bodies)
        self.urls[name] = f"/static/{hashed}"


def init_app(app: Flask, root: Path) -> None:
    assets = app.extensions["assets"] = Assets(root)
    app.add_url_rule("/static/<path:name>", "static", public(_serve))
    app.jinja_env.globals["static_url"] = assets.urls.__getitem__


def _serve(name: str) -> Response:
    asset = cast(Assets, current_app.extensions["assets"]).by_path.get(name)
    if asset is None:
        abort(404)
    accepted = request.accept_encodings
    encoding = next((one for one in ("br", "gzip") if one in asset.bodies and accepted[one]), "")
    response = Response(asset.bodies[encoding], content_type=asset.content_type)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
