"""What each series of a native chart is made from: a stroke, its cells, its look and its label."""

from collections.abc import Mapping
from dataclasses import dataclass

from figures.drawing import Drawing, Stroke
from packs.native_labels import EndLabel, Plot, end_labels
from packs.native_look import Look, looks
from packs.native_workbook import Column, columns_of


@dataclass(frozen=True, kw_only=True)
class Series:
    """One stroke as a series: the columns of its cells, how it looks, where its label stands."""

    index: int
    stroke: Stroke
    drawing: Drawing
    look: Look
    columns: Mapping[str, Column]
    places: int
    plot: Plot
    end: EndLabel | None = None

    @property
    def is_bar(self) -> bool:
        return self.drawing.form == "bars" or self.stroke.part == "part"

    @property
    def is_outline(self) -> bool:
        return self.drawing.form == "bars" and self.stroke.part != "part"


def series_of(drawing: Drawing, plot: Plot, places: int) -> tuple[Series, ...]:
    """The series of a drawing's strokes, in their order, over its first places."""
    ends = {label.stroke: label for label in end_labels(drawing, plot)}
    columns = columns_of(drawing)
    return tuple(
        Series(
            index=n,
            stroke=stroke,
            drawing=drawing,
            look=look,
            columns={one.holds: one for one in columns if one.stroke == n},
            places=places,
            plot=plot,
            end=ends.get(n),
        )
        for n, (stroke, look) in enumerate(zip(drawing.strokes, looks(drawing), strict=True))
    )
