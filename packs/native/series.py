"""What each series of a native chart is made from: a stroke, its cells, its look and its label."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from figures.drawing import LOWER, UPPER, Drawing, Stroke
from packs.native.labels import EndLabel, Plot, end_labels
from packs.native.look import Look, limit_look, looks
from packs.native.workbook import Column, columns_of


@dataclass(frozen=True, kw_only=True)
class Series:
    """One column of numbers as a series; `holds` says whether its values or a limit of them."""

    index: int
    stroke: Stroke
    drawing: Drawing
    look: Look
    columns: Mapping[str, Column]
    places: int
    plot: Plot
    holds: str = "values"
    end: EndLabel | None = None

    @property
    def column(self) -> Column:
        return self.columns[self.holds]

    @property
    def is_limit(self) -> bool:
        return self.holds != "values"

    @property
    def is_bar(self) -> bool:
        return self.drawing.form == "bars" or self.stroke.part == "part"

    @property
    def is_whole(self) -> bool:
        """Whether it is what lying bars are compared with."""
        return self.drawing.form == "bars" and self.stroke.part != "part"


def series_of(drawing: Drawing, plot: Plot, places: int) -> tuple[Series, ...]:
    """The series of a drawing over its first places: its strokes in order, then their limits.

    The limits are series too, so that the axis always reaches them.
    """
    own = _own(drawing, plot, places)
    limits = [
        replace(one, holds=holds, look=limit_look(drawing), end=None)
        for one in own
        if one.stroke.has_limits
        for holds in (LOWER, UPPER)
    ]
    return (*own, *(replace(one, index=n) for n, one in enumerate(limits, start=len(own))))


def _own(drawing: Drawing, plot: Plot, places: int) -> list[Series]:
    ends = {label.stroke: label for label in end_labels(drawing, plot)}
    columns = columns_of(drawing)
    return [
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
    ]
