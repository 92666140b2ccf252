"""The newest signal of a control chart: which way it points, and whether it still holds."""

from collections.abc import Sequence
from itertools import takewhile

from metrics.chart_reading import Chart, ChartPoint
from metrics.chart_rules import OUTSIDE, TWO_IN_THREE
from metrics.periods import Period

# A signal is news for three points. It still holds while every point since lies on its side of
# the centre: one back across has the newest evidence against it. Two in three beyond two sigma
# is a reason to look, and by chance alone too common to call a direction on.
NEWEST = 3


def newest_signal(chart: Chart, periods: Sequence[Period]) -> tuple[int, str]:
    """1 where the newest signal points up, -1 down, 0 where there is none that holds; and why."""
    newest, kind = chart.phases[-1].number, periods[-1].kind
    judged = [
        (period, point)
        for period, point in zip(periods, chart.points, strict=True)
        if point.value is not None and point.phase == newest
    ]
    for place in reversed(range(max(0, len(judged) - NEWEST), len(judged))):
        period, point = judged[place]
        saying = [rule for rule in point.rules if rule != TWO_IN_THREE]
        if not saying:
            continue
        way = _way(point, judged[place - 1][1] if place else None, saying)
        if all(side(later) == way for _, later in judged[place:]):
            return way, _why_signal(kind, period, judged, place, saying, way)
        return 0, f"the signal at {period.label} no longer holds: it was crossed back since"
    none = f"none of the newest {NEWEST} {kind}s is outside the limits of chance"
    return 0, f"{none}, in a trend or in a run on one side of the average"


def side(point: ChartPoint) -> int:
    """1 where a recorded point lies over its centre, -1 under it, 0 on it."""
    assert point.value is not None
    assert point.centre is not None
    return (point.value > point.centre) - (point.value < point.centre)


def _way(point: ChartPoint, before: ChartPoint | None, saying: Sequence[str]) -> int:
    """A trend goes its own way; every other signal is on the side of its point."""
    if not _is_trend(saying[0]) or before is None:
        return side(point)
    assert point.value is not None
    assert before.value is not None
    return (point.value > before.value) - (point.value < before.value)


def _why_signal(
    kind: str,
    period: Period,
    judged: Sequence[tuple[Period, ChartPoint]],
    place: int,
    saying: Sequence[str],
    way: int,
) -> str:
    where = "over" if way > 0 else "under"
    still = "" if place == len(judged) - 1 else f", and every {kind} since is {where} the average"
    if saying[0] == OUTSIDE:
        return f"{period.label} lies {where} the limits of chance{still}"
    if _is_trend(saying[0]):
        verb = "rose" if way > 0 else "fell"
        return f"{saying[0].split()[0]} or more {kind}s in a row {verb}, to {period.label}{still}"
    run = list(takewhile(lambda pair: side(pair[1]) == way, reversed(judged)))
    return f"{len(run)} {kind}s in a row, to {run[0][0].label}, are {where} the average"


def _is_trend(rule: str) -> bool:
    return rule.endswith("trend")
