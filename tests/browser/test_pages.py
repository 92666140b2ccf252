"""The pages in a real browser: a fresh server, an address opened first, a phone and a tablet.

Needs Chromium; skipped, saying so, where it is missing, unless AP_REQUIRE_BROWSER=1 asks for it.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

import session
from tests import built

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PAGES = [entry.id for entry in session.PAGES if entry.id != "overview"]
PHONE, TABLET = (390, 800), (1024, 768)
PATIENCE = 60


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the published figures alone: enough for every page to open."""
    return built.published(tmp_path_factory)


@pytest.fixture(scope="module")
def browser() -> Iterator:
    if not Path(CHROMIUM).exists():
        if os.environ.get("AP_REQUIRE_BROWSER") == "1":
            pytest.fail(f"AP_REQUIRE_BROWSER=1, but there is no Chromium at {CHROMIUM}")
        pytest.skip(f"there is no Chromium at {CHROMIUM}")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield opened
        opened.close()


@pytest.fixture
def fresh_server(releases: Path) -> Iterator[str]:
    """The address of a server that nobody has visited yet."""
    yield from _serve(releases)


@pytest.fixture(scope="module")
def server(releases: Path) -> Iterator[str]:
    """The address of one server for all other visits."""
    yield from _serve(releases)


def _serve(releases: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    environment = os.environ | {"AP_RELEASES": str(releases), "AP_LOCAL_OFFICER": "1"}
    running = subprocess.Popen(
        command, cwd=session.ROOT, env=environment, stdout=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_up(address)
        yield address
    finally:
        running.terminate()
        running.wait(timeout=20)


def _wait_until_up(address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            with urlopen(f"{address}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(f"the server at {address} did not start within {PATIENCE} seconds")


def visit(browser, address: str, size: tuple[int, int]):
    """A page in a new window, once it has stopped changing."""
    page = browser.new_context(viewport={"width": size[0], "height": size[1]}).new_page()
    page.goto(address)
    page.wait_for_selector("h1", timeout=PATIENCE * 1000)
    page.wait_for_function(
        "!document.querySelector('[data-testid=stStatusWidget]')", timeout=PATIENCE * 1000
    )
    page.wait_for_timeout(500)
    return page


def sideways(page) -> int:
    """How far the page can be scrolled to the side, in pixels."""
    return page.evaluate(
        "(() => { const main = document.querySelector('[data-testid=stMain]');"
        " return main.scrollWidth - main.clientWidth; })()"
    )


@pytest.mark.parametrize("name", ["extracts", "workstream_6?measure=Suspension+rate&span=5+years"])
def test_an_address_opened_first_goes_through_the_frame(
    name: str, browser, fresh_server: str
) -> None:
    page = visit(browser, f"{fresh_server}/{name}", TABLET)
    page.wait_for_selector("[data-testid=stSidebarNav]", timeout=PATIENCE * 1000)
    shown = name.split("?")[0]
    assert page.url.split("?")[0].endswith(f"/{shown}")
    assert page.locator("[data-testid=stException]").count() == 0
    title = next(entry.title for entry in session.PAGES if entry.id == shown)
    assert title in page.locator("h1").first.inner_text()
    if "measure" in name:
        assert page.get_by_role("heading", name="Permanent exclusion rate").count() == 0
        boxes = page.locator("[data-testid=stSidebar] input").all()
        assert "5 years" in [box.input_value() for box in boxes]


def test_every_page_opens_and_fits_a_phone_and_a_tablet(browser, server: str) -> None:
    for name in ["", *PAGES]:
        page = visit(browser, f"{server}/{name}", TABLET)
        assert page.locator("[data-testid=stException]").count() == 0, name
        for width, height in (TABLET, PHONE):
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_timeout(400)
            assert sideways(page) <= 0, f"{name or 'overview'} scrolls sideways at {width} px"
        page.context.close()


def test_no_name_in_the_menu_is_cut(browser, server: str) -> None:
    page = visit(browser, f"{server}/definitions", TABLET)
    page.wait_for_selector("[data-testid=stSidebarNavLink]", timeout=PATIENCE * 1000)
    # The rule that wraps them comes with the page, a moment after the menu.
    page.wait_for_function(
        "(() => { const names = [...document.querySelectorAll('[data-testid=stSidebarNavLink] div')];"
        " return names.length && names.every(name => name.scrollWidth <= name.clientWidth); })()",
        timeout=PATIENCE * 1000,
    )


def test_every_chart_and_picture_has_a_name(browser, server: str) -> None:
    page = visit(browser, f"{server}/workstream_6", TABLET)
    page.wait_for_selector(".js-plotly-plot", timeout=PATIENCE * 1000)
    unnamed = page.evaluate(
        "[...document.querySelectorAll('[data-testid=stPlotlyChart]')].filter(chart =>"
        " !chart.closest('[aria-label]') && !chart.querySelector('[aria-label]')).length"
    )
    assert unnamed == 0
    assert page.locator(".modebar").count() == 0
    assert page.evaluate("[...document.images].filter(image => !image.alt).length") == 0


def test_a_link_reproduces_a_view(browser, server: str) -> None:
    page = visit(browser, f"{server}/workstream_6?measure=Suspension+rate&span=5+years", TABLET)
    assert page.get_by_role("heading", name="Suspension rate").count() == 1
    assert page.get_by_role("heading", name="Permanent exclusion rate").count() == 0
