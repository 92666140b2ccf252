"""What a static copy of a figure draws: named strokes over named places, free of any file format.

The same numbers that stand on the screen, in the shape that charts of slides, documents and
workbooks are made from. Single neighbours are left out: only a pointer can name them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from figures.format import bare, number

Form = Literal["lines", "bars", "stack", "control"]
Part = Literal[
    "place",
    "authority",
    "england",
    "region",
    "neighbours",
    "part",
    "target",
    "average",
    "limit",
]
LOWER, UPPER = "95% lower", "95% upper"


@dataclass(frozen=True, kw_only=True)
class Stroke:
    """One line, or one set of bars: a value for each place of the drawing, None where there is none.

    `lower` and `upper` are the 95% limits, empty where the stroke has none. `hollow` marks values
    that are provisional, `signal` those that chance alone would seldom give (with its direction:
    improvement, concern, high or low). `quiet` marks places that are not one of the kind, such as
    "Not known".
    """

    name: str
    part: Part
    values: tuple[float | None, ...]
    lower: tuple[float | None, ...] = ()
    upper: tuple[float | None, ...] = ()
    hollow: tuple[bool, ...] = ()
    signal: tuple[str, ...] = ()
    quiet: tuple[bool, ...] = ()

    @property
    def newest(self) -> tuple[int, float] | None:
        """Place and value of the last value there is."""
        known = [(n, value) for n, value in enumerate(self.values) if value is not None]
        return known[-1] if known else None

    @property
    def has_limits(self) -> bool:
        return any(value is not None for value in (*self.lower, *self.upper))


@dataclass(frozen=True, kw_only=True)
class Shade:
    """Places from `first` to `last` that cannot be compared with those around them."""

    first: int
    last: int
    label: str


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """Strokes over places: periods, oldest first, or parts, greatest first.

    Raises ValueError where a stroke has not one value for each place.
    """

    form: Form
    unit: str
    over: str
    places: tuple[str, ...]
    strokes: tuple[Stroke, ...]
    shades: tuple[Shade, ...] = ()
    # Decimals of a value; None for those its unit usually has.
    digits: int | None = None
    # What a reader of the picture alone has to know; empty where there is nothing.
    note: str = ""

    def __post_init__(self) -> None:
        for stroke in self.strokes:
            for name in ("values", "lower", "upper", "hollow", "signal", "quiet"):
                held = getattr(stroke, name)
                if len(held) != len(self.places) and (held or name == "values"):
                    raise ValueError(
                        f"stroke {stroke.name!r} has {len(held)} {name}; "
                        f"expected {len(self.places)}, one for each place"
                    )
        if not any(value is not None for stroke in self.strokes for value in stroke.values):
            raise ValueError("a drawing needs at least one value")

    def printed(self, value: float | None) -> str:
        """A value to the precision it is printed with everywhere; empty where there is none."""
        if value is None:
            return ""
        if self.digits is None or self.unit == "£":
            return bare(value, self.unit)
        return f"{number(value, self.digits)}{'%' if self.unit == '%' else ''}"

    def numbers(self) -> pd.DataFrame:
        """One row a place, one column a stroke, each followed by its 95% limits where it has any."""
        columns: dict[str, Sequence[object]] = {self.over: self.places}
        for stroke in self.strokes:
            columns[stroke.name] = stroke.values
            if stroke.has_limits:
                columns[f"{stroke.name}, {LOWER}"] = stroke.lower
                columns[f"{stroke.name}, {UPPER}"] = stroke.upper
        return pd.DataFrame(columns)
