"""What is copied from a figure in a real browser, read back from its clipboard."""

import struct
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import session
from data import store
from figures import copied
from figures.figure import Figure
from plan.seed import seed_plan
from session import who
from tests.browser import test_pages as pages

releases, browser, server = pages.releases, pages.browser, pages.server

MEASURE = "workstream_6?measure=Permanent+exclusion+rate"
ALLOWED = ["clipboard-read", "clipboard-write"]
NO_CLIPBOARD = "Object.defineProperty(Navigator.prototype, 'clipboard', {value: undefined})"
READ = """async () => {
  const held = {};
  for (const item of await navigator.clipboard.read())
    for (const type of item.types) {
      const bytes = new Uint8Array(await (await item.getType(type)).arrayBuffer());
      held[type] = Array.from(bytes);
    }
  return held;
}"""
PATIENCE = pages.PATIENCE * 1000


@pytest.fixture(scope="module")
def figure(releases: Path) -> Figure:
    """The figure that the page shows."""
    view = session.View(
        folder=str(releases),
        release=store.current(releases) or "",
        audience="officer",
        plan_version=seed_plan().version,
        area_code="E10000017",
    )
    with who.acting_as(who.Person(audience="officer", role="officer")):
        shown = session.trend(view, "permanent_exclusion_rate")
    assert shown is not None
    return shown.figure


@pytest.fixture
def page(browser, server: str) -> Iterator:
    """The page of the figure, its clipboard allowed, with Copy opened."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, permissions=ALLOWED)
    opened = context.new_page()
    opened.goto(f"{server}/{MEASURE}")
    open_copy(opened)
    yield opened
    context.close()


def open_copy(page) -> None:
    page.wait_for_selector(".js-plotly-plot", timeout=PATIENCE)
    page.get_by_role("button", name="Copy", exact=True).first.click()
    page.get_by_role("button", name="Copy the link").wait_for(timeout=PATIENCE)


def press(page, what: str) -> str:
    """Press a button of Copy; what is said of it."""
    page.get_by_role("button", name=f"Copy the {what}").click()
    status = page.locator("[role=status]").filter(has_text=what)
    status.wait_for(timeout=PATIENCE)
    return status.inner_text()


def clipboard(page) -> dict[str, bytes]:
    page.bring_to_front()
    return {kind: bytes(held) for kind, held in page.evaluate(READ).items()}


def test_the_table_is_copied_as_cells_and_for_a_document(page, figure: Figure) -> None:
    assert press(page, "table") == "Copied the table"
    held = clipboard(page)
    title, *rows, source = held["text/plain"].decode().splitlines()
    assert title == figure.title
    cells = [list(figure.table.columns), *figure.table.astype(str).to_numpy().tolist()]
    assert [row.split("\t") for row in rows] == cells
    assert figure.id in source
    html = unescape(held["text/html"].decode())
    assert all(cell in html for row in cells for cell in row)
    assert "<th" in html


def test_the_sentence_is_copied_with_its_source_and_id(page, figure: Figure) -> None:
    assert press(page, "sentence") == "Copied the sentence"
    told = clipboard(page)["text/plain"].decode()
    assert told == copied.sentence(figure)
    for part in (figure.sentence, figure.source, figure.as_at, figure.id):
        assert part in told


def test_the_link_is_whole_and_shows_the_same_figure(page, server: str, figure: Figure) -> None:
    assert press(page, "link") == "Copied the link"
    link = clipboard(page)["text/plain"].decode()
    assert urlsplit(link).netloc == urlsplit(server).netloc
    page.goto(link)
    page.get_by_text(f"Figure {figure.id}").wait_for(timeout=PATIENCE)


def test_the_picture_is_copied_as_a_png_that_stands_alone(page) -> None:
    assert press(page, "picture") == "Copied the picture"
    png = clipboard(page)["image/png"]
    assert png.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", png[16:24])
    assert width > 1000
    assert height > 600


def test_copy_is_reached_and_used_by_keyboard_alone(page, figure: Figure) -> None:
    page.get_by_role("button", name="Copy the picture").focus()
    for what in ("table", "sentence"):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(() => { let now = document.activeElement;"
            " while (now.shadowRoot) now = now.shadowRoot.activeElement;"
            " return now.textContent; })()"
        )
        assert focused == f"Copy the {what}"
    page.keyboard.press("Enter")
    page.get_by_text("Copied the sentence").wait_for(timeout=PATIENCE)
    assert clipboard(page)["text/plain"].decode() == copied.sentence(figure)


def test_without_a_clipboard_text_is_still_copied_and_the_picture_downloaded(
    browser, server: str, figure: Figure
) -> None:
    context = browser.new_context(permissions=ALLOWED, accept_downloads=True)
    reader = context.new_page()
    reader.goto(server)
    page = context.new_page()
    page.add_init_script(NO_CLIPBOARD)
    page.goto(f"{server}/{MEASURE}")
    open_copy(page)
    assert press(page, "sentence") == "Copied the sentence"
    assert clipboard(reader)["text/plain"].decode() == copied.sentence(figure)
    page.bring_to_front()
    assert press(page, "table") == "Copied the table"
    held = clipboard(reader)
    assert held["text/plain"].decode() == copied.table_text(figure)
    assert "<th" in held["text/html"].decode()
    page.bring_to_front()
    with page.expect_download() as found:
        assert "downloaded instead" in press(page, "picture")
    assert found.value.suggested_filename == f"{figure.id}.png"
    assert Path(found.value.path()).read_bytes().startswith(b"\x89PNG")
    context.close()
