"""A poster of a station that does not exist, in the words of the Yueyang preset."""

import tomllib
from pathlib import Path

from app.volunteers.poster import Poster

PRESET = Path(__file__).resolve().parents[2] / "app/programmes/presets/yueyang.toml"


def poster() -> Poster:
    programme = tomllib.loads(PRESET.read_text("utf-8"))
    eligibility = programme["eligibility"]
    return Poster(
        programme_title=programme["title"],
        station_name="平江县南江镇爱心妈妈工作站",
        federation_name="平江县南江镇妇女联合会",
        join_url="https://aixin.example.org/join",
        phone="0730-0000000",
        address="南江镇政府一楼妇联办公室",
        requirements=eligibility["requirements"],
        age_label=eligibility["age_label"],
        exclusions=[each["label"] for each in eligibility["exclusions"]],
        asks=programme["poster"]["asks"],
        hotline=programme["hotline"],
    )
