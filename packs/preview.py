"""A pack before it is made: its first pages as pictures, and what is on the others."""

from dataclasses import dataclass

from packs import pdf
from packs.content import Exhibit, Pack
from packs.pictures import Pictures

PAGES = 6


@dataclass(frozen=True)
class Preview:
    """PNG pages, and the titles of figures by section."""

    pages: tuple[bytes, ...]
    contents: tuple[tuple[str, tuple[str, ...]], ...]
    marks: tuple[str, ...]
    told: str


def of(pack: Pack) -> Preview:
    """The first pages of the document and the contents of the whole pack."""
    # A page holds one figure or none: those that follow are on pages that are not shown.
    drawn = Pictures(only=frozenset(one.figure.id for one in pack.exhibits[:PAGES]))
    return Preview(
        pages=tuple(pdf.pages(pack, drawn, PAGES)),
        contents=tuple(
            (
                section.title,
                tuple(
                    f"{block.name}. {block.figure.title}"
                    for block in section.blocks
                    if isinstance(block, Exhibit)
                ),
            )
            for section in pack.sections
        ),
        marks=pack.marks,
        told=f"{pack.title}. {len(pack.exhibits)} figures in {len(pack.sections)} sections.",
    )
