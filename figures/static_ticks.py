"""What stands along the axes of a static picture: round values, and as many periods as there is room for."""

import math
from collections.abc import Sequence

from figures.drawing import Drawing
from figures.format import number
from figures.static_text import widest

GAP = 8
# A year of months, terms or quarters begins with one of these.
YEAR_STARTS = ("September", "Autumn", "Q1")
MOST_TICKS = 6
MILLION = 1_000_000


def in_words(unit: str) -> str:
    """The title of an axis of values; empty where each value has the sign of its unit."""
    return "" if unit in ("%", "£") else unit[:1].upper() + unit[1:]


def value_ticks(limits: tuple[float, float], drawing: Drawing) -> tuple[list[float], list[str]]:
    """Round values within the limits, and how the axis prints them."""
    low, high = limits
    step = _step((high - low) / MOST_TICKS)
    if drawing.printed(1.0) == "1" and high >= 1:
        step = max(step, 1)
    # The room above 100% is for the line's own width: nothing is ever there.
    top = 100.0 if drawing.unit == "%" and 100 < high <= 101 else high
    first, last = math.ceil(low / step - 1e-9), math.floor(top / step + 1e-9)
    ticks = [n * step for n in range(first, last + 1)]
    return ticks, [_tick_text(tick, step, drawing.unit) for tick in ticks]


def _step(least: float) -> float:
    """The least of 1, 2, 2.5, 5, 10 times a power of ten that is no smaller."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * by for by in (1, 2, 2.5, 5, 10) if power * by >= least * (1 - 1e-9))


def _tick_text(tick: float, step: float, unit: str) -> str:
    if unit == "£" and step * 10 >= MILLION:
        return f"£{number(tick / MILLION, _decimals(step / MILLION))}m"
    sign = "-" if tick < -step / 2 else ""
    size = number(abs(tick), _decimals(step))
    return f"{sign}£{size}" if unit == "£" else f"{sign}{size}{'%' if unit == '%' else ''}"


def _decimals(step: float) -> int:
    """The fewest decimals a step is printed in full with."""
    return next((n for n in range(9) if abs(round(step, n) - step) < step * 1e-6), 9)


def place_lines(place: str) -> tuple[str, ...]:
    """September 2024 and Autumn term 2024/25 over two lines, a year on one."""
    name, space, year = place.rpartition(" ")
    return (name, year) if space else (place,)


def place_ticks(places: Sequence[str], step: float) -> list[int]:
    """The places that are named: all where they fit, else every so many back from the newest.

    `step` is pixels from place to place. Of months and terms those that begin a year are named.
    """
    chosen = list(range(len(places)))
    starts = [n for n in chosen if places[n].startswith(YEAR_STARTS)]
    room = max(widest(place_lines(place)) for place in places) + GAP
    if step < room and len(starts) > 1:
        chosen = starts
    apart = step * max((chosen[-1] - chosen[0]) / max(len(chosen) - 1, 1), 1)
    return list(reversed(list(reversed(chosen))[:: math.ceil(room / apart)]))
