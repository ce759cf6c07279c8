"""Pictures for the demonstration, drawn when it is built: a filled-in form, badges of teams."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageFont

from app.core.documents.typefaces import FONT_FOLDER

HAND = FONT_FOLDER / "AixinKai-Regular.ttf"
RED, INK, PENCIL = "#a61e3c", "#222222", "#1d3f72"
PRINTED = ("姓　　名", "身份证号", "联系电话", "住　　址", "特　　长", "我想参加", "本人签名")
WRITTEN = ("", "（见电子记录）", "（见电子记录）", "加义镇练埠村6组", "辅导作业、讲故事")


def filled_form(name: str) -> bytes:
    """A page that somebody wrote by hand: the front with her name, or the back without one."""
    page = Image.new("RGB", (1000, 1400), "white")
    pen = ImageDraw.Draw(page)
    title, text = ImageFont.truetype(str(HAND), 52), ImageFont.truetype(str(HAND), 34)
    pen.text((500, 110), "爱心妈妈报名表", INK, title, anchor="mm")
    written = (name, *WRITTEN[1:], "愿意每周陪孩子一个下午", name)
    for at, (label, hand) in enumerate(zip(PRINTED, written, strict=True)):
        top = 220 + 130 * at
        pen.rectangle((80, top, 920, top + 130), outline=INK, width=2)
        pen.line((300, top, 300, top + 130), INK, 2)
        pen.text((190, top + 65), label, INK, text, anchor="mm")
        pen.text((330, top + 65), hand if name else "", PENCIL, text, anchor="lm")
    return _bytes(page, "JPEG")


def badge(sign: str) -> bytes:
    """A round badge with one character and two hands beneath it."""
    page = Image.new("RGB", (480, 480), "white")
    pen = ImageDraw.Draw(page)
    pen.ellipse((20, 20, 460, 460), fill=RED)
    pen.ellipse((44, 44, 436, 436), outline="white", width=6)
    pen.text((240, 205), sign, "white", ImageFont.truetype(str(HAND), 210), anchor="mm")
    pen.arc((120, 230, 360, 400), 20, 160, fill="white", width=14)
    return _bytes(page, "PNG")


def _bytes(page: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    page.save(out, kind, quality=70)
    return out.getvalue()
