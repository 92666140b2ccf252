"""A pack as slides: native charts to edit, tables, and every figure's passport in the notes."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path

import pptx
from pptx.presentation import Presentation

from packs.content import Block, Exhibit, Pack, Section, Table, Text
from packs.pictures import Pictures
from packs.powerpoint.archive import Part, divided, sealed, without_slides
from packs.powerpoint.exhibit import exhibit_slide
from packs.powerpoint.one_slide import one_slide
from packs.powerpoint.sheet import Deck, Sheet
from packs.powerpoint.slides import (
    contents_slide,
    fill_contents,
    section_slide,
    text_slides,
    title_slide,
)
from packs.powerpoint.tables import table_slides
from packs.powerpoint.text import LANGUAGE

COUNCIL = Path(__file__).parent.parent / "templates" / "council.pptx"
# A pack of more sections than this has a slide of contents.
FEW_SECTIONS = 3
# Opening words of more letters than this do not stand on the slide of the section's title.
SHORT = 600
# The properties of a file hold no more letters than this each.
LONGEST = 255


def write(pack: Pack, pictures: Pictures | None = None, template: Path | None = None) -> bytes:
    """The slides of a pack; the same pack is the same bytes. Its charts need no pictures.

    `template` is a council's own `.pptx`: docs/templates.md says what may be in it.
    """
    presentation = pptx.Presentation(str(template or COUNCIL))
    without_slides(presentation)
    deck = Deck.of(presentation, pack.marks)
    if pack.is_one_page:
        sheets = list(one_slide(deck, pack))
        return _finished(presentation, pack, [Part(pack.meeting, tuple(one.id for one in sheets))])
    front = [title_slide(deck, pack)]
    contents = contents_slide(deck) if len(pack.sections) > FEW_SECTIONS else None
    front += [contents] if contents else []
    told = [(section.title, list(_slides(deck, pack, section))) for section in pack.sections]
    if contents:
        fill_contents(contents, _numbered(told, len(front) + 1))
    return _finished(presentation, pack, _parts(pack, front, told))


def _finished(presentation: Presentation, pack: Pack, parts: list[Part]) -> bytes:
    divided(presentation, parts)
    _properties(presentation, pack)
    return sealed(presentation)


def _slides(deck: Deck, pack: Pack, section: Section) -> Iterator[Sheet]:
    """The slides of a section: its title with its opening words, then its blocks."""
    blocks = list(section.blocks)
    only_text = all(isinstance(block, Text) for block in blocks)
    if len(pack.sections) > 1 and not only_text:
        opening = list(_opening(blocks))
        yield section_slide(deck, section.title, opening)
        blocks = blocks[len(opening) :]
    for kind, run in groupby(blocks, type):
        yield from _of_kind(deck, section, kind, list(run))


def _opening(blocks: Sequence[Block]) -> Iterator[Text]:
    """The first blocks of text that fit on the slide of the section's title."""
    used = 0
    for block in blocks:
        if not isinstance(block, Text):
            return
        used += sum(map(len, block.paragraphs))
        if used > SHORT:
            return
        yield block


def _of_kind(
    deck: Deck, section: Section, kind: type[Block], blocks: list[Block]
) -> Iterator[Sheet]:
    if kind is Exhibit:
        yield from (exhibit_slide(deck, one) for one in blocks if isinstance(one, Exhibit))
    elif kind is Table:
        yield from table_slides(deck, [one for one in blocks if isinstance(one, Table)])
    else:
        texts = [one for one in blocks if isinstance(one, Text)]
        yield from text_slides(deck, section.title, texts)


def _numbered(told: list[tuple[str, list[Sheet]]], first: int) -> list[tuple[str, int, Sheet]]:
    """Each section with the number of its first slide; one without slides is left out."""
    found, number = [], first
    for title, sheets in told:
        if sheets:
            found.append((title, number, sheets[0]))
        number += len(sheets)
    return found


def _parts(pack: Pack, front: list[Sheet], told: list[tuple[str, list[Sheet]]]) -> list[Part]:
    """What PowerPoint shows as sections beside the slides."""
    made = [Part(pack.meeting, tuple(sheet.id for sheet in front))]
    return made + [Part(title, tuple(sheet.id for sheet in sheets)) for title, sheets in told]


def _properties(presentation: Presentation, pack: Pack) -> None:
    """What the file says of itself; its only date is that of the release."""
    about, built = presentation.core_properties, datetime.fromisoformat(pack.built_at)
    about.title, about.subject = pack.title[:LONGEST], pack.meeting[:LONGEST]
    about.author = about.last_modified_by = pack.authority
    about.language, about.category = LANGUAGE, "; ".join(pack.marks)[:LONGEST]
    about.comments, about.keywords = pack.colophon[:LONGEST], ""
    about.created = about.modified = built.replace(tzinfo=None)
    about.revision = 1
