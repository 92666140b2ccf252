"""A release built once for all page tests, and a page opened the way a reader opens it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import session
from data import sample
from data.build import SHIPPED, Options, build

APP = Path(__file__).resolve().parents[2] / "app.py"
Open = Callable[..., AppTest]


@pytest.fixture(scope="session")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of releases with one: the shipped figures and illustrative extracts."""
    handed_over = tmp_path_factory.mktemp("extracts")
    sample.write(handed_over, la="888")
    for file in SHIPPED.glob("*.csv"):
        (handed_over / file.name).write_bytes(file.read_bytes())
    folder = tmp_path_factory.mktemp("releases")
    build(handed_over, folder, Options())
    return folder


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens a page through the frame as an officer: opened("overview", releases)."""

    def open_page(page: str, releases: Path, **query: str) -> AppTest:
        monkeypatch.setenv("AP_RELEASES", str(releases))
        monkeypatch.setenv("AP_LOCAL_OFFICER", "1")
        test = AppTest.from_file(str(APP), default_timeout=120)
        # A folder called pages makes AppTest.switch_page run a page without its frame.
        test.session_state[session.RETURN_TO] = (page, query)
        return test.run()

    return open_page
