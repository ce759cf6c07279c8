"""Kinds of certificates and the wording that is shipped with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Paper:
    code: str
    label: Any
    prefix: str
    places: tuple[str, ...]
    """What the wording may name as {place}."""
    title: str
    body: str
    closing: str

    @property
    def document(self) -> str:
        """Its name in the archive of documents."""
        return f"certificate.{self.code}"


PAPERS = {
    one.code: one
    for one in (
        Paper(
            "completion",
            _l("Certificate of completion"),
            "PX",
            ("name", "course", "theme", "minutes", "completed_on", "valid_until", "score"),
            "培训结业证书",
            "{name}同志于{completed_on}参加“{course}”培训（{theme}），"
            "学时{minutes}分钟，经考核合格，准予结业。",
            "特发此证。",
        ),
        Paper(
            "record",
            _l("Certificate of the service record"),
            "ZM",
            ("name",),
            "志愿服务记录证明",
            "兹证明{name}同志参加“爱心妈妈”结对关爱志愿服务，有关记录如下：",
            "本证明依据志愿服务记录如实、无偿出具，对内容有异议的，可以申请核实更正。",
        ),
        Paper(
            "honour",
            _l("Certificate of honour"),
            "RY",
            ("name", "award", "year"),
            "荣誉证书",
            "{name}同志在{year}年度“爱心妈妈”结对关爱志愿服务中表现突出，被评为“{award}”。",
            "特发此证，以资鼓励。",
        ),
        Paper(
            "thanks",
            _l("Certificate of thanks"),
            "GX",
            ("name", "award", "year"),
            "感谢状",
            "{name}同志：感谢您{award}。您的付出，孩子们记得，我们记得。",
            "谨致谢忱。",
        ),
    )
}
GIVEN = ("record", "honour", "thanks")
"""Issued to one volunteer from her page; completion follows from a training."""
