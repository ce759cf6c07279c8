"""One login for each role. Only here is a password shorter than anywhere else, and no second
factor asked for: the folder holds nobody's data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.policy import ROLE_LABELS, Role

PASSWORD = "aixin-demo"  # noqa: S105

CITY = "430600000000"
COUNTY = "430626000000"
TOWNSHIP = "430626103000"
NEIGHBOUR = "430681000000"


@dataclass(frozen=True)
class Login:
    role: Role
    name: str
    region_code: str

    @property
    def username(self) -> str:
        return str(self.role)

    @property
    def what(self) -> Any:
        return ROLE_LABELS[self.role]


LOGINS = (
    Login(Role.ADMIN, "钟启明", COUNTY),
    Login(Role.CHAIR, "彭桂香", COUNTY),
    Login(Role.STAFF, "凌小芳", TOWNSHIP),
    Login(Role.REVIEWER, "喻丽华", CITY),
    Login(Role.SUPERVISOR, "方若兰", CITY),
    Login(Role.AUDITOR, "童静", CITY),
    Login(Role.VOLUNTEER, "何志兰", TOWNSHIP),
)
