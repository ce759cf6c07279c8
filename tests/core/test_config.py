"""Settings: every value that cannot be used is named by its variable."""

import pytest

from app import create_app
from app.config import BadSetting, Settings, from_env
from app.core.crypto import BadKeyFile


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORT", "http"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "８０００"),
        ("PORT", "-1"),
        ("AIXIN_PUBLIC_URL", "aixin.example"),
        ("AIXIN_PUBLIC_URL", "ftp://aixin.example"),
        ("AIXIN_PUBLIC_URL", "https://"),
        ("AIXIN_DEMO", "maybe"),
        ("AIXIN_HTTPS", "on"),
        ("AIXIN_DATABASE_URL", "mysql://x"),
        ("AIXIN_DATABASE_URL", "aixin.db"),
        ("AIXIN_DATABASE_URL", "postgresql://host:port/x"),
        ("AIXIN_DATA_DIR", __file__),
    ],
)
def test_bad_value_is_named(variable, value):
    with pytest.raises(BadSetting, match=variable) as caught:
        from_env({variable: value})
    assert caught.value.variable == variable


def test_empty_environment_is_enough(tmp_path):
    settings = from_env({"AIXIN_DATA_DIR": str(tmp_path)})
    assert settings.database_url == f"sqlite:///{tmp_path / 'aixin.db'}"
    assert (settings.host, settings.port, settings.demo) == ("127.0.0.1", 8000, False)
    assert settings.is_sqlite


def test_values_are_read():
    settings = from_env(
        {
            "PORT": "80",
            "HOST": "0.0.0.0",
            "AIXIN_PUBLIC_URL": "https://aixin.example/",
            "AIXIN_DEMO": "yes",
            "AIXIN_HTTPS": "1",
            "AIXIN_DATABASE_URL": "postgres://u@h/d",
        }
    )
    assert (settings.port, settings.host, settings.demo, settings.https) == (
        80,
        "0.0.0.0",
        True,
        True,
    )
    assert settings.public_url == "https://aixin.example"
    assert settings.database_url == "postgresql+psycopg://u@h/d"


def test_database_without_its_keys_is_not_given_new_ones(tmp_path):
    (tmp_path / "aixin.db").write_bytes(b"")
    with pytest.raises(BadKeyFile, match="restore it"):
        create_app(Settings(data_dir=tmp_path, database_url="sqlite://", testing=True))
    assert not (tmp_path / "keys.json").exists()
