"""Tables of slides: native tables with a header row, split over slides where they are long."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from figures.palette import LIGHT
from figures.static_text import width
from packs import lowest
from packs.content import Table
from packs.powerpoint.layouts import EMU, Box
from packs.powerpoint.sheet import Deck, Sheet
from packs.powerpoint.text import NAMESPACES, POINTS, SMALLEST, Words, fill, height, lines

# Cells have no more room around their text than this, in inches.
CELL_X, CELL_Y = 0.16, 0.08
# Those of a table that is set close.
CLOSE, BESIDE = 0.04, 0.1
SIZE = 14.0
NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
GAP = 0.3
MOST_SMALL = 12
STEPS = 20

Row = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Rows of a table set in letters of a size, with the widths of its columns in inches.

    `air` is what stands above and below the words of a cell, together; `beside` on both sides.
    """

    head: Row
    rows: tuple[Row, ...]
    widths: tuple[float, ...]
    size: float
    air: float = CELL_Y
    beside: float = CELL_X

    def row_height(self, row: Row, *, bold: bool = False) -> float:
        """Inches of a row: of its tallest cell."""
        cells = (
            lines(Words(text=text, size=self.size, bold=bold or n == 0), wide - self.beside)
            for n, (text, wide) in enumerate(zip(row, self.widths, strict=True))
        )
        return max(cells) * self.size * 1.2 / 72 + self.air

    @property
    def height(self) -> float:
        return self.head_height + sum(self.row_height(row) for row in self.rows)

    @property
    def head_height(self) -> float:
        return self.row_height(self.head, bold=True)


@dataclass(frozen=True, kw_only=True)
class Half:
    """A small table set in half the width of a slide, under a title of its own."""

    table: Table
    grid: Grid
    caption: float

    @property
    def height(self) -> float:
        return self.caption + self.grid.height


def table_slides(deck: Deck, tables: Sequence[Table]) -> Iterator[Sheet]:
    """Slides of tables that follow one another; two small ones share a slide."""
    box = deck.layouts.of("table").place("table").box
    waiting = [(table, _half(table, box)) for table in tables]
    while waiting:
        pair = [half for _, half in waiting[:2] if half is not None]
        if len(pair) == 2:
            yield _of_pair(deck, pair, box)
            waiting = waiting[2:]
        else:
            yield from _of_one(deck, waiting.pop(0)[0], box)


def grid_of(frame: pd.DataFrame, room: float, size: float = SIZE) -> Grid:
    """A frame of text set in a width: columns as wide as their longest word needs, and by length."""
    head = tuple(str(name) for name in frame.columns)
    rows = tuple(
        tuple("" if cell is None else str(cell) for cell in row)
        for row in frame.itertuples(index=False, name=None)
    )
    return Grid(head=head, rows=rows, widths=_widths(head, rows, room, size), size=size)


def _widths(head: Row, rows: Sequence[Row], room: float, size: float) -> tuple[float, ...]:
    columns = list(zip(head, *rows, strict=True))
    least = [
        max(_long(word, size) for text in column for word in text.split() or [""])
        for column in columns
    ]
    most = [max(_long(text, size) for text in column) for column in columns]
    least = [small + CELL_X for small in least]
    most = [max(wide + CELL_X, small) for wide, small in zip(most, least, strict=True)]
    if sum(least) >= room:
        return tuple(room * small / sum(least) for small in least)
    wish = [wide - small for wide, small in zip(most, least, strict=True)]
    share = (room - sum(least)) / (sum(wish) or 1)
    widths = [small + more * share for small, more in zip(least, wish, strict=True)]
    return tuple(wide * room / sum(widths) for wide in widths)


def _long(text: str, size: float) -> float:
    """Inches of a line of bold text, so that no word is broken."""
    return width(text, size, bold=True) / 72 + 0.02


def pages(grid: Grid, room: float) -> Iterator[Grid]:
    """The table in pieces that fit a height, each with the header row."""
    held: list[Row] = []
    used = grid.head_height
    for row in grid.rows:
        high = grid.row_height(row)
        if held and used + high > room:
            yield _with(grid, held)
            held, used = [], grid.head_height
        held.append(row)
        used += high
    yield _with(grid, held)


def evenly(grid: Grid, room: float) -> list[Grid]:
    """The table on as few slides as it needs, each about as full as the others."""
    fewest = len(list(pages(grid, room)))
    for step in range(STEPS):
        made = list(pages(grid, room * (step + 1) / STEPS))
        if len(made) == fewest:
            return made
    return list(pages(grid, room))


def _with(grid: Grid, rows: Sequence[Row]) -> Grid:
    return replace(grid, rows=tuple(rows))


def _of_one(deck: Deck, table: Table, box: Box) -> Iterator[Sheet]:
    for number, page in enumerate(_fewest(table.frame, box)):
        sheet = Sheet(deck, "table", deck.unlike(table.title, continued=number > 0))
        place = sheet.layout.place("table")
        placed = Box(left=box.left, top=box.top, width=box.width, height=page.height)
        sheet.table(place.at(placed), table_xml(page), table.title, alternative(table, page))
        if table.source:
            source = Words(text=f"Source: {table.source}", size=SMALLEST, colour=LIGHT.text)
            sheet.words(sheet.layout.place("source"), [source], "Source", anchor="b")
        sheet.foot()
        yield sheet


def _fewest(frame: pd.DataFrame, box: Box) -> list[Grid]:
    """In letters of the usual size, or smaller and closer where that saves a slide."""
    usual = grid_of(frame, box.width, SIZE)
    made = [evenly(usual, box.height)]
    if len(made[0]) > 1:
        small = grid_of(frame, box.width, SMALLEST)
        made += [evenly(one, box.height) for one in (small, close(small, box.width))]
    return min(made, key=len)


def close(grid: Grid, room: float, air: float = CLOSE) -> Grid:
    """The table as low as it can be: room shared so that it has fewest lines, less air in cells."""
    rows = (grid.head, *grid.rows)
    widths = lowest.widths(rows, room * POINTS, grid.size, BESIDE * POINTS)
    return replace(grid, widths=tuple(one / POINTS for one in widths), air=air, beside=BESIDE)


def _half(table: Table, box: Box) -> Half | None:
    """A table that is small and narrow enough to stand beside another; else None."""
    if len(table.frame) > MOST_SMALL or len(table.frame.columns) != 2 or table.source:
        return None
    wide = _half_width(box)
    grid = grid_of(table.frame, wide, SMALLEST)
    half = Half(table=table, grid=grid, caption=height(_caption(table), wide))
    return half if half.height <= box.height else None


def _half_width(box: Box) -> float:
    return (box.width - GAP) / 2


def _caption(table: Table) -> list[Words]:
    return [Words(text=table.title, size=16, bold=True)]


def _of_pair(deck: Deck, pair: Sequence[Half], box: Box) -> Sheet:
    sheet = Sheet(deck, "table", deck.unlike("; ".join(half.table.title for half in pair)), 24)
    wide = _half_width(box)
    caption = max(half.caption for half in pair)
    for side, half in enumerate(pair):
        table, grid = half.table, half.grid
        left = box.left + side * (wide + GAP)
        head = Box(left=left, top=box.top, width=wide, height=caption)
        name = f"Title of table {side + 1}"
        sheet.words(sheet.free(head), _caption(table), name, anchor="b")
        spot = Box(left=left, top=box.top + caption, width=wide, height=grid.height)
        sheet.table(sheet.free(spot), table_xml(grid), table.title, alternative(table, grid))
    sheet.foot()
    return sheet


def alternative(table: Table, page: Grid) -> str:
    """What the table is, for those who hear it before they enter it."""
    rows = f"{len(page.rows)} of {len(table.frame)} rows"
    if len(page.rows) == len(table.frame):
        rows = f"{len(page.rows)} rows"
    return f"Table: {table.title}. {rows}; columns: {', '.join(page.head)}."


def table_xml(grid: Grid) -> str:
    """`a:tbl` with its first row and first column marked as headers."""
    columns = "".join(f'<a:gridCol w="{round(wide * EMU)}"/>' for wide in grid.widths)
    head = _row(grid, grid.head, is_head=True)
    rows = "".join(_row(grid, row) for row in grid.rows)
    return (
        f'<a:tbl {NAMESPACES}><a:tblPr firstRow="1" firstCol="1">'
        f"<a:tableStyleId>{NO_STYLE}</a:tableStyleId></a:tblPr>"
        f"<a:tblGrid>{columns}</a:tblGrid>{head}{rows}</a:tbl>"
    )


def _row(grid: Grid, row: Row, *, is_head: bool = False) -> str:
    cells = "".join(_cell(grid, text, n, is_head) for n, text in enumerate(row))
    high = round(grid.row_height(row, bold=is_head) * EMU)
    return f'<a:tr h="{high}">{cells}</a:tr>'


def _cell(grid: Grid, text: str, column: int, is_head: bool) -> str:
    words = Words(text=text, size=grid.size, bold=is_head or column == 0)
    colour, points = (LIGHT.ink, 1.5) if is_head else (LIGHT.quiet, 0.75)
    edge = f'<a:lnB w="{round(points * 12700)}">{fill(colour)}</a:lnB>'
    inset_x, inset_y = round(grid.beside / 2 * EMU), round(grid.air / 2 * EMU)
    return (
        f"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>{words.xml}</a:txBody>"
        f'<a:tcPr marL="{inset_x}" marR="{inset_x}" marT="{inset_y}" marB="{inset_y}">'
        f"{edge}<a:noFill/></a:tcPr></a:tc>"
    )
