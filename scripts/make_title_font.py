"""Cut Aixin Title, the small font of document titles, out of Aixin Song Bold.

WeasyPrint keeps glyph ids, so that a title set in the 9,000-glyph Song costs 35 KB a PDF and one
set in a font of a few hundred glyphs costs 3 KB. Add a character to TITLE_CHARACTERS when a new
document's title needs it; any other title still prints, in Song.
"""

from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "app/core/documents/fonts"
ASCII = "".join(map(chr, range(0x20, 0x7F)))
TITLE_CHARACTERS = ASCII + (
    "、。〇《》（）：“”—·"
    "一二三四五六七八九十百千零年月日第号度"
    "爱心妈妈结对关爱承诺书招募公告令监护人知情同意书工作站驿志愿服务队员记录证明"
    "名册通报倡议信致家长的登记表月报告值班走访单未成年儿童女孩子回执交接清单卡片"
    "村居社区街道镇乡县市省妇联会档案计划申请审批核统计汇总活动签到物资发放微心愿礼包"
    "困境留守编者教育培训合格结业荣誉奖状聘请参任份局政民格河共保诊"
)


def rename(font: TTFont) -> None:
    for record in font["name"].names:
        text = record.toUnicode()
        record.string = (
            text.replace("(9,110 glyphs) ", "")
            .replace("Aixin Song", "Aixin Title")
            .replace("AixinSong", "AixinTitle")
        )
    if "CFF " in font:
        top = font["CFF "].cff
        top.fontNames = [name.replace("Song", "Title") for name in top.fontNames]


def main() -> None:
    font = TTFont(FONTS / "AixinSong-Bold.otf", recalcTimestamp=False)
    options = Options()
    options.layout_features = []
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(text=TITLE_CHARACTERS)
    subsetter.subset(font)
    rename(font)
    font.save(FONTS / "AixinTitle-Bold.otf")


if __name__ == "__main__":
    main()
