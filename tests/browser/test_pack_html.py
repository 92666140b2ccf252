"""The pack as web pages in a real browser: axe-core at WCAG 2.2 AA, small screens, paper, no network.

Needs Chromium; skipped, saying so, where it is missing, unless AP_REQUIRE_BROWSER=1 asks for it.
"""

import io
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from pypdf import PdfReader

from packs.pictures import Pictures
from packs.web import html, site
from tests.packs.sample_pack import pack

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
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESKTOP, TABLET, PHONE, ZOOMED = 1440, 1024, 390, 320
PAGES = ("pack.html", "site/index.html", "site/workstream-6-impact-and-effectiveness.html")


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


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample pack as one page, and as a folder beside it."""
    found = tmp_path_factory.mktemp("web")
    pictures = Pictures()
    (found / "pack.html").write_bytes(html.write(pack(), pictures))
    (found / "site").mkdir()
    for name, held in site.write(pack(), pictures).items():
        (found / "site" / name).write_bytes(held)
    return found


def visit(browser, path: Path, width: int, scheme: str = "light"):
    page = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme
    ).new_page()
    page.goto(path.as_uri())
    return page


def unfold(page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")


def sideways(page) -> int:
    """How far the page can be scrolled to the side, in pixels."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def background(page) -> str:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [DESKTOP, PHONE])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_with_everything_unfolded(
    name: str, width: int, scheme: str, browser, folder: Path
) -> None:
    page = visit(browser, folder / name, width, scheme)
    unfold(page)
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response
    assert len(found["passes"]) > 20
    assert [(rule["id"], rule["nodes"][0]["html"][:120]) for rule in found["violations"]] == []
    page.context.close()


def test_axe_finds_a_planted_fault(browser, folder: Path) -> None:
    page = visit(browser, folder / PAGES[0], DESKTOP)
    page.evaluate("document.querySelector('.picture svg').removeAttribute('aria-labelledby')")
    page.evaluate("document.querySelectorAll('.picture title').forEach(one => one.remove())")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response
    assert "svg-img-alt" in [rule["id"] for rule in found["violations"]]
    page.context.close()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_asked_for_but_the_files_of_the_pack(name: str, browser, folder: Path) -> None:
    page = browser.new_context().new_page()
    asked, told = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: told.append(message.text))
    page.goto((folder / name).as_uri())
    page.wait_for_load_state("networkidle")
    own = [(folder / name).as_uri(), (folder / "site" / "style.css").as_uri()]
    assert set(asked) - {"data:,"} == set(own if name.startswith("site") else own[:1])
    # The policy of the page lets its own style through and nothing is refused.
    assert told == []
    assert background(page) == "rgb(255, 255, 255)"
    page.context.close()


@pytest.mark.parametrize("name", PAGES)
def test_no_page_scrolls_sideways(name: str, browser, folder: Path) -> None:
    page = visit(browser, folder / name, DESKTOP)
    unfold(page)
    for width in (DESKTOP, TABLET, PHONE, ZOOMED):
        page.set_viewport_size({"width": width, "height": 900})
        assert sideways(page) <= 0, f"{name} scrolls sideways at {width} px"
    page.context.close()


def test_what_scrolls_by_itself_can_be_reached_by_keyboard_and_has_a_name(
    browser, folder: Path
) -> None:
    page = visit(browser, folder / PAGES[0], PHONE)
    unfold(page)
    unreached = page.evaluate(
        "[...document.querySelectorAll('main *')]"
        ".filter(one => one.scrollWidth > one.clientWidth + 1"
        " && ['auto', 'scroll'].includes(getComputedStyle(one).overflowX))"
        ".filter(one => one.tabIndex !== 0"
        " || !(one.ariaLabel || one.getAttribute('aria-labelledby'))).length"
    )
    assert unreached == 0
    page.context.close()


def test_a_phone_shows_the_newest_end_of_a_line_first(browser, folder: Path) -> None:
    page = visit(browser, folder / PAGES[0], PHONE)
    room = page.evaluate(
        "(() => { const shown = document.querySelector('.picture.lines');"
        " return shown.querySelector('svg').getBoundingClientRect().right"
        " - shown.getBoundingClientRect().right; })()"
    )
    assert abs(room) < 1
    page.context.close()


def test_the_colours_can_be_chosen_without_a_script(browser, folder: Path) -> None:
    page = visit(browser, folder / PAGES[0], DESKTOP, "dark")
    stroke = "getComputedStyle(document.querySelector('.picture.lines path[stroke]')).stroke"
    dark = page.evaluate(stroke)
    assert background(page) == "rgb(14, 17, 23)"
    page.get_by_label("Light").check()
    assert background(page) == "rgb(255, 255, 255)"
    assert page.evaluate(stroke) != dark
    page.get_by_label("Dark").check()
    assert background(page) == "rgb(14, 17, 23)"
    page.context.close()


def test_the_skip_link_comes_first_and_leads_to_the_content(browser, folder: Path) -> None:
    page = visit(browser, folder / PAGES[0], DESKTOP)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.context.close()


def test_paper_has_everything_unfolded_and_the_marks_on_every_page(browser, folder: Path) -> None:
    page = visit(browser, folder / PAGES[0], DESKTOP, "dark")
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    texts = [" ".join(sheet.extract_text().split()) for sheet in printed]
    for number, text in enumerate(texts, start=1):
        assert f"Page {number} of {len(texts)}" in text
        for mark in pack().marks:
            assert mark in text
    whole = " ".join(texts)
    for exhibit in pack().exhibits:
        for name, _ in exhibit.figure.passport:
            assert name in whole
    assert "458" in whole
    page.context.close()
