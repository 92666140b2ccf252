"""Real tables of a Word document: a header row that repeats, rows that do not split, fitted columns."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from figures.format import NO_VALUE, SYMBOLS
from figures.table import NO_COUNT
from packs.word_text import attribute, paragraph

# All widths are in twentieths of a point: 17 cm of an A4 page.
PAGE_WIDTH = 9638
# A letter of the table's text, how much wider it is in bold, and what a cell keeps free beside words.
LETTER, CAPITAL, SPACE = 100, 132, 55
BOLD = 1.08
ROOM = 240
# Tables this long may go on over a page; shorter ones stay in one piece.
MOST_ROWS_TOGETHER = 14
NUMBER = re.compile(r"^[-−]?£?[\d,]+(\.\d+)?%?( million)?( \(provisional\))?$")
NO_NUMBER = {"", NO_VALUE, NO_COUNT, *SYMBOLS.values()}


@dataclass(frozen=True, kw_only=True)
class Look:
    """How a table is set: its size, whether it holds on to what follows, tints of its cells.

    `blank` stands in cells of number columns that hold nothing. `tints` are fills by (row, column),
    both counted from 0 under the header.
    """

    small: bool = False
    keep_with_next: bool = False
    blank: str = ""
    tints: Mapping[tuple[int, int], str] = field(default_factory=dict)

    @property
    def scale(self) -> float:
        return 0.92 if self.small else 1.0

    def style(self, kind: str) -> str:
        return f"Table{'Small' if self.small else ''}{kind}"


PLAIN = Look()


def table(frame: pd.DataFrame, title: str, description: str = "", look: Look = PLAIN) -> str:
    """A frame of texts as a table; its first column names the rows."""
    heads = [str(name) for name in frame.columns]
    rows = [
        ["" if pd.isna(cell) else str(cell) for cell in row]
        for row in frame.itertuples(index=False)
    ]
    right = numeric(rows)
    rows = [
        [cell or (look.blank if right[place] else "") for place, cell in enumerate(row)]
        for row in rows
    ]
    fitted = widths(heads, rows, scale=look.scale)
    together = len(rows) <= MOST_ROWS_TOGETHER
    body = "".join(
        _row(
            row,
            fitted,
            right,
            look,
            keep=look.keep_with_next or (together and number < len(rows) - 1),
            tints={column: fill for (at, column), fill in look.tints.items() if at == number},
        )
        for number, row in enumerate(rows)
    )
    grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in fitted)
    return (
        f"<w:tbl>{_properties(sum(fitted), title, description)}"
        f"<w:tblGrid>{grid}</w:tblGrid>"
        f"{_header(heads, fitted, right, look)}{body}</w:tbl>"
    )


def widths(heads: Sequence[str], rows: Sequence[Sequence[str]], *, scale: float = 1.0) -> list[int]:
    """Widths of the columns: as wide as their words where the page allows, the rest shared out.

    No column is narrower than its longest word, as long as those fit beside each other; columns of
    short texts keep each on one line.
    """
    columns = list(zip(heads, *rows, strict=True))
    wanted = [_widest(column, place, scale) for place, column in enumerate(columns)]
    if sum(wanted) <= PAGE_WIDTH:
        return [math.ceil(one) for one in wanted]
    words = [
        _widest([word for text in column for word in text.split(" ")], place, scale)
        for place, column in enumerate(columns)
    ]
    short = PAGE_WIDTH / max(len(columns), 4)
    lines = [wish if wish <= short else word for wish, word in zip(wanted, words, strict=True)]
    least = lines if sum(lines) < PAGE_WIDTH else words
    if sum(least) >= PAGE_WIDTH:
        return [int(one * PAGE_WIDTH / sum(least)) for one in least]
    return [int(one) for one in _shared(least, wanted)]


def _widest(texts: Sequence[str], place: int, scale: float) -> float:
    """The room of the longest of the texts of a column; heads and names of rows are bold."""
    first, *others = (_length(text) for text in texts)
    bold = max([first, *others]) if place == 0 else first
    return max([bold * BOLD, *others]) * scale + ROOM


def _shared(least: list[float], wanted: list[float]) -> list[float]:
    """What the page has left over the longest words, shared by how much more each column would take.

    Less than in proportion: one long text does not starve the columns beside it.
    """
    given = list(least)
    left = PAGE_WIDTH - sum(given)
    short = {n for n in range(len(given)) if wanted[n] > given[n]}
    while short and left > 1:
        weights = {n: (wanted[n] - given[n]) ** 0.7 for n in short}
        total = sum(weights.values())
        for n, weight in weights.items():
            given[n] = min(wanted[n], given[n] + left * weight / total)
        left = PAGE_WIDTH - sum(given)
        short = {n for n in short if wanted[n] - given[n] > 1}
    return given


def _length(text: str) -> float:
    return sum(
        CAPITAL if letter.isupper() else SPACE if letter == " " else LETTER for letter in text
    )


def numeric(rows: Sequence[Sequence[str]]) -> list[bool]:
    """Whether each column holds numbers only; those are set to the right, digit under digit."""
    told = [
        [cell for cell in column if cell not in NO_NUMBER] for column in zip(*rows, strict=True)
    ]
    return [
        place > 0 and bool(cells) and all(NUMBER.match(cell) for cell in cells)
        for place, cells in enumerate(told)
    ]


def _properties(width: int, title: str, description: str) -> str:
    told = f"<w:tblDescription w:val={attribute(description)}/>" if description else ""
    return (
        '<w:tblPr><w:tblStyle w:val="PackTable"/>'
        f'<w:tblW w:w="{width}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" '
        'w:noHBand="0" w:noVBand="1"/>'
        f"<w:tblCaption w:val={attribute(title)}/>{told}</w:tblPr>"
    )


def _header(heads: Sequence[str], fitted: Sequence[int], right: Sequence[bool], look: Look) -> str:
    cells = "".join(
        _cell(text, width, look.style("HeadRight" if is_number else "Head"), keep=True)
        for text, width, is_number in zip(heads, fitted, right, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"


def _row(
    row: Sequence[str],
    fitted: Sequence[int],
    right: Sequence[bool],
    look: Look,
    *,
    keep: bool,
    tints: Mapping[int, str],
) -> str:
    cells = "".join(
        _cell(
            text,
            width,
            look.style("Right" if is_number else "Text"),
            keep=keep,
            tint=tints.get(column, ""),
        )
        for column, (text, width, is_number) in enumerate(zip(row, fitted, right, strict=True))
    )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"


def _cell(text: str, width: int, style: str, *, keep: bool, tint: str = "") -> str:
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{tint}"/>' if tint else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{fill}</w:tcPr>'
        f"{paragraph(text, style, keep=keep)}</w:tc>"
    )
