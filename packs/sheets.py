"""All pictures of a pack in one file, one under another, with the pack's title and marks on top."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

import vl_convert
from PIL import Image

from figures.figure import Figure
from figures.palette import LIGHT
from figures.static_chart import register_fonts
from figures.static_dressed import EDGE, Lettering, paragraphs
from figures.static_frame import WIDTH
from figures.static_text import FAMILY
from packs.content import Exhibit, Pack
from packs.pictures import Pictures

SHEET = WIDTH + 2 * EDGE
TITLE = Lettering(size=26, step=32, above=10, bold=True)
MARK = Lettering(size=15, step=20, above=8, bold=True, colour=LIGHT.third)
LINE = Lettering(size=14.5, step=19, above=4, colour=LIGHT.text)
SECTION = Lettering(size=21, step=27, above=12, bold=True)
NAME = Lettering(size=15, step=19, above=8, bold=True, colour=LIGHT.text)
SCALE = 1.0
# Some viewers open no picture of more pixels than this from top to bottom.
HIGHEST = 32_000


@dataclass(frozen=True)
class Strip:
    """A level piece of the sheet: lines of text, or a figure in place of them."""

    height: float
    content: str = ""
    figure: Figure | None = None


def sheet_svg(pictures: Pictures, pack: Pack) -> str:
    """Every picture with its own title and text alternative, under the title of the pack."""
    strips = _strips(pictures, pack)
    placed, top = [], 0.0
    for strip in strips:
        placed.append(_placed(pictures, strip, top))
        top += strip.height
    return _document("".join(placed), top)


def sheet_png(pictures: Pictures, pack: Pack) -> bytes:
    """The same in pixels."""
    strips = _strips(pictures, pack)
    ends = list(accumulate(strip.height for strip in strips))
    scale = scale_for(ends[-1])
    sheet = Image.new("RGB", (round(SHEET * scale), round(ends[-1] * scale)), LIGHT.paper)
    for strip, end in zip(strips, ends, strict=True):
        top, bottom = round((end - strip.height) * scale), round(end * scale)
        # One by one: the pixels of all of them take as much room as the sheet again.
        image = Image.open(io.BytesIO(_pixels(pictures, strip))).convert("RGB")
        sheet.paste(image.resize((sheet.width, bottom - top), Image.Resampling.BOX), (0, top))
    held = io.BytesIO()
    sheet.save(held, "PNG", dpi=(96 * scale, 96 * scale), compress_level=3)
    return held.getvalue()


def scale_for(height: float) -> float:
    """Pixels for each of the SVG's in a sheet of that height: as sharp as viewers will open."""
    return min(SCALE, HIGHEST / height)


def _strips(pictures: Pictures, pack: Pack) -> list[Strip]:
    return [_head(pack), *_pieces(pictures, pack)]


def _head(pack: Pack) -> Strip:
    told = [(pack.title, TITLE), (pack.meeting, LINE), (pack.colophon, LINE)]
    return _text([*((mark, MARK) for mark in pack.marks), *told])


def _pieces(pictures: Pictures, pack: Pack) -> Iterator[Strip]:
    """Each section that has a figure, and each of its figures with its number."""
    for section in pack.sections:
        shown = [block for block in section.blocks if isinstance(block, Exhibit)]
        if shown:
            yield _text([(section.title, SECTION)])
        for exhibit in shown:
            yield _text([(exhibit.name, NAME)])
            yield Strip(pictures.size(exhibit.figure, dressed=True)[1], figure=exhibit.figure)


def _text(told: list[tuple[str, Lettering]]) -> Strip:
    lines, bottom = paragraphs([pair for pair in told if pair[0]], EDGE, WIDTH)
    return Strip(bottom, "".join(lines))


def _placed(pictures: Pictures, strip: Strip, top: float) -> str:
    if strip.figure is None:
        return f'<g transform="translate(0,{top:g})">{strip.content}</g>'
    svg = pictures.svg(strip.figure, dressed=True)
    return svg.replace("<svg ", f'<svg x="0" y="{top:g}" ', 1)


def _pixels(pictures: Pictures, strip: Strip) -> bytes:
    """A figure as it is drawn for a file of its own, and made smaller: that is not drawn twice."""
    if strip.figure is not None:
        return pictures.png(strip.figure)
    register_fonts()
    return vl_convert.svg_to_png(_document(strip.content, strip.height), scale=2)


def _document(content: str, height: float) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{SHEET}" height="{height:g}" '
        f'viewBox="0 0 {SHEET} {height:g}" font-family="{FAMILY}">'
        f'<rect width="{SHEET}" height="{height:g}" fill="{LIGHT.paper}"/>{content}</svg>'
    )
