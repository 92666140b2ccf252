"""The workbook inside a native chart: the numbers of a drawing, and the reach of its 95% limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from figures.drawing import LOWER, UPPER, Drawing, Stroke
from packs.native.format import number_format

SHEET = "Numbers"
# A workbook tells when it was made; this one is the same whenever it is made.
CREATED = datetime(2000, 1, 1)
ABOVE, BELOW = "reach above", "reach below"


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of the sheet: what it holds of which stroke, and its values."""

    stroke: int
    holds: str
    name: str
    letter: str
    values: tuple[float | None, ...]
    formulas: tuple[str, ...] = ()

    def cells(self, places: int) -> str:
        """The reference of its values, for a chart."""
        return f"{SHEET}!${self.letter}$2:${self.letter}${places + 1}"

    @property
    def head(self) -> str:
        return f"{SHEET}!${self.letter}$1"


def columns_of(drawing: Drawing) -> tuple[Column, ...]:
    """The columns of `drawing.numbers()`, then how far each 95% limit reaches from its value.

    The reach is a formula over the limit and the value: either may be changed by hand.
    """
    wanted = [(n, holds) for n, one in enumerate(drawing.strokes) for holds in _held(one)]
    wanted += [
        (n, holds)
        for n, one in enumerate(drawing.strokes)
        if one.has_limits
        for holds in (ABOVE, BELOW)
    ]
    at = {key: xl_col_to_name(place) for place, key in enumerate(wanted, start=1)}
    return tuple(_column(drawing, key, at) for key in wanted)


def categories(drawing: Drawing, places: int) -> str:
    """The reference of the first places of the drawing."""
    return f"{SHEET}!$A$2:$A${places + 1}"


def workbook(drawing: Drawing) -> bytes:
    """The same drawing is the same bytes."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    book.set_properties({"created": CREATED})
    sheet = book.add_worksheet(SHEET)
    columns = columns_of(drawing)
    _heads(book, sheet, [drawing.over, *(one.name for one in columns)])
    sheet.write_column(1, 0, drawing.places)
    formats = _Formats(book)
    for place, column in enumerate(columns, start=1):
        _fill(sheet, drawing, place, column, formats)
    book.close()
    return file.getvalue()


def _held(stroke: Stroke) -> tuple[str, ...]:
    return ("values", LOWER, UPPER) if stroke.has_limits else ("values",)


def _column(drawing: Drawing, key: tuple[int, str], at: dict[tuple[int, str], str]) -> Column:
    number, holds = key
    stroke = drawing.strokes[number]
    name = stroke.name if holds == "values" else f"{stroke.name}, {holds}"
    if holds in (ABOVE, BELOW):
        limit = UPPER if holds == ABOVE else LOWER
        ends = (at[number, limit], at[number, "values"])
        values = reach(stroke, holds)
        formulas = tuple(
            _reach_formula(ends if holds == ABOVE else ends[::-1], row)
            for row in range(2, len(values) + 2)
        )
        return Column(
            stroke=number,
            holds=holds,
            name=name,
            letter=at[key],
            values=values,
            formulas=formulas,
        )
    held = {"values": stroke.values, LOWER: stroke.lower, UPPER: stroke.upper}[holds]
    values = tuple(_as_long(held, stroke.values))
    return Column(stroke=number, holds=holds, name=name, letter=at[key], values=values)


def _as_long(
    held: Sequence[float | None], values: Sequence[float | None]
) -> Sequence[float | None]:
    return held or (None,) * len(values)


def reach(stroke: Stroke, holds: str) -> tuple[float | None, ...]:
    """How far the limits lie above or below the values; never negative, None without a limit."""
    limits = stroke.upper if holds == ABOVE else stroke.lower
    sign = 1 if holds == ABOVE else -1
    return tuple(
        None if limit is None or value is None else max(sign * (limit - value), 0.0)
        for limit, value in zip(_as_long(limits, stroke.values), stroke.values, strict=True)
    )


def _reach_formula(ends: tuple[str, str], row: int) -> str:
    upper, lower = (f"{letter}{row}" for letter in ends)
    return f'=IF(OR({upper}="",{lower}=""),"",MAX({upper}-{lower},0))'


class _Formats:
    """Each format code once in a workbook."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[str, object] = {}

    def of(self, code: str) -> object:
        if code not in self._made:
            self._made[code] = self._book.add_format({"num_format": code})
        return self._made[code]


def _heads(book: Workbook, sheet: Worksheet, names: Sequence[str]) -> None:
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    sheet.write_row(0, 0, names, bold)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, len(names) - 1, 16)
    sheet.freeze_panes(1, 1)


def _fill(
    sheet: Worksheet, drawing: Drawing, place: int, column: Column, formats: _Formats
) -> None:
    for row, value in enumerate(column.values, start=1):
        if column.formulas:
            shown = "" if value is None else value
            sheet.write_formula(row, place, column.formulas[row - 1], None, shown)
        elif value is not None:
            code = number_format(drawing, value)
            sheet.write_number(row, place, value, formats.of(code))
