"""A release built once for all page tests, and a page opened the way a reader opens it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.runtime.context import ContextProxy, StreamlitHeaders
from streamlit.testing.v1 import AppTest

import session
from session import who
from tests import built

APP = Path(__file__).resolve().parents[2] / "app.py"
Open = Callable[..., AppTest]


@pytest.fixture(scope="session")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of releases with one: the shipped figures and illustrative extracts."""
    return built.county(tmp_path_factory)


@pytest.fixture
def at_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    """An app under test is asked for as a browser on this computer asks: AppTest sends no headers."""
    host = f"localhost:{st.get_option('server.port')}"
    sent = StreamlitHeaders({"Host": host, "Origin": f"http://{host}"}.items())
    monkeypatch.setattr(ContextProxy, "headers", property(lambda context: sent))
    monkeypatch.setattr(ContextProxy, "ip_address", property(lambda context: None))
    monkeypatch.setenv("AP_LOCAL_OFFICER", "1")


@pytest.fixture
def officer() -> Iterator[None]:
    """The test itself reads as an officer, outside of any app."""
    with who.acting_as(who.Person(audience="officer", role="officer", name="ann")):
        yield


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, at_this_computer: None) -> Open:
    """Opens a page through the frame as an officer: opened("overview", releases)."""

    def open_page(page: str, releases: Path, **query: str) -> AppTest:
        monkeypatch.setenv("AP_RELEASES", str(releases))
        test = AppTest.from_file(str(APP), default_timeout=120)
        # A folder called pages makes AppTest.switch_page run a page without its frame.
        test.session_state[session.RETURN_TO] = (page, query)
        return test.run()

    return open_page
