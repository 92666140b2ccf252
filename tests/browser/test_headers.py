"""The whole dashboard in a real browser under the server's own policy: nothing of it is held back.

Needs Chromium; see test_pages. The policy itself is read in tests/test_server.py.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

import session
from tests import built
from tests.browser import test_pages as pages
from tests.serving import by_streamlit, free_port, serving

browser = pages.browser
PATIENCE = pages.PATIENCE * 1000
MEASURE = "workstream_6?measure=Permanent+exclusion+rate"
ELSEWHERE = "http://localhost:9/"
# At an address such as /packs Streamlit first asks whether it lives there; the answer is no.
PROBES = ("/_stcore/health", "/_stcore/host-config")
EXTRACT = b"exclusion_id,pupil_id,school_urn,category,start_date,status,home_district\n"


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the published figures, with its public file."""
    return built.public(tmp_path_factory)


@pytest.fixture(scope="module")
def server(releases: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of server.py for the officer of this computer."""
    port, log = free_port(), tmp_path_factory.mktemp("server") / "log.txt"
    environment = {"AP_RELEASES": str(releases), "AP_LOCAL_OFFICER": "1"}
    with serving(by_streamlit(port), port, log, **environment):
        yield f"http://localhost:{port}"


@pytest.fixture
def window(browser) -> Iterator:
    context = browser.new_context(
        viewport={"width": 1280, "height": 900},
        permissions=["clipboard-read", "clipboard-write"],
        accept_downloads=True,
    )
    yield context
    context.close()


@pytest.fixture
def page(window, server: str) -> Iterator:
    """A page that keeps what its console says and what it asks for; both are looked at last."""
    opened = window.new_page()
    said: list[str] = []
    asked: list[str] = []
    opened.on("console", lambda told: said.extend(fault(told)))
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("request", lambda request: asked.append(request.url))
    yield opened
    assert said == []
    assert [url for url in asked if not url.startswith((server, "data:", "blob:"))] == []


def fault(told) -> list[str]:
    """What a message of the console says is wrong, if anything."""
    at = told.location.get("url", "")
    probe = at.endswith(PROBES) and "404" in told.text
    return [] if told.type not in ("error", "warning") or probe else [f"{told.text} at {at}"]


def opened(page, address: str):
    page.goto(address)
    page.locator("h1").first.wait_for(timeout=PATIENCE)
    settle(page)
    return page


def settle(page) -> None:
    page.wait_for_timeout(300)
    page.locator("[data-testid=stStatusWidget]").wait_for(state="detached", timeout=PATIENCE)
    page.wait_for_timeout(500)


def test_every_page_opens_without_a_word_in_the_console(page, server: str) -> None:
    for entry in session.PAGES:
        address = "" if entry.id == "overview" else entry.id
        opened(page, f"{server}/{address}")
        assert entry.title in page.locator("h1").first.inner_text()
        for fold in page.locator("summary:visible").all()[:6]:
            fold.click()
        settle(page)
        page.keyboard.press("End")
        assert page.locator("[data-testid=stException]").count() == 0


def test_charts_and_tables_are_drawn(page, server: str) -> None:
    opened(page, f"{server}/{MEASURE}")
    page.locator(".js-plotly-plot .scatterlayer").first.wait_for(timeout=PATIENCE)
    opened(page, f"{server}/log")
    page.locator("[data-testid=stDataFrame] canvas, table").first.wait_for(timeout=PATIENCE)


def test_the_buttons_of_copy_still_copy(page, window, server: str) -> None:
    opened(page, f"{server}/{MEASURE}")
    page.get_by_role("button", name="Copy", exact=True).first.click()
    page.get_by_role("button", name="Copy the sentence").click(timeout=PATIENCE)
    page.get_by_text("Copied the sentence").wait_for(timeout=PATIENCE)
    page.get_by_role("button", name="Copy the picture").click()
    page.get_by_text("Copied the picture").wait_for(timeout=PATIENCE)
    assert held_types(window) == ["image/png"]


def held_types(window) -> list[str]:
    """What is in the clipboard, read by another site: ours may not read it."""
    reader = window.new_page()
    reader.route(ELSEWHERE, lambda asked: asked.fulfill(body="<p>x</p>", content_type="text/html"))
    reader.goto(ELSEWHERE)
    reader.bring_to_front()
    return reader.evaluate("async () => (await navigator.clipboard.read())[0].types")


def test_a_figure_is_taken_away_as_a_file(page, server: str) -> None:
    opened(page, f"{server}/{MEASURE}")
    page.get_by_role("button", name="Export", exact=True).first.click()
    button = page.get_by_role("button", name="PDF").first
    button.wait_for(timeout=PATIENCE)
    with page.expect_download(timeout=PATIENCE) as found:
        button.click()
    assert Path(found.value.path()).read_bytes().startswith(b"%PDF")


def test_an_extract_is_handed_over(page, server: str) -> None:
    opened(page, f"{server}/extracts?step=1.+Load+and+check")
    page.get_by_role("tab", name="1. Load and check").click()
    chooser = page.locator("input[type=file]").first
    handed = {"name": "exclusions.csv", "mimeType": "text/csv", "buffer": EXTRACT}
    with page.expect_response(lambda got: "/upload_file/" in got.url) as answered:
        chooser.set_input_files(handed, timeout=PATIENCE)
    assert answered.value.status == 204
    page.locator("[data-testid=stFileChipName]").first.wait_for(timeout=PATIENCE)
    settle(page)


def test_text_does_not_become_code(window, server: str) -> None:
    page = opened(window.new_page(), server)
    blocked = page.evaluate(
        """() => new Promise((done) => {
            document.addEventListener("securitypolicyviolation", (seen) =>
                done([seen.effectiveDirective, seen.blockedURI, window.ran === undefined]));
            const script = document.createElement("script");
            script.textContent = "window.ran = 1";
            document.body.append(script);
            setTimeout(() => done(["none", "", window.ran === undefined]), 2000);
        })"""
    )
    assert blocked == ["script-src-elem", "inline", True]


def test_another_site_cannot_put_the_dashboard_in_a_frame(window, server: str) -> None:
    page = window.new_page()
    framed = f"<iframe src='{server}/'></iframe>"
    page.route(ELSEWHERE, lambda asked: asked.fulfill(body=framed, content_type="text/html"))
    page.goto(ELSEWHERE)
    page.wait_for_timeout(1500)
    assert page.frames[1].url == "chrome-error://chromewebdata/"
