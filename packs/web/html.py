"""A pack as one web page that needs nothing but itself: no script, no font, no other file."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from figures.figure import ILLUSTRATIVE
from figures.palette import DARK, LIGHT
from packs.content import MADE_UP, Pack, Tone
from packs.pictures import Pictures
from packs.web.view import Grid, Shown, parts

TEMPLATES = Path(__file__).parent.parent / "templates"
POLICY = (
    "default-src 'none'; style-src {styles}; img-src data:; base-uri 'none'; form-action 'none'"
)
# A second sign beside the word: tick, triangle, cross, dash.
SHAPES: dict[Tone, str] = {
    "good": "M2 8l4 5L14 3",
    "near": "M8 2l6 12H2z",
    "bad": "M3 3l10 10M13 3L3 13",
    "plain": "M2 8h12",
}


def write(pack: Pack, pictures: Pictures) -> bytes:
    """The whole pack, as UTF-8; the same pack is the same bytes."""
    sections = parts(pack, pictures)
    return page(
        "pack.html.j2",
        pack,
        "'unsafe-inline'",
        sections=sections,
        figures=[figure for section in sections for figure in section.figures],
        # A style holds no markup: every sign of a text in it is a number.
        style=Markup(style(pack)),
    )


def page(template: str, pack: Pack, styles: str, **held: Any) -> bytes:
    """A page from its template. `styles` says where its style may come from."""
    text = (
        templates()
        .get_template(template)
        .render(
            pack=pack,
            policy=POLICY.format(styles=styles),
            stamp=[mark for mark in pack.marks if mark != MADE_UP],
            **held,
        )
    )
    return text.encode("utf-8")


def style(pack: Pack) -> str:
    """The style of every page, with what stands at the head of each page in print."""
    return (
        templates()
        .get_template("pack.css")
        .render(
            light=LIGHT,
            dark=DARK,
            marks=[quoted(mark) for mark in pack.marks],
            title=quoted(pack.title),
        )
    )


def quoted(text: str) -> str:
    """Text between quotation marks in a style: whatever is no letter, figure or space is a number.

    The space after a number belongs to it.
    """
    return "".join(
        one if one == " " or (one.isascii() and one.isalnum()) else f"\\{ord(one):x} "
        for one in text
    )


@cache
def templates() -> Environment:
    """Every value is escaped, unless it is markup already; a name nobody gave is an error."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=lambda name: name is None or ".html" in name,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(illustrative=ILLUSTRATIVE, shapes=SHAPES)
    made.tests.update(
        shown=lambda block: isinstance(block, Shown), grid=lambda block: isinstance(block, Grid)
    )
    return made
