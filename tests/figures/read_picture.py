"""The words of an SVG picture as they stand in it: where, how wide and how high."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass

from figures.static_text import width


@dataclass(frozen=True)
class Printed:
    """A line of text as it stands in the picture: where, how wide and how high."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    def covers(self, other: "Printed") -> bool:
        return (
            self.left < other.right - 0.5
            and other.left < self.right - 0.5
            and self.top < other.bottom - 0.5
            and other.top < self.bottom - 0.5
        )


def moved(element: ET.Element, x: float, y: float) -> tuple[float, float]:
    found = element.get("transform", "translate(0,0)").removeprefix("translate(").rstrip(")")
    right, down = (float(part) for part in found.split(","))
    return x + right, y + down


def printed(element: ET.Element, x: float = 0, y: float = 0) -> Iterator[Printed]:
    """Every line of text below an element, in pixels of the picture."""
    x, y = moved(element, x, y)
    if element.tag.endswith("text"):
        x, y = x + float(element.get("x", 0)), y + float(element.get("y", 0))
        down = 0.0
        for line in list(element) or [element]:
            down += float(line.get("dy", 0))
            yield extent(line.text or "", x, y + down, element)
        return
    for child in element:
        yield from printed(child, x, y)


def extent(text: str, x: float, y: float, element: ET.Element) -> Printed:
    size = float(element.get("font-size", "13px").removesuffix("px"))
    wide = width(text, size, bold=element.get("font-weight") == "bold")
    left = {"start": x, "middle": x - wide / 2, "end": x - wide}[
        element.get("text-anchor", "start")
    ]
    # Capitals reach 0.7 of the size over the baseline, a comma 0.2 below it.
    return Printed(text, left, left + wide, y - 0.7 * size, y + 0.2 * size)
