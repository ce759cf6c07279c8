"""Cut Aixin Title, the small font of document titles, out of Aixin Song Bold.

WeasyPrint keeps glyph ids, so that a title set in the 9,000-glyph Song costs 35 KB a PDF and one
set in a font of a few hundred glyphs costs 3 KB. Add a character to TITLE_CHARACTERS when a new
document's title needs it; any other title still prints, in Song.
"""

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.roundingPen import RoundingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "app/core/documents/fonts"
UNITS_PER_EM = 512
MAX_ERROR = 1.0
ASCII = "".join(map(chr, range(0x20, 0x7F)))
TITLE_CHARACTERS = ASCII + (
    "、。〇《》（）：“”—·"
    "一二三四五六七八九十百千零年月日第号度"
    "爱心妈妈结对关爱承诺书招募公告令监护人知情同意书工作站驿志愿服务队员记录证明"
    "名册通报倡议信致家长的登记表月报告值班走访单未成年儿童女孩子回执交接清单卡片"
    "村居社区街道镇乡县市省妇联会档案计划申请审批核统计汇总活动签到物资发放微心愿礼包"
    "困境留守编者教育培训合格结业荣誉奖状聘请参任份局政民格河共保诊"
)


def as_truetype(font: TTFont) -> TTFont:
    """Quadratic outlines on a coarser grid: a third of the bytes, and no CFF tables in the PDF."""
    scale = UNITS_PER_EM / font["head"].unitsPerEm
    glyphs, metrics, drawn = font.getGlyphSet(), {}, {}
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(None)
        rounding = RoundingPen(pen)
        quadratic = Cu2QuPen(rounding, MAX_ERROR, reverse_direction=True)
        glyphs[name].draw(TransformPen(quadratic, (scale, 0, 0, scale, 0, 0)))
        drawn[name] = pen.glyph(dropImpliedOnCurves=True)
        metrics[name] = (round(glyphs[name].width * scale), 0)
    builder = FontBuilder(UNITS_PER_EM, isTTF=True)
    builder.setupGlyphOrder(font.getGlyphOrder())
    builder.setupCharacterMap(font.getBestCmap())
    builder.setupGlyf(drawn)
    bearings = {
        name: (width, getattr(drawn[name], "xMin", 0)) for name, (width, _) in metrics.items()
    }
    builder.setupHorizontalMetrics(bearings)
    builder.setupHorizontalHeader(
        ascent=round(font["hhea"].ascent * scale), descent=round(font["hhea"].descent * scale)
    )
    builder.setupNameTable({})
    builder.font["name"] = font["name"]
    builder.setupOS2(
        usWeightClass=700,
        fsSelection=0x20,
        sTypoAscender=round(font["OS/2"].sTypoAscender * scale),
        sTypoDescender=round(font["OS/2"].sTypoDescender * scale),
        usWinAscent=round(font["OS/2"].usWinAscent * scale),
        usWinDescent=round(font["OS/2"].usWinDescent * scale),
    )
    builder.setupPost()
    builder.font["head"].macStyle = 1
    builder.font["head"].created = builder.font["head"].modified = font["head"].modified
    builder.font.recalcTimestamp = False
    return builder.font


def rename(font: TTFont) -> None:
    for record in font["name"].names:
        text = record.toUnicode().replace("(9,110 glyphs) ", "")
        record.string = text.replace("Aixin Song", "Aixin Title").replace("AixinSong", "AixinTitle")


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
    as_truetype(font).save(FONTS / "AixinTitle-Bold.ttf")


if __name__ == "__main__":
    main()
