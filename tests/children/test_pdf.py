import subprocess
from pathlib import Path

from app.children.consent_form import consent_pdf
from tests.children.samples import consent_form


def printed(folder: Path, **changes: str) -> Path:
    file = folder / "consent.pdf"
    file.write_bytes(consent_pdf(consent_form(**changes)))
    return file


def text_of(file: Path) -> str:
    return "".join(subprocess.check_output(["pdftotext", file, "-"]).decode().split())


def test_consent_asks_every_scope_with_its_refusal_R96(tmp_path):
    file = printed(tmp_path)
    text, form = text_of(file), consent_form()
    assert subprocess.check_output(["qpdf", "--show-npages", file]).strip() == b"1"
    for scope in form.scopes:
        assert scope.label in text
        assert scope.refusal[:6] in text
    assert text.count("不同意") > len(form.scopes)


def test_consent_says_place_term_rights_and_complaint_route(tmp_path):
    text = text_of(printed(tmp_path))
    for part in ("保存地点", "保存期限", "撤回同意", "删除", "咨询投诉", "12338", "（盖章）"):
        assert part in text


def test_consent_prints_known_names_in_place_of_lines(tmp_path):
    text = text_of(printed(tmp_path, child_name="钟㛃", guardian_name="钟䶮", relation="祖父"))
    assert "钟㛃" in text
    assert "祖父" in text
