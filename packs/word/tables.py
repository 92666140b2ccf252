"""Real tables of a Word document: a header row that repeats, rows that do not split."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from packs.word.text import attribute, paragraph
from packs.word.widths import NO_NUMBER, widths

# Tables this long may go on over a page, but not after one row; shorter ones stay in one piece.
MOST_ROWS_TOGETHER, FIRST_ROWS = 14, 3
NUMBER = re.compile(r"^[-−]?£?[\d,]+(\.\d+)?%?( million)?( \(provisional\))?$")


@dataclass(frozen=True, kw_only=True)
class Column:
    """How a column of a table is set."""

    width: int
    is_number: bool


Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Look:
    """How a table is set: its size, whether it holds on to what follows, tints of its cells.

    `blank` stands in cells of number columns that hold nothing. `tints` are fills by (row, column),
    both counted from 0 under the header. `shared` gives the widths of columns for a head and
    rows, where they are not shared out as usual.
    """

    small: bool = False
    keep_with_next: bool = False
    blank: str = ""
    tints: Mapping[tuple[int, int], str] = field(default_factory=dict)
    shared: Callable[[Rows], Sequence[int]] | None = None

    @property
    def scale(self) -> float:
        return 0.92 if self.small else 1.0

    def style(self, column: Column, is_header: bool) -> str:
        """The name of the style of a cell."""
        kind = ("Head" if is_header else "") + ("Right" if column.is_number else "")
        return f"Table{'Small' if self.small else ''}{kind or 'Text'}"


PLAIN = Look()
NO_TINTS: Mapping[int, str] = {}


def table(frame: pd.DataFrame, title: str, description: str = "", look: Look = PLAIN) -> str:
    """A frame of texts as a table; its first column names the rows."""
    heads = [str(name) for name in frame.columns]
    rows = _texts(frame)
    right = numeric(rows)
    rows = [_filled(row, right, look.blank) for row in rows]
    given = look.shared([heads, *rows]) if look.shared else widths(heads, rows, scale=look.scale)
    columns = [
        Column(width=width, is_number=is_number)
        for width, is_number in zip(given, right, strict=True)
    ]
    header = _row(heads, columns, look, keep=True, is_header=True)
    return f"<w:tbl>{_properties(columns, title, description)}{header}{_body(rows, columns, look)}</w:tbl>"


def _texts(frame: pd.DataFrame) -> list[list[str]]:
    return [
        ["" if pd.isna(cell) else str(cell) for cell in row]
        for row in frame.itertuples(index=False)
    ]


def _filled(row: Sequence[str], right: Sequence[bool], blank: str) -> list[str]:
    return [
        cell or (blank if is_number else "") for cell, is_number in zip(row, right, strict=True)
    ]


def numeric(rows: Sequence[Sequence[str]]) -> list[bool]:
    """Whether each column holds numbers only; those are set to the right, digit under digit."""
    told = [
        [cell for cell in column if cell not in NO_NUMBER] for column in zip(*rows, strict=True)
    ]
    return [
        place > 0 and bool(cells) and all(NUMBER.match(cell) for cell in cells)
        for place, cells in enumerate(told)
    ]


def _properties(columns: Sequence[Column], title: str, description: str) -> str:
    told = f"<w:tblDescription w:val={attribute(description)}/>" if description else ""
    width = sum(one.width for one in columns)
    grid = "".join(f'<w:gridCol w:w="{one.width}"/>' for one in columns)
    return (
        '<w:tblPr><w:tblStyle w:val="PackTable"/>'
        f'<w:tblW w:w="{width}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" '
        'w:noHBand="0" w:noVBand="1"/>'
        f"<w:tblCaption w:val={attribute(title)}/>{told}</w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>"
    )


def _body(rows: Sequence[Sequence[str]], columns: Sequence[Column], look: Look) -> str:
    together = len(rows) - 1 if len(rows) <= MOST_ROWS_TOGETHER else FIRST_ROWS
    return "".join(
        _row(
            row,
            columns,
            look,
            keep=look.keep_with_next or number < together,
            tints={column: fill for (at, column), fill in look.tints.items() if at == number},
        )
        for number, row in enumerate(rows)
    )


def _row(
    row: Sequence[str],
    columns: Sequence[Column],
    look: Look,
    *,
    keep: bool,
    is_header: bool = False,
    tints: Mapping[int, str] = NO_TINTS,
) -> str:
    cells = "".join(
        _cell(text, column.width, look.style(column, is_header), keep=keep, tint=tints.get(n, ""))
        for n, (text, column) in enumerate(zip(row, columns, strict=True))
    )
    repeats = "<w:tblHeader/>" if is_header else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeats}</w:trPr>{cells}</w:tr>"


def _cell(text: str, width: int, style: str, *, keep: bool, tint: str = "") -> str:
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{tint}"/>' if tint else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{fill}</w:tcPr>'
        f"{paragraph(text, style, keep=keep)}</w:tc>"
    )
