"""The headings of a document and what stands under each: sections of a pack, or of a report."""

from collections.abc import Iterable
from dataclasses import dataclass

from packs.content import Block, Exhibit, Pack, Section


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """A heading, what stands under it, and the chapters one level below."""

    title: str
    blocks: tuple[Block, ...] = ()
    parts: tuple["Chapter", ...] = ()


def of_sections(sections: Iterable[Section]) -> tuple[Chapter, ...]:
    return tuple(Chapter(title=one.title, blocks=one.blocks) for one in sections)


def of_pack(pack: Pack) -> tuple[Chapter, ...]:
    """The pack's own sections, one chapter each."""
    return of_sections(pack.sections)


def entries(chapters: Iterable[Chapter], level: int = 1) -> list[tuple[int, str]]:
    """What the contents list names, in reading order: (level, text).

    Figures stand one level lower than their chapter. Tables are left out: an annex of definitions
    would be longer in the list than all the figures.
    """
    told: list[tuple[int, str]] = []
    for chapter in chapters:
        told.append((level, chapter.title))
        told += [
            (level + 1, one.figure.title) for one in chapter.blocks if isinstance(one, Exhibit)
        ]
        told += entries(chapter.parts, level + 1)
    return told
