"""Shipped lists of the catalogue: themes, ages, topics of the first training, ways of teaching."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

THEMES = {
    "family": _l("Family education"),
    "care": _l("Care guidance"),
    "mind": _l("Mental health"),
    "risk": _l("Risk prevention"),
}
AGES = {
    "0-3": _l("0 to 3 years"),
    "3-6": _l("3 to 6 years"),
    "primary": _l("Primary school"),
    "teens": _l("Adolescence"),
}
TOPICS = {
    "rules": _l("Rules of the programme"),
    "goals": _l("Goals and expectations"),
    "role": _l("Her role and its limits"),
    "bond": _l("Beginning and keeping the bond"),
    "visit": _l("Visiting at home"),
    "talk": _l("Talking with child and family"),
    "safety": _l("Contact rules, safety, no secrets"),
    "report": _l("Recognising and reporting harm"),
    "privacy": _l("Confidentiality, photos, internet"),
    "crisis": _l("Crisis and suicide risk"),
    "help": _l("Where to get help"),
    "closure": _l("Handing over and saying goodbye"),
    "sex_education": _l("Sex education for children"),
    "crafts": _l("Crafts and play"),
}
DUTIES = {
    "initial": _l("Before the first pairing"),
    "yearly": _l("Each year"),
    "free": _l("As she likes"),
}
AUDIENCES = {
    "volunteers": _l("Volunteers"),
    "guardians": _l("Guardians of children"),
}
MODES = {
    "onsite": _l("On site"),
    "online": _l("Online"),
}
RULES = {
    "minutes": _l("Enough of its minutes"),
    "any": _l("One session of any part"),
    "share": _l("Enough of its parts"),
    "all": _l("Every part"),
    "pass": _l("The quiz alone"),
}
"""What completes a course."""
SELF_STUDY = "self_study"
HOW = {**MODES, SELF_STUDY: _l("Self-study")}
THEMES_IN_CHINESE = {
    "family": "家庭教育指导",
    "care": "关爱引导",
    "mind": "心理辅导",
    "risk": "风险防范",
}
"""For printed papers, whose wording is the offices' whatever the reader's language."""
