"""Paragraphs of slides as XML, and how much room they take."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from xml.sax.saxutils import escape, quoteattr

from figures.static_text import width

LANGUAGE = "en-GB"
SMALLEST = 12.0
# Line height as a share of the size of its letters; insets of a text box, in inches.
LEADING, INSET_X, INSET_Y = 1.2, 0.2, 0.1
POINTS = 72
BULLET = 0.25
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
NAMESPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


@dataclass(frozen=True, kw_only=True)
class Words:
    """A paragraph: sizes in points, `colour` as hex or empty for the template's own.

    `sign` is a mark and its colour before the text; `link` the relation to a slide it leads to.
    """

    text: str
    size: float = 18
    bold: bool = False
    colour: str = ""
    bullet: bool = False
    above: float = 0
    sign: tuple[str, str] = ("", "")
    link: str = ""

    @property
    def xml(self) -> str:
        return f"<a:p>{_properties(self)}{_sign(self)}{run(self)}</a:p>"


def run(words: Words) -> str:
    """The text of a paragraph in its letters."""
    click = f'<a:hlinkClick r:id="{words.link}" action="ppaction://hlinksldjump"/>'
    return (
        f"<a:r>{_letters(words, words.colour, click if words.link else '')}"
        f"<a:t>{escape(clean(words.text))}</a:t></a:r>"
    )


def clean(text: str) -> str:
    """Text without the control characters that XML cannot hold."""
    return CONTROL.sub("", text)


def body(paragraphs: Sequence[Words], anchor: str = "t") -> str:
    """The text of a shape that may not grow beyond its box."""
    told = "".join(one.xml for one in paragraphs) or "<a:p/>"
    return (
        f'<p:txBody><a:bodyPr wrap="square" anchor="{anchor}"><a:noAutofit/></a:bodyPr>'
        f"<a:lstStyle/>{told}</p:txBody>"
    )


def fill(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour.lstrip("#")}"/></a:solidFill>' if colour else ""


def _letters(words: Words, colour: str, inside: str = "") -> str:
    return (
        f'<a:rPr lang="{LANGUAGE}" sz="{round(words.size * 100)}" b="{int(words.bold)}" dirty="0">'
        f"{fill(colour)}{inside}</a:rPr>"
    )


def _properties(words: Words) -> str:
    """No bullet but where one is asked for, whatever the template's paragraphs have."""
    before = f'<a:spcBef><a:spcPts val="{round(words.above * 100)}"/></a:spcBef>'
    indent = round(BULLET * 914400)
    if words.bullet:
        return (
            f'<a:pPr marL="{indent}" indent="-{indent}">{before}<a:buFont typeface="Arial"/>'
            '<a:buChar char="•"/></a:pPr>'
        )
    return f'<a:pPr marL="0" indent="0">{before}<a:buNone/></a:pPr>'


def _sign(words: Words) -> str:
    mark, colour = words.sign
    if not mark:
        return ""
    return f"<a:r>{_letters(words, colour)}<a:t>{escape(mark)} </a:t></a:r>"


def height(paragraphs: Sequence[Words], room: float) -> float:
    """Inches that paragraphs take in a text box so many inches wide, its insets included."""
    inside = room - INSET_X
    return INSET_Y + sum(
        (one.above + lines(one, inside) * one.size * LEADING) / POINTS for one in paragraphs
    )


def lines(words: Words, room: float) -> int:
    """How many lines a paragraph has in so many inches."""
    free = (room - (BULLET if words.bullet else 0)) * POINTS / words.size
    mark = f"{words.sign[0]} " if words.sign[0] else ""
    count, used = 1, 0.0
    for word in f"{mark}{words.text}".split():
        long = _wide(word, words.bold)
        if used and used + long > free:
            count, used = count + 1, 0.0
        count += int(long // free)
        used += long % free + _wide(" ", words.bold)
    return count


@cache
def _wide(word: str, bold: bool) -> float:
    """The width of a word in letters of one point."""
    return width(word, 1, bold=bold)


def scaled(paragraphs: Sequence[Words], share: float) -> list[Words]:
    """Smaller letters, but none below the smallest that is read, unless they were."""
    return [
        replace(
            one,
            size=min(one.size, max(round(one.size * share), SMALLEST)),
            above=one.above * share,
        )
        for one in paragraphs
    ]


def fitted(paragraphs: Sequence[Words], wide: float, high: float) -> list[Words]:
    """The paragraphs in the greatest letters, up to their own, that fit a box."""
    for share in (1, 0.92, 0.85, 0.78, 0.7, 0.6):
        made = scaled(paragraphs, share)
        if height(made, wide) <= high:
            return made
    return scaled(paragraphs, 0.5)


def attribute(text: str) -> str:
    return quoteattr(clean(text))
