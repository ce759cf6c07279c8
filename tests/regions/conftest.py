import pytest

from app.regions import register
from app.regions.matching import AddressIndex

PINGJIANG = "430626000000"
MILUO = "430681000000"


@pytest.fixture(scope="session")
def extract():
    """Two neighbouring counties and the divisions above them."""
    return list(register.divisions(within=(PINGJIANG, MILUO)))


@pytest.fixture(scope="session")
def pingjiang(extract):
    return AddressIndex(((d.code, d.name) for d in extract), within=PINGJIANG)
