"""How far two figures are apart, as a ratio and as a difference, with 95% limits of each.

From the counts where chance is Poisson's alone, else from the limits that each figure has.
"""

import math

from scipy import special

from metrics.intervals import BYAR_FROM
from metrics.pooling import Figure, rate

_TAIL = 0.025
_Z = float(-special.ndtri(_TAIL))

Interval = tuple[float | None, float | None, float | None]


def ratio_of_rates(
    events: float,
    population: float,
    other_events: float,
    other_population: float,
    *,
    dispersion: float = 1.0,
    other_dispersion: float = 1.0,
) -> Interval:
    """The ratio of two Poisson rates with 95% limits.

    Exact below 10 events in either, given how many there are in all (Przyborowski and Wilenski,
    1940; by Clopper and Pearson's limits); from 10 on by logs (Breslow and Day, 1987), the
    variance of each log rate times its dispersion. No ratio over 0 events, and then the upper
    limit is None too. Raises ValueError for a dispersion over 1 below 10 events.
    """
    if not other_events:
        return None, None, None
    ratio = rate(events, population, 1) / rate(other_events, other_population, 1)
    if min(events, other_events) >= BYAR_FROM:
        error = math.sqrt(dispersion / events + other_dispersion / other_events)
        return ratio, ratio * math.exp(-_Z * error), ratio * math.exp(_Z * error)
    if max(dispersion, other_dispersion) > 1:
        raise ValueError("below 10 events the exact method has no dispersion; use ratio_of_limits")
    scale = other_population / population
    lower = _odds(float(special.betaincinv(events, other_events + 1, _TAIL))) if events else 0.0
    upper = _odds(float(special.betainccinv(events + 1, other_events, _TAIL)))
    return ratio, scale * lower, scale * upper


def ratio_of_limits(one: Figure, other: Figure) -> Interval:
    """The ratio of two figures from the 95% limits of each, on the log scale.

    Lower is 0 where the log has no end, and upper None. Source: Zou and Donner (2008).
    """
    x, below, above = _parts(one)
    y, other_below, other_above = _parts(other)
    if x <= 0 or y <= 0:
        return None, None, None
    down = math.hypot(_log(x, below), math.log(other_above / y))
    up = math.hypot(math.log(above / x), _log(y, other_below))
    return x / y, x / y * math.exp(-down), None if math.isinf(up) else x / y * math.exp(up)


def difference_of_limits(one: Figure, other: Figure) -> Interval:
    """The difference of two figures from the 95% limits of each.

    With Wilson's limits this is Newcombe's hybrid score (1998, method 10); for others Zou and
    Donner (2008).
    """
    x, below, above = _parts(one)
    y, other_below, other_above = _parts(other)
    found = x - y
    down = math.hypot(x - below, other_above - y)
    return found, found - down, found + math.hypot(above - x, y - other_below)


def _parts(figure: Figure) -> tuple[float, float, float]:
    assert figure.value is not None
    assert figure.lower is not None
    assert figure.upper is not None
    return figure.value, figure.lower, figure.upper


def _log(value: float, lower: float) -> float:
    """How far a lower limit is from its value on the log scale; a limit of 0 is endlessly far."""
    return math.log(value / lower) if lower > 0 else math.inf


def _odds(share: float) -> float:
    return share / (1 - share)
