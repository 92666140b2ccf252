"""The sheet of a section's words and tables: the plan on a page, what to look at first, definitions."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import pandas as pd

from packs.content import Exhibit, Section, Table, Text
from packs.excel.columns import Cell, Column
from packs.excel.sheet import Book, Sheet

FIRST, OTHER, WIDEST = 44.0, 24.0, 100.0


def has_page(section: Section) -> bool:
    """Whether a section has a sheet besides those of its figures: a paragraph goes to the notes."""
    kinds = {type(block) for block in section.blocks}
    lists = any(isinstance(block, Text) and block.is_list for block in section.blocks)
    return Table in kinds or Exhibit not in kinds or lists


def add_words(book: Book, section: Section, name: str, contents: str) -> None:
    """One sheet with the section's texts and tables in the order they are read."""
    tables = any(isinstance(block, Table) for block in section.blocks)
    sheet = book.sheet(name, FIRST if tables else WIDEST)
    sheet.title(section.title)
    sheet.link("Back to the contents", contents)
    for blocks in _together(section):
        if isinstance(blocks[0], Text):
            _text(sheet, blocks[0])
        else:
            _table(sheet, [one for one in blocks if isinstance(one, Table)])


def _together(section: Section) -> Iterator[list[Text | Table]]:
    """Each text by itself; tables that follow one another with the same columns as one."""
    shown = [block for block in section.blocks if not isinstance(block, Exhibit)]
    runs = groupby(
        enumerate(shown),
        key=lambda item: item[0] if isinstance(item[1], Text) else tuple(item[1].frame.columns),
    )
    for _, run in runs:
        yield [block for _, block in run]


def _text(sheet: Sheet, text: Text) -> None:
    for paragraph in text.paragraphs:
        sheet.line(f"• {paragraph}" if text.is_list else paragraph)


def _table(sheet: Sheet, tables: Sequence[Table]) -> None:
    first = tables[0]
    sheet.space()
    if len(tables) == 1:
        sheet.heading(first.title)
    for source in dict.fromkeys(one.source for one in tables if one.source):
        sheet.labelled("Source", source)
    name = sheet.book.names.give("Table").replace(" ", "_")
    sheet.table(name, _columns(tables), filtered=len(tables) > 1)


def _columns(tables: Sequence[Table]) -> list[Column]:
    """The columns of one table; of several, with what each row is of in front."""
    frames = [one.frame for one in tables]
    if len(tables) > 1:
        names = {one.title.rpartition(": ")[2] for one in tables}
        frames = [_named(one, "Measure" if names == {"definition"} else "Table") for one in tables]
    whole = pd.concat(frames, ignore_index=True).fillna("")
    return [
        Column(head=head, cells=_cells(whole[head]), width=_width(whole[head], nth))
        for nth, head in enumerate(whole.columns)
    ]


def _named(table: Table, head: str) -> pd.DataFrame:
    """A table with what its title is about before each row."""
    frame = table.frame.copy()
    frame.insert(0, head, table.title.removesuffix(": definition"))
    return frame


def _cells(cells: "pd.Series[str]") -> tuple[Cell, ...]:
    return tuple(str(cell) for cell in cells)


def _width(cells: "pd.Series[str]", nth: int) -> float:
    longest = max((len(str(cell)) for cell in cells), default=0)
    usual = FIRST if nth == 0 else OTHER
    return WIDEST if longest > 3 * usual else usual
