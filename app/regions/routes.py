"""The picker's block for htmx; pages without it send their own form (see picker.py)."""

from __future__ import annotations

import re

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from app.core import regioncode
from app.core.access.guard import public
from app.core.regioncode import COUNTRY, Level
from app.regions.picker import STEPS, Limits, open_picker

blueprint = Blueprint("regions", __name__, url_prefix="/regions")

NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")


@blueprint.get("/pick")
@public
def pick() -> str | Response:
    if not request.headers.get("HX-Request"):
        return redirect("/", 303)
    name, levels = request.args.get("field", ""), request.args.get("levels", "")
    within = request.args.get("within", COUNTRY)
    if not (NAME.fullmatch(name) and re.fullmatch("[1-5]+", levels) and regioncode.is_code(within)):
        return Response(status=400)  # bare: a page for people would be swapped into the picker
    picker = open_picker(
        name,
        Limits(tuple(Level(int(level)) for level in levels), within),
        chosen=request.args.get(name, ""),
        start=within,
        steps={step: request.args.get(f"{name}-{step}", "") for step in STEPS},
    )
    return render_template("regions/picker.html", picker=picker)
