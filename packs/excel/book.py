"""A pack as a workbook: cover, contents, notes, then a sheet for each figure, table and text.

Each figure has its numbers as numbers in a table of its own, with a chart drawn from its cells.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from io import BytesIO

from packs.content import Exhibit, Pack
from packs.excel.figure import add_figure
from packs.excel.front import CONTENTS, NOTES, add_contents, add_cover, add_notes
from packs.excel.names import figure_name
from packs.excel.sheet import Book, new_workbook
from packs.excel.words import add_words, has_page
from packs.pictures import Pictures

LANGUAGE = "en-GB"


@dataclass(frozen=True)
class Page:
    """A sheet to come: its name, the words that lead to it, its figure id, and what adds it."""

    name: str
    title: str
    id: str
    add: Callable[[], None]


def write(pack: Pack, pictures: Pictures) -> bytes:
    """The same pack is the same bytes; its charts are native, so no picture is needed."""
    file = BytesIO()
    workbook = new_workbook(file)
    workbook.set_properties(_properties(pack))
    workbook.set_custom_property("Language", LANGUAGE)
    book = Book(workbook, pack.marks, pack.colophon)
    add_cover(book, pack)
    # The names of all sheets are given before the first that leads to another.
    contents, notes = book.names.give(CONTENTS), book.names.give(NOTES)
    pages = [
        Page(
            notes,
            "Notes: words for missing numbers, methods, breaks",
            "",
            partial(add_notes, book, pack, notes),
        ),
        *_pages(book, pack, contents),
    ]
    add_contents(book, contents, [(one.name, one.title, one.id) for one in pages])
    for page in pages:
        page.add()
    book.close()
    return file.getvalue()


def _pages(book: Book, pack: Pack, contents: str) -> list[Page]:
    """Sheets in the order the pack is read: words and tables of a section, then its figures."""
    found = []
    for section in pack.sections:
        if has_page(section):
            name = book.names.give(section.title)
            add = partial(add_words, book, section, name, contents)
            found.append(Page(name, section.title, "", add))
        for block in section.blocks:
            if isinstance(block, Exhibit):
                found.append(_figure_page(book, block, contents))
    return found


def _figure_page(book: Book, exhibit: Exhibit, contents: str) -> Page:
    name = book.names.give(figure_name(exhibit.number, exhibit.figure.title))
    add = partial(add_figure, book, exhibit, name, contents)
    return Page(name, f"{exhibit.name}. {exhibit.figure.title}", exhibit.figure.id, add)


def _properties(pack: Pack) -> dict[str, object]:
    built = datetime.fromisoformat(pack.built_at)
    return {
        "title": pack.title,
        "subject": pack.meeting,
        "author": pack.authority,
        "company": pack.authority,
        "category": pack.board,
        "keywords": f"release {pack.release}, plan {pack.plan_version}",
        "comments": " ".join((*pack.marks, pack.colophon)),
        "created": built.astimezone(UTC).replace(tzinfo=None) if built.tzinfo else built,
    }
