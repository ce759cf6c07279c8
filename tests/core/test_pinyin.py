from __future__ import annotations

import pytest

from app.core.pinyin import full, initials


@pytest.mark.parametrize(
    ("name", "whole", "short"),
    [
        ("王芳", "wangfang", "wf"),
        ("单雪梅", "shanxuemei", "sxm"),
        ("解小红", "xiexiaohong", "xxh"),
        ("仇英", "qiuying", "qy"),
        ("尉迟敏", "yuchimin", "ycm"),
        ("吕红", "lvhong", "lh"),
        ("阿依古丽·买买提", "ayigulimaimaiti", "ayglmmt"),
        ("刘 喆", "liuzhe", "lz"),
        ("Anna Li", "annali", "a"),
        ("", "", ""),
    ],
)
def test_names_are_read_as_people_read_them(name: str, whole: str, short: str) -> None:
    assert (full(name), initials(name)) == (whole, short)
