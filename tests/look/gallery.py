"""A small application that shows every macro, layout and error page with made-up content."""

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, Flask, Response, render_template, request
from flask_babel import Babel
from flask_wtf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.errors import Problem
from app.core.registry import Todo
from app.core.web import static, ui
from app.core.web.forms import BaseForm
from app.core.web.security import CSP

ROOT = Path(__file__).parents[2]


def thing(**values: Any) -> SimpleNamespace:
    return SimpleNamespace(**values)


def choices(*pairs: tuple[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in pairs]


class GalleryForm(BaseForm):
    name = StringField("姓名", [InputRequired("请填写姓名"), Length(max=20)])
    phone = TelField(
        "手机号码",
        [InputRequired("请填写手机号码")],
        description="11 位数字，例如 13800000000",
        render_kw={"autocomplete": "tel"},
    )
    password = PasswordField("密码")
    born = DateField("出生日期", [Optional()])
    age = IntegerField("家中孩子数", [Optional()])
    town = SelectField("乡镇", choices=choices(("", "请选择"), ("1", "南江镇"), ("2", "梅仙镇")))
    kind = RadioField(
        "结对方式",
        [InputRequired("请选择一种")],
        choices=choices(("near", "就近结对"), ("far", "远程结对")),
    )
    skills = SelectMultipleField(
        "特长",
        choices=choices(("a", "作业辅导"), ("b", "心理疏导"), ("c", "普法")),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    about = TextAreaField("为什么想做爱心妈妈", description="两三句话就好")
    photo = FileField("照片", description="jpg 或 png，不超过 5 MB")
    agree = BooleanField("我已阅读并同意隐私说明", [InputRequired("请先阅读隐私说明")])
    signature = StringField("本人签名")


@dataclass
class Person:
    is_authenticated: bool
    display_name: str = "李慧（平江县妇联）"


def content() -> dict[str, Any]:
    words = ["志愿者", "儿童", "结对", "培训", "活动", "走访", "台账", "设置"]
    doors = {
        "recruit": ("招募", "发布招募，审核报名"),
        "pair": ("结对", "就近安排，一人一档"),
        "train": ("培训", "岗前培训，发放证书"),
        "event": ("活动", "计划、签到、小结"),
        "visit": ("走访", "看、联、问、帮"),
        "coordinate": ("协调", "一键唤醒，跟踪到底"),
    }
    return {
        "nav": [thing(label=w, url="#", active=w == "结对") for w in words],
        "doors": [thing(label=a, url="#", text=b, icon=icon) for icon, (a, b) in doors.items()],
        "todos": [
            Todo("签承诺书：王芳，逾期 3 天", "#", "red"),
            Todo("走访：小树（南江镇），还剩 7 天", "#", "amber"),
            Todo("审核报名", "#", "blue", count=4),
        ],
        "conditions": [
            thing(ok=True, label="岗前培训合格", mend_label=None, mend_url=None),
            thing(ok=False, label="无犯罪记录证明", mend_label="上传证明", mend_url="#"),
            thing(ok=False, label="监护人同意", mend_label="等监护人签字", mend_url=None),
        ],
        "history": [
            thing(at="2026年9月1日 星期二", text="签订承诺书", who="王芳"),
            thing(at="2026年8月20日 星期四", text="培训合格，证书 2026-0031", who=None),
        ],
        "tasks": [
            thing(label="填写基本信息", url="#", done=True),
            thing(label="参加岗前培训", url="#", done=False),
            thing(label="签承诺书", url=None, done=False),
        ],
        "filters": [
            thing(name="state", label="状态", value="on", choices=[("", "全部"), ("on", "在结对")])
        ],
        "page": thing(items=[], total=327, next_url="?after=25", prev_url=None),
    }


def create_gallery(logged_in: bool = True, nav: bool = True) -> Flask:
    app = Flask(__name__, static_folder=None)
    app.config.update(
        SECRET_KEY="gallery",
        TESTING=True,
        BABEL_DEFAULT_LOCALE="zh_Hans_CN",
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "app" / "translations"),
    )
    app.jinja_loader = ChoiceLoader(
        [
            FileSystemLoader(ROOT / "templates"),
            FileSystemLoader(Path(__file__).parent / "templates"),
        ]
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    CSRFProtect(app)
    Babel(app, locale_selector=lambda: "en" if "en" in request.args else "zh_Hans_CN")
    for area, names in {
        "site": ("home", "locale", "privacy"),
        "accounts": ("me", "login", "logout"),
    }.items():
        blueprint = Blueprint(area, __name__)
        for name in names:
            rule = f"/{area}/{name}" + ("/<code>" if name == "locale" else "")
            blueprint.add_url_rule(rule, name, lambda **_: "")
        app.register_blueprint(blueprint)
    static.init_app(app, ROOT / "static")
    ui.init_app(app)

    @app.context_processor
    def frame() -> dict[str, Any]:
        return (
            {
                "station_name": "平江县爱心妈妈工作站",
                "locale": "en" if "en" in request.args else "zh",
                "current_user": Person(logged_in),
            }
            | content()
            | ({} if nav else {"nav": []})
        )

    @app.route("/gallery/<name>", methods=["GET", "POST"])
    def show(name: str) -> str:
        form = GalleryForm(meta={"csrf": request.method == "GET"})
        if request.method == "POST":
            form.validate()
        return render_template(f"gallery/{name}.html", form=form)

    @app.route("/errors/<int:code>")
    def error(code: int) -> str:
        problems = [
            Problem("not_trained", "还没有岗前培训合格证书", "报名培训", "/trainings"),
            Problem("already_sent", "", mend_url="/first"),
        ]
        shown = problems if code == 409 else []
        return render_template(f"errors/{code}.html", problems=shown, description="")

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = CSP
        return response

    return app


if __name__ == "__main__":
    create_gallery().run(port=5099)
