"""Columns that every roster of people has, in the words that offices use: above all the places."""

from __future__ import annotations

from app.core.documents.sheets import FieldSpec, GroupSpec

PHONE_WORDS = (
    "联系电话", "电话", "电话号码", "联系方式", "手机", "手机号", "手机号码", "联系号码", "联系手机",
    "移动电话", "联系电话号码", "通讯方式",
)  # fmt: skip
ID_WORDS = (
    "身份证号码", "身份证号", "身份证", "身份证件号码", "公民身份号码", "公民身份证号码", "居民身份证号码",
    "居民身份证号", "证件号码", "证件号", "有效证件号码", "身份号码", "身份证明号码", "身份证码",
)  # fmt: skip
SEXES = {"male": ("男", "男性", "男童", "男孩"), "female": ("女", "女性", "女童", "女孩")}
SERIAL = FieldSpec("serial", "序号", "serial", ("编号", "序", "号", "顺序号", "NO", "No.", "行号"))
PLACES = (
    FieldSpec("county", "县（市、区）", "text", ("县区", "区县", "县", "所在县", "县市区", "所属县区"),
              group="address", group_aliases=("县", "县级", "区")),
    FieldSpec("township", "乡镇（街道）", "text",
              ("乡镇", "所在乡镇", "所属乡镇", "镇", "街道", "乡镇街道", "乡（镇）", "镇（街道）", "镇街", "乡镇名称",
               "所在镇", "所在街道", "所在乡镇街道", "乡镇（街道办）", "镇乡"),
              group="address", group_aliases=("乡镇", "镇", "乡", "街道")),
    FieldSpec("village", "村（社区）", "text",
              ("村", "社区", "所在村", "所在社区", "所在村（社区）", "所属村", "村居", "村（居）", "村名", "行政村",
               "村委会", "村（居）委会", "村社区", "村/社区", "所在村居", "所属村社区", "村社", "村（居）名称"),
              group="address", group_aliases=("村", "社区", "村居")),
    FieldSpec("hamlet", "组", "text", ("村民小组", "小组", "组别", "所在组", "组号", "屋场", "自然村"),
              group="address", group_aliases=("组", "小组", "门牌号")),
    FieldSpec("address", "家庭住址", "text",
              ("家庭地址", "住址", "地址", "现住址", "现居住地", "居住地", "居住地址", "现居住地址", "详细住址", "详细地址",
               "家庭详细住址", "家庭详细地址", "户籍地", "户籍地址", "户籍所在地", "常住地址", "常住地", "通讯地址",
               "家庭现住址", "家庭住址（村组）", "联系地址", "所在地", "户口所在地"),
              group="address", group_aliases=("详细地址", "详细住址", "地址")),
)  # fmt: skip
ADDRESS = GroupSpec("address", ("住址", "地址", "居住地", "户籍地", "所在地", "户口所在地"))
