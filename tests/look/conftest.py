import pytest

from tests.look.gallery import create_gallery


@pytest.fixture(scope="session")
def gallery():
    return create_gallery()


@pytest.fixture
def client(gallery):
    return gallery.test_client()
