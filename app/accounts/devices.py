"""What a browser says of itself, as people call it: "Chrome, Android". Nothing is decided by it."""

from __future__ import annotations

from flask_babel import gettext as _

# The first that is found counts: nearly all of them also call themselves Chrome and Safari.
BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("DingTalk", "DingTalk"),
    ("MQQBrowser", "QQ"),
    ("QQ/", "QQ"),
    ("UCBrowser", "UC"),
    ("HuaweiBrowser", "Huawei Browser"),
    ("MiuiBrowser", "Mi Browser"),
    ("360SE", "360"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("Trident/", "Internet Explorer"),
)
SYSTEMS = (
    ("OpenHarmony", "HarmonyOS"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def kind(agent: str) -> tuple[str, str]:
    """Browser and system, "" for what is not known."""
    return _first(agent, BROWSERS), _first(agent, SYSTEMS)


def shown(agent: str) -> str:
    browser, system = kind(agent)
    if browser and system:
        return _("%(browser)s on %(system)s", browser=browser, system=system)
    return browser or system or _("unknown device")


def _first(agent: str, names: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in names if mark in agent), "")
