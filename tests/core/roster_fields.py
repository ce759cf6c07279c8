"""The two rosters' own fields, with categories and needs that do not depend on a programme."""

from dataclasses import replace

from app.children import roster_fields as children
from app.core.documents.sheets import FieldSpec, Schema
from app.volunteers import roster_fields as volunteers

CATEGORIES = {
    "left_behind": ("留守儿童", "留守", "农村留守儿童", "留守未成年人"),
    "orphan": ("孤儿", "社会散居孤儿", "散居孤儿", "机构养育孤儿"),
    "de_facto_unattended": ("事实无人抚养儿童", "事实无人抚养", "事实孤儿", "事实无人抚养的儿童"),
    "disabled": ("残疾儿童", "残疾", "重残儿童", "残障儿童", "重病重残儿童"),
    "low_income": ("低保家庭儿童", "低保", "低保儿童", "低保户", "低收入家庭儿童", "特困儿童",
    "贫困儿童"),
    "other_disadvantaged": ("其他困境儿童", "困境儿童", "困境", "其他", "其它", "其他困难儿童",
    "其他类别"),
    "single_parent": ("单亲家庭儿童", "单亲", "单亲儿童", "离异家庭儿童"),
    "migrant": ("流动儿童", "流动", "随迁子女"),
}  # fmt: skip


def _strict(spec: FieldSpec) -> FieldSpec:
    """A number is asked for, so that its absence can be tested."""
    return replace(spec, required=True) if spec.key == "id_number" else spec


CHILDREN = Schema(
    fields=(
        *map(_strict, children.FIELDS),
        FieldSpec(
            "category",
            "儿童类别",
            "choice",
            children.CATEGORY_WORDS,
            multiple=True,
            options=CATEGORIES,
            unknown_code="category_unknown",
        ),
        FieldSpec("needs", "主要困难", "list", children.NEED_WORDS),
        children.NOTES,
    ),
    groups=children.GROUPS,
    others=children.OTHERS,
)
VOLUNTEERS = Schema(
    fields=(*volunteers.FIELDS, FieldSpec("skills", "特长", "list", volunteers.SKILL_WORDS)),
    groups=volunteers.GROUPS,
    others=volunteers.OTHERS,
)
