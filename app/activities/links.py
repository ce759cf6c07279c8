"""Addresses that messages keep: services also run where no request is, so they are spelled out."""

from __future__ import annotations

from datetime import date


def to_activity(activity_id: int) -> str:
    return f"/activities/{activity_id}"


def to_rota(day: date) -> str:
    return f"/rota?month={day:%Y-%m}"


def to_supply(supply_id: int) -> str:
    return f"/supplies/{supply_id}"
