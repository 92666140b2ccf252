"""A summary on a slide: its words in small letters, and under them its table."""

from collections.abc import Iterator
from dataclasses import replace

from figures.palette import LIGHT
from packs.content import Pack, Table, Text
from packs.powerpoint.layouts import Box, Place
from packs.powerpoint.sheet import Deck, Sheet
from packs.powerpoint.tables import Grid, alternative, close, grid_of, pages, table_xml
from packs.powerpoint.text import Words, fitted, height

TITLE = 22.0
# Points of the letters of the table and of the words above it, the largest first.
SIZES = (14.0, 13.0, 12.0, 11.5, 11.0, 10.5, 10.0, 9.5, 9.0)
# Inches above and below the words of a cell, together.
AIR = 0.016
# A title in the upper part of a slide gives what it does not need of its height to the table.
UPPER = 0.25
GAP = 0.02


def one_slide(deck: Deck, pack: Pack) -> Iterator[Sheet]:
    """The whole pack on a slide in the largest letters that fit; in the smallest it may go on."""
    layout = deck.layouts.of("table")
    title = _title_place(layout.place("title"), pack.title, deck.layouts.height)
    table = next(block for block in pack.blocks if isinstance(block, Table))
    box = layout.place("table").box
    top = min(box.top, title.box.bottom + GAP)
    room = Box(
        left=box.left, top=top, width=box.width, height=layout.place("source").box.bottom - top
    )
    words, grid = _largest(pack, table, room)
    high = height(words, room.width)
    for number, page in enumerate(pages(grid, room.height - high)):
        named = deck.unlike(pack.title, continued=number > 0)
        sheet = Sheet(deck, "table", named, TITLE, title=title)
        if number == 0:
            spot = replace(room, height=high)
            sheet.words(sheet.free(spot), words, "In short")
        place = replace(room, top=room.top + (0 if number else high), height=page.height)
        sheet.table(
            layout.place("table").at(place), table_xml(page), table.title, alternative(table, page)
        )
        sheet.foot()
        yield sheet


def _title_place(place: Place, title: str, high: float) -> Place:
    """As high as the title in its letters, where the template has it above all else."""
    box = place.box
    if box.bottom > UPPER * high:
        return place
    needed = height(
        fitted([Words(text=title, size=TITLE, bold=True)], box.width, box.height), box.width
    )
    return place.at(replace(box, height=min(needed, box.height)))


def _largest(pack: Pack, table: Table, room: Box) -> tuple[list[Words], Grid]:
    """A list above the table; in the smallest letters, where it takes too much, a paragraph."""
    for size in SIZES:
        words = _words(pack, table, size)
        grid = close(grid_of(table.frame, room.width, size), room.width, AIR)
        if height(words, room.width) + grid.height <= room.height:
            return words, grid
    *told, name = words
    return [replace(told[0], text=" ".join(one.text for one in told)), name], grid


def _words(pack: Pack, table: Table, size: float) -> list[Words]:
    """Whose figures these are, the paragraphs of the pack, and the name of the table."""
    told = [
        Words(text=text, size=size, bullet=block.is_list)
        for block in pack.blocks
        if isinstance(block, Text)
        for text in block.paragraphs
    ]
    about = Words(text=f"{pack.meeting}. {pack.colophon}", size=size, colour=LIGHT.text)
    return [about, *told, Words(text=table.title, size=size + 1, bold=True, above=3)]
