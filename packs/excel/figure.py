"""The sheet of a figure: what it says and where it comes from, its chart, its table."""

from collections.abc import Sequence
from dataclasses import replace

from xlsxwriter.utility import xl_col_to_name

from figures.figure import BASIS_WORDS, ILLUSTRATIVE, Figure
from packs.content import Exhibit, Fact
from packs.excel.chart import PIXELS, POINTS, chart_of, height_of
from packs.excel.columns import NOTE, Column, columns, left_out
from packs.excel.sheet import Book, Sheet
from packs.native.chart import WIDTH as CHART
from packs.native.notes import all_notes, other_notes

# Wide enough for lines of text beside the chart, which begins in the next column.
WIDTH = 70
BESIDE = 12
# In digits of 7 pixels.
WIDTH_OF_CHART = (CHART * PIXELS + BESIDE) / 7
EMPTY = (
    "An empty cell has no number: the column Note says why. An empty cell of a target means that "
    "no target is set for that period."
)
REACH = "The columns after it are what the chart draws its 95% limits from."


def add_figure(book: Book, exhibit: Exhibit, name: str, contents: str) -> None:
    """The sheet of one exhibit; `contents` is the sheet it leads back to."""
    figure = exhibit.figure
    sheet = book.sheet(name, WIDTH)
    sheet.title(figure.title)
    if figure.is_illustrative:
        sheet.line(BASIS_WORDS["sample"], {"bold": True})
    began, top = sheet.row, sheet.height
    _said(sheet, exhibit)
    _passport(sheet, figure)
    sheet.link("Back to the contents", contents)
    reach = top + height_of(figure.drawing) * POINTS + BESIDE
    sheet.space(max(reach - sheet.height, BESIDE))
    _table_and_chart(sheet, exhibit, began)


def _said(sheet: Sheet, exhibit: Exhibit) -> None:
    """What the figure says: its subtitle, its sentence, its facts and what is noted beside it."""
    figure = exhibit.figure
    sheet.line(figure.subtitle, {"bold": True})
    sheet.line(figure.sentence)
    for fact in exhibit.facts:
        sheet.labelled(fact.question.rstrip(":"), _answer(fact))
    if exhibit.needed:
        sheet.labelled("What it takes", " ".join(exhibit.needed))
    others = other_notes(exhibit)
    reading = [x for x in all_notes(exhibit, height_of(figure.drawing)) if x not in others]
    if reading:
        sheet.labelled("How to read the chart", " ".join(reading))
    for text in others:
        sheet.line(text)
    for text in left_out(exhibit):
        sheet.labelled("Not drawn", text)


def _answer(fact: Fact) -> str:
    return f"{fact.word}. {fact.detail}" if fact.detail else f"{fact.word}."


def _passport(sheet: Sheet, figure: Figure) -> None:
    for label, text in figure.passport:
        sheet.labelled(label, text)
    sheet.labelled("Unit", figure.drawing.unit)
    sheet.line(f"Figure id {figure.id}")


def _table_and_chart(sheet: Sheet, exhibit: Exhibit, began: int) -> None:
    figure = exhibit.figure
    told = _as_wide_as_the_chart(columns(exhibit))
    reaches = any(one.formula for one in told)
    label = f"{ILLUSTRATIVE}: " if figure.is_illustrative else ""
    sheet.heading(f"{label}The numbers of {exhibit.name}, {figure.drawing.unit}")
    sheet.line(f"{EMPTY} {REACH}" if reaches else EMPTY)
    head = sheet.table(f"Figure_{exhibit.number}", told)
    # On the pages that the table goes on.
    sheet.made.repeat_rows(head)
    letters = {one.key: xl_col_to_name(n) for n, one in enumerate(told) if one.key}
    chart = chart_of(figure.drawing, sheet.name, head, letters)
    sheet.picture(began, 1, chart, figure.alternative)


def _as_wide_as_the_chart(told: Sequence[Column]) -> list[Column]:
    """The column of notes fills what the chart above needs, so that it is printed whole."""
    shown = [one for one in told[1:] if not one.formula]
    missing = WIDTH_OF_CHART - sum(one.width for one in shown)
    return [
        replace(one, width=one.width + max(missing, 0)) if one.head == NOTE else one for one in told
    ]
