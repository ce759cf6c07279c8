"""The columns of a volunteers' roster, in the words that stations and offices use."""

from __future__ import annotations

from app.core.documents.sheets import FieldSpec, GroupSpec, Schema
from app.programmes.rules import ProgrammeRules
from app.regions.roster_fields import ADDRESS, ID_WORDS, PHONE_WORDS, PLACES, SERIAL, SEXES

SKILL_WORDS = (
    "专长", "技能", "特长爱好", "专业特长", "服务特长", "擅长领域", "服务意向", "个人特长", "专业技能",
    "可提供服务", "服务内容",
)  # fmt: skip
FIELDS = (
    SERIAL,
    FieldSpec("name", "姓名", "name",
              ("志愿者姓名", "爱心妈妈姓名", "爱心妈妈", "队员姓名", "志愿者", "成员姓名",
              "名字", "人员姓名", "妈妈姓名"),
              required=True, anchor=True),
    FieldSpec("sex", "性别", "sex", (), options=SEXES),
    FieldSpec("id_number", "身份证号", "id_number", ID_WORDS, required=True, anchor=True),
    FieldSpec("birth", "出生年月", "date", ("出生日期", "出生年月日", "生日", "出生时间")),
    FieldSpec("age", "年龄", "integer", ("周岁", "岁数")),
    FieldSpec("ethnic_group", "民族", "ethnic_group", ("族别",)),
    FieldSpec("phone", "联系电话", "phone",
              (*PHONE_WORDS, "本人电话", "本人联系电话", "微信号（手机）"), required=True),
    *PLACES,
    FieldSpec("occupation", "职业", "text",
              ("工作单位及职务", "单位及职务", "职务", "工作单位", "单位", "从事职业",
              "单位职务", "现任职务", "工作单位和职务", "身份")),
    FieldSpec("politics", "政治面貌", "text", ("政治身份", "党派", "面貌")),
    FieldSpec("education", "文化程度", "text", ("学历", "最高学历", "受教育程度")),
    FieldSpec("capacity", "可结对人数", "integer",
              ("可结对数", "结对人数", "可结对儿童数", "拟结对人数", "愿意结对人数",
              "可结对名额", "结对名额", "可结对儿童人数",
               "结对儿童数", "拟结对儿童数", "意向结对人数")),
    FieldSpec("mode", "本地/异地", "choice",
              ("结对方式", "本地或异地", "服务方式", "是否本地", "本地、异地", "本/异地",
              "线上/线下"),
              options={"local": ("本地", "本乡镇", "本村", "是", "线下", "本县"),
              "remote": ("异地", "外地", "远程", "否", "线上", "外县")},
              unknown_code="mode_unknown"),
    FieldSpec("team", "所属服务队", "text",
              ("服务队", "所在服务队", "志愿服务队", "所属队伍", "队伍", "服务队名称",
              "所属志愿服务队", "所在队伍", "组织名称", "团队")),
    FieldSpec("notes", "备注", "text", ("说明", "备注说明", "附注")),
)  # fmt: skip
GROUPS = (
    GroupSpec("", ("爱心妈妈", "志愿者", "队员", "基本情况", "基本信息", "个人信息", "本人")),
    GroupSpec("child", ("儿童", "结对对象", "孩子", "学生", "结对情况")),
    GroupSpec("contact", ("紧急联系人", "推荐人", "填报人", "填表人", "队长", "负责人")),
    ADDRESS,
)  # fmt: skip
OTHERS = ("联系人", "推荐", "队长", "银行", "账号", "配偶", "家属")


def schema_for(rules: ProgrammeRules) -> Schema:
    """With the skills of the programme; one in other words is kept as it is written."""
    skills = FieldSpec(
        "skills",
        "特长",
        "choice",
        SKILL_WORDS,
        multiple=True,
        options={one.code: (one.label, *one.synonyms) for one in rules.skills},
        unknown_code="",
    )
    return Schema(fields=(*FIELDS, skills), groups=GROUPS, others=OTHERS)
