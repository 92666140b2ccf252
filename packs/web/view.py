"""A pack as web pages show it: anchors, tables of printed cells, pictures safe to inline."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Self
from xml.etree import ElementTree

import pandas as pd
from markupsafe import Markup

from figures.drawing import Drawing, Stroke
from figures.figure import Figure
from packs.content import Block, Exhibit, Pack, Section, Table, Text
from packs.pictures import Pictures

# More rows than this are folded away on the screen; printed they are always there.
LONG = 12
# More columns than this may not fit a phone: the table then scrolls by itself.
WIDE = 3
PROVISIONAL = "(provisional)"
SVG = "http://www.w3.org/2000/svg"
REFERENCE = re.compile(r"url\(#([^)]+)\)")


@dataclass(frozen=True)
class Cell:
    """The text of a cell, and what is said beside it: that it is provisional, or why it is empty."""

    text: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A table of printed cells; the first cell of a row names it."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    source: str = ""

    @property
    def is_long(self) -> bool:
        return len(self.rows) > LONG

    @property
    def is_wide(self) -> bool:
        return len(self.head) > WIDE

    @classmethod
    def of(cls, frame: pd.DataFrame, title: str, source: str = "") -> Self:
        """The cells of a frame of text."""
        rows = tuple(
            tuple(Cell(str(value)) for value in row)
            for row in frame.itertuples(index=False, name=None)
        )
        return cls(title=title, head=tuple(map(str, frame.columns)), rows=rows, source=source)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """An exhibit with the name of its place in the document, its picture and its tables."""

    anchor: str
    exhibit: Exhibit
    picture: Markup
    numbers: Grid
    counts: tuple[Grid, ...]


ShownBlock = Text | Grid | Shown


@dataclass(frozen=True, kw_only=True)
class Part:
    """A section with the name of its place in the document."""

    anchor: str
    title: str
    blocks: tuple[ShownBlock, ...]

    @property
    def figures(self) -> tuple[Shown, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Shown))


class Anchors:
    """Names of places in a document, each given once, and none that a page has already."""

    def __init__(self) -> None:
        self._given = {"index", "top", "main", "contents"}

    def name(self, wanted: str) -> str:
        """`wanted`, or `wanted-2` where that is taken, and so on."""
        tries = (wanted if number == 1 else f"{wanted}-{number}" for number in count(1))
        name = next(one for one in tries if one not in self._given)
        self._given.add(name)
        return name


def parts(pack: Pack, pictures: Pictures) -> tuple[Part, ...]:
    """The sections of a pack, in reading order; no two places share a name."""
    anchors = Anchors()
    return tuple(_part(section, pictures, anchors) for section in pack.sections)


def _part(section: Section, pictures: Pictures, anchors: Anchors) -> Part:
    return Part(
        anchor=anchors.name(slug(section.title)),
        title=section.title,
        blocks=tuple(_block(block, pictures, anchors) for block in section.blocks),
    )


def slug(title: str) -> str:
    """`Workstream 6: Impact` -> `workstream-6-impact`."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "section"


def _block(block: Block, pictures: Pictures, anchors: Anchors) -> ShownBlock:
    if isinstance(block, Table):
        return Grid.of(block.frame, block.title, block.source)
    if isinstance(block, Exhibit):
        return shown(block, pictures, anchors.name(f"figure-{block.figure.id}"))
    return block


def shown(exhibit: Exhibit, pictures: Pictures, anchor: str) -> Shown:
    """An exhibit under this name."""
    figure = exhibit.figure
    return Shown(
        anchor=anchor,
        exhibit=exhibit,
        picture=inlined(pictures.themed_svg(figure), anchor),
        numbers=numbers(figure, f"The numbers of {exhibit.name.lower()}: {figure.subtitle}"),
        counts=tuple(_counts(exhibit)),
    )


def numbers(figure: Figure, title: str) -> Grid:
    """Everything drawn, as printed: newest period first, parts in the order they are drawn."""
    drawing = figure.drawing
    columns = tuple(_columns(drawing))
    said = _said(figure)
    rows = [
        (Cell(place), *(_cell(drawing, stroke, values, n, said) for _, stroke, values in columns))
        for n, place in enumerate(drawing.places)
    ]
    return Grid(
        title=title,
        head=(drawing.over, *(name for name, _, _ in columns)),
        rows=tuple(rows if drawing.form == "bars" else reversed(rows)),
    )


Values = tuple[float | None, ...]


def _columns(drawing: Drawing) -> Iterator[tuple[str, Stroke, Values]]:
    """Name, stroke and values of each column, in the order of `Drawing.numbers`."""
    names = iter(drawing.numbers().columns[1:])
    for stroke in drawing.strokes:
        held = (stroke.values, stroke.lower, stroke.upper)
        for values in held if stroke.has_limits else held[:1]:
            yield next(names), stroke, values


def _cell(
    drawing: Drawing, stroke: Stroke, values: Values, place: int, said: dict[tuple[str, str], str]
) -> Cell:
    value = values[place] if values else None
    if values is not stroke.values:
        return Cell(drawing.printed(value))
    if value is None:
        return Cell("", said.get((drawing.places[place], stroke.name), ""))
    late = bool(stroke.hollow) and stroke.hollow[place]
    return Cell(drawing.printed(value), PROVISIONAL if late else "")


def _said(figure: Figure) -> dict[tuple[str, str], str]:
    """What the figure's own table says in each cell: there a missing number has its reason.

    An axis names a school year by its last word, as in `Autumn and spring term 2022/23`.
    """
    table = figure.table
    return {
        (place, str(column)): str(text)
        for row in table.to_dict("records")
        for place in {str(row[table.columns[0]]), str(row[table.columns[0]]).split(" ")[-1]}
        for column, text in row.items()
    }


def _counts(exhibit: Exhibit) -> Iterator[Grid]:
    """The counts behind a figure; the figure's own table where it tells more than is drawn."""
    name = exhibit.name.lower()
    figure = exhibit.figure
    if not set(figure.table.columns) <= set(figure.drawing.numbers().columns):
        yield Grid.of(figure.table, f"Counts behind {name}")
    for line, frame in exhibit.counts:
        yield Grid.of(frame, f"Counts behind {name}: {line}")


def inlined(svg: str, prefix: str) -> Markup:
    """An SVG as part of a page: its ids, and what refers to them, begin with `prefix`."""
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(svg)
    for element in root.iter():
        for name, value in list(element.attrib.items()):
            element.set(name, _renamed(name.rsplit("}", 1)[-1], value, prefix))
    # A picture inside a page would otherwise be a stop of its own in some browsers.
    root.set("focusable", "false")
    return Markup(ElementTree.tostring(root, encoding="unicode"))


def _renamed(name: str, value: str, prefix: str) -> str:
    if name == "id":
        return f"{prefix}-{value}"
    if name in ("aria-labelledby", "aria-describedby"):
        return " ".join(f"{prefix}-{one}" for one in value.split())
    if name == "href" and value.startswith("#"):
        return f"#{prefix}-{value[1:]}"
    return REFERENCE.sub(rf"url(#{prefix}-\1)", value)
