"""Which layout of a template a slide is made from, and where on it each part of the slide stands.

A council's own template is asked for by names; what it does not name is put where there is room.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pptx.presentation import Presentation
from pptx.shapes.base import BaseShape
from pptx.slide import SlideLayout

from packs.powerpoint.text import Words, height

EMU = 914400
Kind = Literal["title", "section", "figure", "text", "table"]
# The names a layout is looked for by, in order: the council's own, then those of plain templates.
NAMES: Mapping[Kind, tuple[str, ...]] = {
    "title": ("Title", "Title Slide"),
    "section": ("Section", "Section Header"),
    "figure": ("Figure", "Title Only"),
    "text": ("Text", "Title and Content"),
    "table": ("Table", "Title Only"),
}
TITLES = ("title", "ctrTitle")
# What stands in for a part that a layout does not name, by the type of the placeholder.
STAND_INS: Mapping[str, tuple[str, ...]] = {
    "subtitle": ("subTitle",),
    "text": ("body", "obj", ""),
    "chart": ("chart",),
    "table": ("tbl",),
    "footer": ("ftr",),
    "slide number": ("sldNum",),
}


@dataclass(frozen=True, kw_only=True)
class Box:
    """A place on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def right(self) -> float:
        return self.left + self.width


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a part of a slide stands, and the placeholder of the layout it fills, if there is one.

    A part that is moved from its placeholder's box no longer follows the layout.
    """

    name: str
    box: Box
    kind: str = ""
    index: int = 0
    is_filled: bool = False
    is_moved: bool = False

    def at(self, box: Box) -> "Place":
        """The same part in another box."""
        return self if box == self.box else replace(self, box=box, is_moved=True)


class Layouts:
    """The layouts of a template by what they are for."""

    def __init__(self, presentation: Presentation, marks: Sequence[Words]) -> None:
        self.marks = marks
        self._all = list(presentation.slide_layouts)
        self.width = (presentation.slide_width or 12192000) / EMU
        self.height = (presentation.slide_height or 6858000) / EMU
        self._found: dict[Kind, Layout] = {}

    def of(self, kind: Kind) -> "Layout":
        """The layout of this kind; else the one nearest to it, never none."""
        if kind not in self._found:
            self._found[kind] = Layout(self._nearest(kind), kind, self)
        return self._found[kind]

    def _nearest(self, kind: Kind) -> SlideLayout:
        by_name = {plain(layout.name): layout for layout in reversed(self._all)}
        for name in NAMES[kind]:
            if plain(name) in by_name:
                return by_name[plain(name)]
        titled = [one for one in self._all if any(_type(p) in TITLES for p in holders(one))]
        return min(titled or self._all, key=lambda one: len(holders(one)))


class Layout:
    """One layout: its places by name."""

    def __init__(self, layout: SlideLayout, kind: Kind, among: Layouts) -> None:
        self.layout, self.kind = layout, kind
        self.width, self.height, self._marks = among.width, among.height, among.marks
        self._holders = holders(layout)
        self._places: dict[str, Place] = {}

    def place(self, name: str) -> Place:
        """Where a part stands: its placeholder by name, else by type, else the room for it."""
        if name not in self._places:
            self._places[name] = self._find(name)
        return self._places[name]

    def _find(self, name: str) -> Place:
        if name == "title":
            return self._title()
        if name == "footer":
            return self._footer()
        return self._placed(name)

    def _placed(self, name: str) -> Place:
        named = [one for one in self._holders if plain(one.name) == name]
        typed = [one for one in self._holders if _type(one) in STAND_INS.get(name, ("none",))]
        for holder in (*named, *typed):
            if (box := _box(holder)) is not None:
                return self._filled(name, holder, box)
        return Place(name=name, box=self._room(name))

    def _title(self) -> Place:
        found = next((one for one in self._holders if _type(one) in TITLES), None)
        box = _box(found) if found is not None else None
        if found is None or box is None:
            edge = 0.04 * self.width
            box = Box(left=edge, top=0.3, width=self.width - 2 * edge, height=1)
            return Place(name="title", box=box, kind="title")
        return self._filled("title", found, box)

    def _footer(self) -> Place:
        """Made as wide and as high as the marks need where the template's own is too small."""
        place = self._placed("footer")
        box = place.box
        if height(self._marks, box.width) <= box.height:
            return place
        left = self.place("title").box.left
        wide = max(self.place("slide number").box.left - left, 3.0)
        high = height(self._marks, wide)
        top = min(box.bottom, self.height - 0.02) - high
        return place.at(Box(left=left, top=top, width=wide, height=high))

    def _filled(self, name: str, holder: BaseShape, box: Box) -> Place:
        return Place(
            name=name,
            box=box,
            kind=_type(holder),
            index=holder.placeholder_format.idx,
            is_filled=True,
        )

    def _room(self, name: str) -> Box:
        """The usual place of a part in what the title and the foot of the slide leave free."""
        title, edge = self.place("title").box, 0.04 * self.width
        wide = self.width - 2 * edge
        if name == "slide number":
            return Box(left=self.width - edge - 0.8, top=self.height - 0.48, width=0.8, height=0.4)
        if name == "footer":
            # No placeholder of its own: the number of the slide stands to the right of it.
            return Box(left=edge, top=self.height - 0.55, width=wide - 0.9, height=0.5)
        top = title.bottom + 0.05 if title.bottom < 0.5 * self.height else 0.2 * self.height
        foot = min(self.place("footer").box.top, self.height - 0.55) - 0.05
        high = foot - top
        left, right = 0.66 * wide, 0.34 * wide - 0.1
        boxes = {
            "subtitle": Box(left=edge, top=top, width=wide, height=0.4),
            "chart": Box(left=edge, top=top + 0.45, width=left, height=high - 1.6),
            "facts": Box(left=edge + left + 0.1, top=top + 0.45, width=right, height=high - 0.95),
            "chart notes": Box(left=edge, top=foot - 1.1, width=left, height=0.6),
            "details": Box(left=edge, top=foot - 0.75, width=wide, height=0.7),
            "source": Box(left=edge, top=foot - 0.48, width=wide, height=0.48),
        }
        if self.kind == "table":
            boxes["table"] = Box(left=edge, top=top + 0.05, width=wide, height=high - 0.6)
        return boxes.get(name, Box(left=edge, top=top + 0.05, width=wide, height=high - 0.1))


def holders(layout: SlideLayout) -> list[BaseShape]:
    """The placeholders of a layout."""
    return [shape for shape in layout.shapes if shape.is_placeholder]


def plain(name: str) -> str:
    """A name as it is compared: no capitals, no number that a program put behind it."""
    return re.sub(r"[\s\d]+$", "", name).strip().lower()


def _type(holder: BaseShape) -> str:
    found = holder._element.xpath(".//p:nvPr/p:ph")
    return str(found[0].get("type", "")) if found else ""


def _box(holder: BaseShape) -> Box | None:
    """The box of a placeholder, its master's where it has none of its own."""
    sizes = (holder.left, holder.top, holder.width, holder.height)
    if any(size is None for size in sizes):
        return None
    left, top, width, height = (float(size) / EMU for size in sizes)
    return Box(left=left, top=top, width=width, height=height)
