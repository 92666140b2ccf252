"""Slides of words: the title, the contents, a section's beginning, text and lists."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from figures.palette import LIGHT
from packs.content import Pack, Text
from packs.powerpoint.sheet import Deck, Sheet
from packs.powerpoint.text import SMALLEST, Words, height

CONTENTS = "Contents"
# Points of letters: the first that needs fewest slides.
BODIES = (20.0, 18.0, 16.0)
BODY, LEAST_BODY = BODIES[0], BODIES[-1]
STEPS = 20


def title_slide(deck: Deck, pack: Pack) -> Sheet:
    """What the pack is, for which meeting, whose it is and of which day."""
    sheet = Sheet(deck, "title", deck.unlike(pack.title), 40)
    day = datetime.fromisoformat(pack.built_at)
    told = [
        Words(text=pack.meeting, size=24),
        Words(text=f"{pack.authority}, {day:%-d %B %Y}", size=20, above=6),
    ]
    sheet.words(sheet.layout.place("subtitle"), told, "Meeting and date")
    details = sheet.layout.place("details")
    sheet.words(details, [Words(text=pack.colophon, size=14, colour=LIGHT.text)], "Release")
    sheet.foot()
    return sheet


def contents_slide(deck: Deck) -> Sheet:
    """The contents, still empty: the slides it leads to come later."""
    return Sheet(deck, "text", deck.unlike(CONTENTS))


def fill_contents(sheet: Sheet, sections: Sequence[tuple[str, int, Sheet]]) -> None:
    """One line a section: its title, leading to its slide, and the number of that slide."""
    told = [
        Words(text=f"{title}, slide {number}", size=BODY, above=6, link=sheet.link(to))
        for title, number, to in sections
    ]
    sheet.words(sheet.layout.place("text"), told, "List of sections")
    sheet.foot()


def section_slide(deck: Deck, title: str, leading: Sequence[Text]) -> Sheet:
    """A section's title, and its opening words."""
    sheet = Sheet(deck, "section", deck.unlike(title), 36)
    box = sheet.layout.place("text").box
    told = _paragraphs(leading, BODY)
    if height(told, box.width) > box.height:
        told = _paragraphs(leading, LEAST_BODY)
    sheet.words(sheet.layout.place("text"), told, "Opening words")
    sheet.foot()
    return sheet


def _paragraphs(texts: Sequence[Text], size: float) -> list[Words]:
    return [
        Words(text=text, size=size, above=8, bullet=block.is_list)
        for block in texts
        for text in block.paragraphs
    ]


def text_slides(deck: Deck, title: str, texts: Sequence[Text]) -> Iterator[Sheet]:
    """Paragraphs and lists that follow one another, over as many slides as they need."""
    paragraphs = _paragraphs(texts, BODY)
    box = deck.layouts.of("text").place("text").box
    made = [_evenly(_sized(paragraphs, size), box.width, box.height) for size in BODIES]
    fewest: list[list[Words]] = min(made, key=len)
    for number, page in enumerate(fewest):
        sheet = Sheet(deck, "text", deck.unlike(title, continued=number > 0))
        sheet.words(sheet.layout.place("text"), page, "Text")
        sheet.foot()
        yield sheet


def _evenly(paragraphs: Sequence[Words], wide: float, high: float) -> list[list[Words]]:
    """As few slides as they need, each about as full as the others."""
    fewest = len(list(_pages(paragraphs, wide, high)))
    made = (list(_pages(paragraphs, wide, high * step / STEPS)) for step in range(1, STEPS))
    return next((pages for pages in made if len(pages) == fewest), None) or list(
        _pages(paragraphs, wide, high)
    )


def _sized(paragraphs: Sequence[Words], size: float) -> list[Words]:
    return [replace(one, size=max(size, SMALLEST)) for one in paragraphs]


def _pages(paragraphs: Sequence[Words], wide: float, high: float) -> Iterator[list[Words]]:
    held: list[Words] = []
    for one in paragraphs:
        if held and height([*held, one], wide) > high:
            yield held
            held = []
        held.append(one)
    if held:
        yield held
