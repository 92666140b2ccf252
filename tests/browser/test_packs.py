"""An officer makes a pack and takes a figure away, in a real browser."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pptx import Presentation

from tests.browser import test_pages as pages

releases, browser, server = pages.releases, pages.browser, pages.server
PATIENCE = 3 * pages.PATIENCE * 1000


@pytest.fixture
def page(browser) -> Iterator:
    context = browser.new_context(viewport={"width": 1024, "height": 900}, accept_downloads=True)
    yield context.new_page()
    context.close()


def taken(page, name: str) -> tuple[str, bytes]:
    """The file behind a download button: its name and its bytes."""
    with page.expect_download(timeout=PATIENCE) as waiting:
        page.get_by_role("button", name=name).first.click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def test_a_pack_is_looked_at_made_and_taken_away(page, server: str) -> None:
    page.goto(f"{server}/packs")
    page.get_by_alt_text("Page 1 of the pack").wait_for(timeout=PATIENCE)
    page.get_by_text("figures in").first.wait_for(timeout=PATIENCE)
    page.get_by_role("textbox", name="For whom").fill("Councillor A. Example")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Make the pack").click()
    page.get_by_text("The pack is ready.").wait_for(timeout=PATIENCE)
    name, held = taken(page, "Download scrutiny.pptx")
    assert name == "scrutiny.pptx"
    slides = Presentation(io.BytesIO(held)).slides
    words = " ".join(shape.text_frame.text for shape in slides[0].shapes if shape.has_text_frame)
    assert "For Councillor A. Example" in words
    assert taken(page, "Download scrutiny.pdf")[1].startswith(b"%PDF")


def test_another_choice_takes_the_files_of_the_first_away(page, server: str) -> None:
    page.goto(f"{server}/packs?pack=Members+of+the+council%3A+Summary+on+a+page")
    page.get_by_alt_text("Page 1 of the pack").wait_for(timeout=PATIENCE)
    page.get_by_text("Say for whom the pack is").wait_for(timeout=PATIENCE)
    page.get_by_role("textbox", name="For whom").fill("Councillor A. Example")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Make the pack").click()
    page.get_by_role("button", name="Download summary.pptx").wait_for(timeout=PATIENCE)
    page.get_by_role("textbox", name="For whom").fill("Councillor B. Other")
    page.keyboard.press("Enter")
    page.get_by_text("make it again").wait_for(timeout=PATIENCE)
    assert page.get_by_role("button", name="Download summary.pptx").count() == 0


def test_a_figure_is_taken_away_as_a_workbook(page, server: str) -> None:
    page.goto(f"{server}/workstream_6?measure=Permanent+exclusion+rate")
    page.wait_for_selector(".js-plotly-plot", timeout=PATIENCE)
    page.get_by_role("button", name="Export", exact=True).first.click()
    name, held = taken(page, "Excel: every number with its chart")
    assert name.startswith("permanent_exclusion_rate_")
    assert name.endswith(".xlsx")
    book = load_workbook(io.BytesIO(held))
    assert any("Permanent exclusion rate" in str(sheet["A1"].value) for sheet in book)
