"""Invented people. Names are put together by chance; numbers have a right check digit only."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

from stdnum.cn import ric

SURNAMES = "李张王刘陈黄彭吴周方何钟余曾胡凌喻邓罗苏汤江毛赖单童龚叶徐潘"
WOMEN = [
    "桂兰",
    "秀英",
    "小梅",
    "红霞",
    "艳红",
    "玉莲",
    "春香",
    "爱华",
    "丽君",
    "金花",
    "海燕",
    "雪梅",
    "月娥",
    "慧敏",
    "淑珍",
    "美玲",
    "菊香",
    "晓燕",
    "冬梅",
    "云霞",
    "翠萍",
    "素珍",
    "建英",
    "蓉",
    "静怡",
    "芝兰",
    "腊梅",
    "细妹",
    "巧云",
    "文秀",
]
MEN = ["志强", "国平", "建文", "海军", "立新", "伟明", "学文", "正华", "永福", "新民"]
GIRLS = [
    "思雨",
    "梓涵",
    "欣怡",
    "诗琪",
    "佳慧",
    "雨桐",
    "若曦",
    "依诺",
    "可馨",
    "婉婷",
    "语嫣",
    "紫萱",
    "晨曦",
    "心怡",
    "雅琪",
    "芷晴",
    "梦瑶",
    "子墨",
    "静雯",
    "安琪",
]
BOYS = [
    "浩然",
    "子轩",
    "俊杰",
    "宇航",
    "嘉乐",
    "文博",
    "志远",
    "博文",
    "天佑",
    "梓豪",
    "景行",
    "一鸣",
    "家豪",
    "俊熙",
    "振宇",
    "明哲",
    "思源",
    "宏伟",
    "泽宇",
    "承志",
]


class Inventor:
    """Everything comes from one source of chance, so that every demonstration is the same."""

    def __init__(self, chance: random.Random, first_phone: int = 0) -> None:
        self._chance = chance
        self._names: set[str] = set()
        self._numbers: set[str] = set()
        self._phones = first_phone

    def name(self, given: list[str], surname: str = "") -> str:
        while True:
            made = (surname or self._chance.choice(SURNAMES)) + self._chance.choice(given)
            if made not in self._names:
                self._names.add(made)
                return made

    def born(self, youngest: int, oldest: int, today: date) -> date:
        days = self._chance.randint(youngest * 366, (oldest + 1) * 365 - 20)
        return today - timedelta(days=days)

    def identity_number(self, born_on: date, sex: str, area: str = "430626") -> str:
        while True:
            order = self._chance.randrange(480, 500) * 2 + (1 if sex == "male" else 0)
            body = f"{area}{born_on:%Y%m%d}{order:03d}"
            number: str = body + ric.calc_check_digit(body + "0")
            if number not in self._numbers:
                self._numbers.add(number)
                return number

    def phone(self) -> str:
        """From a block of numbers that nobody answers: 1380000…"""
        self._phones += 1
        return f"1380000{self._phones:04d}"

    def signature(self, strokes: int = 4) -> list[Sequence[tuple[int, int]]]:
        """Lines in a box of 600 × 200, drawn as somebody writes: down, a bend, a tail."""
        lines: list[Sequence[tuple[int, int]]] = []
        for at in range(strokes):
            x, y = 60 + at * 120, self._chance.randint(40, 80)
            line = [(x, y)]
            for step in range(9):
                x += self._chance.randint(3, 14)
                y += self._chance.randint(4, 16) if step < 6 else -self._chance.randint(6, 18)
                line.append((x, max(10, min(190, y))))
            lines.append(line)
        return lines
