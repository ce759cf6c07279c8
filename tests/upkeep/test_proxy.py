from dataclasses import replace

import pytest
from flask import request

from app import create_app


@pytest.mark.parametrize(("behind", "seen"), [(False, "127.0.0.1"), (True, "10.1.2.3")])
def test_only_our_own_proxy_is_believed(app, tmp_path, behind, seen):
    settings = replace(app.extensions["settings"], data_dir=tmp_path, behind_proxy=behind)
    other = create_app(settings)
    found = []
    other.before_request_funcs.setdefault(None, []).insert(
        0, lambda: found.append(request.remote_addr)
    )
    headers = {"X-Forwarded-For": "6.6.6.6, 10.1.2.3"}
    other.test_client().get("/nowhere", headers=headers)
    assert found == [seen]
    other.extensions["database"].engine.dispose()
