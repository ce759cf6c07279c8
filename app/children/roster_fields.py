"""The columns of a children's roster, in the words that townships, schools and villages use."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.documents.sheets import FieldSpec, GroupSpec, Schema
from app.programmes.rules import Choice, ProgrammeRules
from app.regions.roster_fields import ADDRESS, ID_WORDS, PHONE_WORDS, PLACES, SERIAL, SEXES

DROPPED = frozenset({"guardian_id_number"})
"""Only its blind index is kept, which tells brothers and sisters: a bad one is no problem."""

CATEGORY_WORDS = (
    "类别", "儿童类型", "类型", "人员类别", "困境类型", "对象类别", "困境儿童类别", "困境类别", "身份类别",
    "儿童身份类别", "家庭类型", "留守或困境", "儿童分类",
)  # fmt: skip
NEED_WORDS = (
    "困难", "需求", "主要需求", "困难类型", "存在困难", "存在的主要困难", "帮扶需求", "主要困难及需求", "困难情况",
    "关爱需求", "服务需求", "主要问题", "需求类别",
)  # fmt: skip
FIELDS = (
    SERIAL,
    FieldSpec("name", "姓名", "name",
              ("儿童姓名", "学生姓名", "孩子姓名", "姓名（儿童）", "未成年人姓名", "留守儿童姓名", "困境儿童姓名",
               "受助儿童姓名", "结对儿童姓名", "对象姓名", "结对对象", "名字", "学生", "儿童", "幼儿姓名", "孩子名字"),
              required=True, anchor=True),
    FieldSpec("sex", "性别", "sex", ("儿童性别", "男/女", "学生性别"), options=SEXES),
    FieldSpec("id_number", "身份证号码", "id_number",
              (*ID_WORDS, *(f"{who}{word}" for who in ("儿童", "学生", "孩子") for word in ID_WORDS)),
              anchor=True),
    FieldSpec("birth", "出生年月", "date",
              ("出生日期", "出生年月日", "生日", "出生时间", "出生", "出身年月", "出生年份", "儿童出生年月")),
    FieldSpec("age", "年龄", "integer", ("周岁", "实际年龄", "岁数")),
    FieldSpec("ethnic_group", "民族", "ethnic_group", ("族别",)),
    *PLACES,
    FieldSpec("school", "就读学校", "text",
              ("学校", "所在学校", "学校名称", "就读学校名称", "就学学校", "现就读学校", "在读学校", "就读院校",
               "所在学校（幼儿园）", "就读学校及班级", "就学情况", "学校及年级")),
    FieldSpec("grade", "年级", "text", ("班级", "年级班级", "所在年级", "就读年级", "年级/班级", "所在班级", "学段", "年级（班）")),
    FieldSpec("guardian_name", "监护人姓名", "name",
              ("监护人", "现监护人", "监护人名字", "委托监护人", "实际监护人", "家长", "抚养人", "照护人"),
              group="guardian", group_aliases=("姓名", "名字")),
    FieldSpec("guardian_relation", "与儿童关系", "text",
              ("与监护人关系", "与儿童的关系", "与被监护人关系", "关系", "与孩子关系", "与学生关系", "与本人关系",
               "和儿童关系", "监护关系", "监护人与儿童关系", "与未成年人关系", "亲属关系"),
              group="guardian", group_aliases=("关系", "称谓", "与其关系")),
    FieldSpec("guardian_phone", "监护人联系电话", "phone", PHONE_WORDS,
              group="guardian", group_aliases=PHONE_WORDS),
    FieldSpec("guardian_id_number", "监护人身份证号码", "id_number", (),
              group="guardian", group_aliases=ID_WORDS),
)  # fmt: skip
NOTES = FieldSpec("notes", "备注", "text", ("说明", "其他说明", "备注说明", "附注"))
GROUPS = (
    GroupSpec("", ("儿童", "学生", "未成年人", "孩子", "基本情况", "基本信息", "个人信息")),
    GroupSpec("guardian", ("监护人", "家长", "抚养人", "照护人", "照料人", "委托照护人", "受委托人")),
    GroupSpec("parents", ("父亲", "母亲", "父母", "爸爸", "妈妈")),
    GroupSpec("helper", ("爱心妈妈", "志愿者", "结对人", "帮扶人", "责任人", "帮扶责任人", "结对干部", "包保", "代理妈妈",
                         "班主任", "儿童主任", "儿童督导员", "村干部", "填报人", "填表人", "结对情况", "帮扶情况")),
    ADDRESS,
)  # fmt: skip
OTHERS = ("教师", "老师", "学校", "父", "母", "户主", "联系人", "单位", "打工", "务工", "银行", "账号", "结对", "帮扶",
        "干部", "主任", "代办", "学籍"
)  # fmt: skip


def schema_for(rules: ProgrammeRules) -> Schema:
    """With the categories and needs of the programme."""
    category = FieldSpec(
        "category",
        "儿童类别",
        "choice",
        CATEGORY_WORDS,
        multiple=True,
        options=_options(rules.categories),
        unknown_code="category_unknown",
    )
    # A need in other words is no mistake: it goes into the remarks.
    needs = FieldSpec(
        "needs",
        "主要困难",
        "choice",
        NEED_WORDS,
        multiple=True,
        options=_options(rules.needs),
        unknown_code="",
    )
    return Schema(fields=(*FIELDS, category, needs, NOTES), groups=GROUPS, others=OTHERS)


def _options(choices: Sequence[Choice]) -> dict[str, tuple[str, ...]]:
    return {choice.code: (choice.label, *choice.synonyms) for choice in choices}
