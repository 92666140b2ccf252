"""A worksheet written from the top down: a title, lines of text in column A, then tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from textwrap import wrap
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from packs.excel.chart import NativeChart
from packs.excel.columns import Column
from packs.excel.names import Names

# Columns are as wide as so many digits of this font: 7 pixels each.
FONT = {"font_name": "Arial", "font_size": 10}
ROW_PIXELS = 17
BODY = {"valign": "top"}
TEXT = {"text_wrap": True}
TITLE = {"bold": True, "font_size": 14}
HEADING = {"bold": True, "font_size": 12}
HEAD = {"bold": True, "text_wrap": True, "bottom": 1, "valign": "bottom"}
RIGHT = {"align": "right"}
# Words that follow a number keep off it.
INDENT = {"text_wrap": True, "align": "left", "indent": 1}
LINK = {"font_color": "#0000EE", "underline": 1}
# Letters are narrower than the digits a column's width is told in.
LETTERS = 1.15
# Points: one line of body text, and the room above and below it.
LINE, ROOM = 13.0, 3.0
TITLE_HEIGHT = 22.0
TABLE_STYLE = "Table Style Light 1"
A4 = 9
# Points that a page in landscape has between its margins.
ACROSS, DOWN = (11.69 - 2 * 0.4) * 72, (8.27 - 0.75 - 0.6) * 72
# A sheet that is no longer than so many pages is printed smaller, on one, if it can still be read.
HARDLY_MORE, LEAST = 1.2, 0.6
# Letters of a mark that stand on one line over the columns of any sheet.
ONE_LINE = 110
# A header or footer has room for 255 signs, its codes among them.
MOST = 220


def new_workbook(file: BytesIO) -> Workbook:
    """A workbook whose cells are in the font that rows and columns are measured in."""
    return Workbook(
        file,
        {
            "in_memory": True,
            "default_format_properties": dict(FONT),
            "default_row_height": ROW_PIXELS,
        },
    )


@dataclass(frozen=True)
class Book:
    """A workbook, the marks that stand on each of its sheets, its formats, each made once, its sheets."""

    workbook: Workbook
    marks: tuple[str, ...]
    foot: str
    names: Names = field(default_factory=Names)
    formats: dict[tuple[tuple[str, Any], ...], Format] = field(default_factory=dict)
    sheets: list["Sheet"] = field(default_factory=list)

    def format(self, *parts: Mapping[str, Any]) -> Format:
        wanted: dict[str, Any] = dict(BODY)
        for part in parts:
            wanted |= part
        key = tuple(sorted(wanted.items()))
        if key not in self.formats:
            self.formats[key] = self.workbook.add_format(wanted)
        return self.formats[key]

    def sheet(self, name: str, width: float) -> "Sheet":
        """A new sheet with the marks in its header."""
        made = self.workbook.add_worksheet(name)
        made.set_landscape()
        made.set_paper(A4)
        made.set_margins(0.4, 0.4, 0.75, 0.6)
        made.hide_gridlines(2)
        made.set_header(f"&C&9{escaped('   '.join(self.marks))}")
        made.set_footer(f"&L&9{escaped(self.foot)}&R&9Page &P of &N")
        made.set_column(0, 0, width, self.format())
        self.sheets.append(Sheet(self, made, name, width))
        return self.sheets[-1]

    def close(self) -> None:
        """Set how each sheet is printed, and write the workbook."""
        for sheet in self.sheets:
            sheet.fit()
        self.workbook.close()


class Sheet:
    """`row` is the next free row; `height` says how far down it begins, in points."""

    def __init__(self, book: Book, made: Worksheet, name: str, width: float) -> None:
        self.book, self.made, self.name = book, made, name
        self._widths = {0: width}
        self._hidden: set[int] = set()
        self.row = 0
        self.height = 0.0

    def title(self, text: str) -> None:
        """The title in A1, and under it every mark of the pack."""
        self._text(text, self.book.format(TITLE), TITLE_HEIGHT)
        for mark in self.book.marks:
            if len(mark) > ONE_LINE:
                self.line(mark, {"bold": True})
            else:
                self._text(mark, self.book.format({"bold": True}), LINE + ROOM)

    def heading(self, text: str) -> None:
        self._text(text, self.book.format(HEADING, TEXT), 1.3 * LINE * self._lines(text) + ROOM)

    def line(self, text: str, look: Mapping[str, Any] | None = None) -> None:
        self._text(text, self.book.format(TEXT, look or {}), self._needed(text))

    def labelled(self, label: str, text: str) -> None:
        """`label: text` in one cell, the label in bold; a question has its own mark."""
        bold, body = self.book.format({"bold": True}), self.book.format()
        lead = f"{label} " if label.endswith("?") else f"{label}: "
        parts = [bold, lead, body, text or "-"]
        self.made.write_rich_string(self.row, 0, *parts, self.book.format(TEXT))
        self._next(self._needed(f"{lead}{text}"))

    def link(self, text: str, sheet: str) -> None:
        """A line that leads to the top of another sheet."""
        self._link(self.row, 0, text, sheet)
        self._next(self._needed(text))

    def picture(self, row: int, column: int, chart: NativeChart, description: str) -> None:
        """A chart from this cell on; it keeps its size when rows or columns change theirs."""
        self.book.workbook.charts.append(chart)
        place = {"x_offset": 8, "object_position": 2, "description": description}
        self.made.insert_chart(row, column, chart, place)

    def space(self, height: float = LINE) -> None:
        """An empty row, as high as it is told."""
        self._next(height)

    def table(
        self,
        name: str,
        columns: Sequence[Column],
        *,
        filtered: bool = False,
    ) -> int:
        """A table with its header row; the row of the header, counted from 0.

        Columns of formulas, which come last, are not printed.
        """
        head, rows = self.row, len(columns[0].cells)
        self._widen(columns)
        self._row_height([one.head for one in columns])
        for nth in range(rows):
            for place, column in enumerate(columns):
                self._cell(self.row, place, column, nth)
            self._row_height([one.cells[nth] for one in columns])
        options = self._options(name, columns, filtered)
        printed = [n for n, one in enumerate(columns) if not one.formula]
        if len(printed) < len(columns):
            self.made.print_area(0, 0, head + rows, printed[-1])
            self._hidden = set(range(len(columns))) - set(printed)
        self.made.add_table(head, 0, head + rows, len(columns) - 1, options)
        return head

    def fit(self) -> None:
        """Print the sheet across one page, and on one page down where it is hardly longer."""
        # A column of so many digits is 5 pixels wider, and a pixel is three quarters of a point.
        shown = [width for place, width in self._widths.items() if place not in self._hidden]
        wide = sum((7 * width + 5) * 0.75 for width in shown)
        scale = min(ACROSS / wide, 1)
        pages = self.height * scale / DOWN
        is_one = pages <= 1 or (pages <= HARDLY_MORE and scale / pages >= LEAST)
        self.made.fit_to_pages(1, int(is_one))

    def _options(self, name: str, columns: Sequence[Column], filtered: bool) -> dict[str, Any]:
        sides = ({}, *(RIGHT if one.is_number else INDENT for one in columns[1:]))
        heads = [
            {"header": one.head, "header_format": self.book.format(HEAD, side)}
            for one, side in zip(columns, sides, strict=True)
        ]
        return {
            "name": name,
            "style": TABLE_STYLE,
            "banded_rows": False,
            "autofilter": filtered,
            "columns": heads,
        }

    def _cell(self, row: int, place: int, column: Column, nth: int) -> None:
        held = column.cells[nth]
        if held is None or held == "":
            return
        if isinstance(held, str):
            if column.sheets:
                self._link(row, place, held, column.sheets[nth])
            else:
                look = INDENT if place else TEXT
                self.made.write_string(row, place, held, self.book.format(look))
            return
        look = self.book.format({"num_format": column.codes[nth]})
        if column.formula:
            self.made.write_formula(row, place, column.formula.format(row=row + 1), look, held)
        else:
            self.made.write_number(row, place, held, look)

    def _link(self, row: int, place: int, text: str, sheet: str) -> None:
        where = f"internal:{quote_sheetname(sheet)}!A1"
        self.made.write_url(
            row, place, where, self.book.format(LINK, INDENT if place else TEXT), text
        )

    def _text(self, text: str, look: Format, height: float) -> None:
        self.made.write_string(self.row, 0, text, look)
        self._next(height)

    def _next(self, height: float) -> None:
        self.made.set_row(self.row, height)
        self.row += 1
        self.height += height

    def _widen(self, columns: Sequence[Column]) -> None:
        """Each column wide enough; one that an earlier table set wider keeps its width."""
        for place, column in enumerate(columns):
            wanted = max(column.width, self._widths.get(place, 0))
            self._widths[place] = wanted
            self.made.set_column(place, place, wanted)

    def _row_height(self, cells: Sequence[object]) -> None:
        """Room for the cell that takes most lines."""
        lines = [
            self._lines(text, self._widths.get(place, 0))
            for place, text in enumerate(cells)
            if isinstance(text, str)
        ]
        self._next(max(lines, default=1) * LINE + ROOM)

    def _needed(self, text: str) -> float:
        return self._lines(text) * LINE + ROOM

    def _lines(self, text: str, width: float = 0) -> int:
        letters = int((width or self._widths[0]) * LETTERS)
        return max(len(wrap(text, max(letters, 1))), 1)


def escaped(text: str) -> str:
    """Text as a header or footer has it: cut to what there is room for, its one sign doubled."""
    return text[:MOST].replace("&", "&&")
