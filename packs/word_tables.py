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
# How much longer a text is over several lines, for the room at their ends.
FULL = 1.15
ROOM = 240
# Tables this long may go on over a page; shorter ones stay in one piece.
MOST_ROWS_TOGETHER, FIRST_ROWS = 14, 3
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
    # A table that goes on over a page begins with a few rows, or on the next.
    together = len(rows) - 1 if len(rows) <= MOST_ROWS_TOGETHER else FIRST_ROWS
    body = "".join(
        _row(
            row,
            fitted,
            right,
            look,
            keep=look.keep_with_next or number < together,
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

    No column is narrower than its longest word, as long as those fit beside each other; short names
    of rows stay on one line.
    """
    columns = list(zip(heads, *rows, strict=True))
    told = [_widths_of(column, place, scale) for place, column in enumerate(columns)]
    wanted = [max(own) for own in told]
    if sum(wanted) <= PAGE_WIDTH:
        return [math.ceil(one) for one in wanted]
    least = [
        max(_widths_of(_unbroken(column), place, scale)) for place, column in enumerate(columns)
    ]
    if wanted[0] <= PAGE_WIDTH / 4 and sum(least) - least[0] + wanted[0] <= PAGE_WIDTH:
        least[0] = wanted[0]
    if sum(least) >= PAGE_WIDTH:
        return [int(one * PAGE_WIDTH / sum(least)) for one in least]
    given = _shared(_shared(least, [_usual(own) for own in told]), wanted)
    needs = [wish - has for wish, has in zip(wanted, given, strict=True)]
    given[needs.index(max(needs))] += PAGE_WIDTH - sum(given)
    return [int(one) for one in given]


def _unbroken(texts: Sequence[str]) -> list[str]:
    """What may not be broken: words, and what stands in the place of a number."""
    return [part for text in texts for part in ([text] if text in NO_NUMBER else text.split(" "))]


def _usual(told: Sequence[float]) -> float:
    """What the texts of a column fit into, in a long table three quarters of them.

    There one long text does not starve the columns beside it.
    """
    share = 1.0 if len(told) <= MOST_ROWS_TOGETHER else 0.75
    return sorted(told)[math.ceil(share * len(told)) - 1]


def _shared(least: list[float], wanted: list[float]) -> list[float]:
    """What the page has over the least widths, given line by line.

    The column whose text takes most lines is widened until it takes one less, the cheapest first,
    as long as a line can be saved.
    """
    given, left = list(least), PAGE_WIDTH - sum(least)
    while left > 0:
        lines = [_lines(wish, has) for wish, has in zip(wanted, given, strict=True)]
        costs = [
            _width_for(wish, count - 1) - has if count > 1 else math.inf
            for wish, count, has in zip(wanted, lines, given, strict=True)
        ]
        affordable = [n for n, cost in enumerate(costs) if cost <= left]
        if not affordable:
            break
        chosen = min(affordable, key=lambda n: (-lines[n], costs[n]))
        given[chosen] += costs[chosen]
        left -= costs[chosen]
    return given


def _width_for(wish: float, lines: int) -> float:
    """The width in which a text of that length takes so many lines; lines are never quite full."""
    return (wish - ROOM) / lines * (FULL if lines > 1 else 1) + ROOM


def _lines(wish: float, has: float) -> int:
    if has >= wish:
        return 1
    return max(math.ceil((wish - ROOM) * FULL / (has - ROOM) - 1e-9), 2)


def _widths_of(texts: Sequence[str], place: int, scale: float) -> list[float]:
    """The room of each text of a column on one line; heads and names of rows are bold."""
    bold = len(texts) if place == 0 else 1
    return [
        _length(text) * (BOLD if n < bold else 1) * scale + ROOM for n, text in enumerate(texts)
    ]


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
