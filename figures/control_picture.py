"""The picture of a control chart: a plain plotly dictionary."""

import math
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from figures.chart import (
    BOTTOM,
    HEIGHT,
    TOP,
    axis_of,
    end_labels,
    layout_of,
    margin_of,
    see_through,
    sign_of,
    value_range,
)
from figures.format import DECIMALS, bare, is_missing, number
from figures.marking import marking
from figures.palette import LIGHT, Palette
from metrics.chart_reading import CONCERN, HIGH, IMPROVEMENT, LOW, Improvement, Phase
from metrics.markers import Marker
from metrics.periods import Period
from metrics.within_year import WithinYear

# Room for the key, which goes over two lines on a phone.
KEY = 64
MOST_TICKS = 6
USUAL, LATE = "usual", "late"
SHAPES = {"higher": "triangle-up", "lower": "triangle-down"}
Spec = dict[str, Any]


def precision(found: WithinYear, unit: str) -> int:
    """Decimals that show a tenth of the usual range: a month's rate is smaller than a year's."""
    usual = DECIMALS.get(unit, 0)
    assert found.chart is not None
    told = [value for value in found.charted if value is not None]
    widths = [p.upper - p.lower for p in found.chart.points if p.upper and p.lower is not None]
    span = max(widths, default=max(told, default=1.0))
    return max(usual, 1 - math.floor(math.log10(span))) if span > 0 else usual


def printed(value: float | None, unit: str, digits: int) -> str:
    """A value with so many decimals and its sign, empty where there is none."""
    if value is None or is_missing(value):
        return ""
    if digits <= DECIMALS.get(unit, 0) or unit == "£":
        return bare(value, unit)
    return f"{number(value, digits)}{'%' if unit == '%' else ''}"


def picture(
    found: WithinYear,
    *,
    unit: str,
    markers: Sequence[Marker] = (),
    target: float | None = None,
    target_label: str = "Target",
    improvement: Improvement = "neutral",
    palette: Palette = LIGHT,
) -> Spec:
    """Points with their average and a light band of limits; signals by shape, word and colour."""
    assert found.chart is not None
    digits = precision(found, unit)
    days = [_middle(period) for period in found.periods]
    traces = [
        *_bands(found, days, palette),
        *_centres(found, days, palette),
        *_lines(found, days, palette),
        *_points(found, days, improvement, unit, digits, palette),
    ]
    ends = _ends(found, unit, digits, palette)
    if target is not None:
        traces.append(_target(target, days, target_label, unit, digits, palette))
        ends.append((f"{target_label} {printed(target, unit, digits)}", palette.text, target))
    values = [y for trace in traces for y in trace["y"] if y is not None]
    limits = value_range(values or [1], unit)
    half = timedelta(days=15 if found.kind == "month" else 60)
    axis = (days[0] - half, days[-1] + half)
    shapes, notes = _phases(found, axis, palette)
    marked = marking(markers, axis, palette)
    layout = layout_of(
        palette,
        height=HEIGHT + KEY + marked.above,
        margin={"l": 8, "r": margin_of(ends), "t": TOP + marked.above, "b": BOTTOM + KEY},
        showlegend=True,
        legend=_key(palette),
        xaxis=axis_of(
            palette,
            type="date",
            showgrid=False,
            range=[day.isoformat() for day in axis],
            **_ticks(found.periods),
        ),
        yaxis=axis_of(palette, range=list(limits), nticks=6, **sign_of(unit)),
        shapes=shapes + marked.shapes,
        annotations=notes + marked.notes + end_labels(ends, limits, palette),
    )
    return {"data": traces, "layout": layout}


def _middle(period: Period) -> date:
    """Where a period's point stands: in its middle, so that a day before it lies before it."""
    return period.first_day + timedelta(days=14 if period.kind == "month" else 45)


def _of_phase(found: WithinYear, phase: Phase) -> list[int]:
    assert found.chart is not None
    return [n for n, point in enumerate(found.chart.points) if point.phase == phase.number]


def _bands(found: WithinYear, days: Sequence[date], palette: Palette) -> list[Spec]:
    """There along the upper limits and back along the lower ones, phase by phase."""
    assert found.chart is not None
    bands: list[Spec] = []
    for phase in found.chart.phases:
        edges = [
            (days[n], point.lower, point.upper)
            for n in _of_phase(found, phase)
            if (point := found.chart.points[n]).upper is not None
        ]
        if not edges:
            continue
        there = [(day.isoformat(), high) for day, _, high in edges]
        back = [(day.isoformat(), low) for day, low, _ in reversed(edges)]
        bands.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": [x for x, _ in there + back],
                "y": [y for _, y in there + back],
                "fill": "toself",
                "fillcolor": see_through(palette.first, 0.10),
                "line": {"width": 0, "color": see_through(palette.first, 0.10)},
                "hoverinfo": "skip",
                "name": "Usual range",
                "showlegend": not bands,
            }
        )
    return bands


def _centres(found: WithinYear, days: Sequence[date], palette: Palette) -> list[Spec]:
    assert found.chart is not None
    lines: list[Spec] = []
    for phase in found.chart.phases:
        places = _of_phase(found, phase)
        if phase.centre is None or not places:
            continue
        lines.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": [days[places[0]].isoformat(), days[places[-1]].isoformat()],
                "y": [phase.centre, phase.centre],
                "line": {"color": palette.text, "width": 1.5, "dash": "solid"},
                "hoverinfo": "skip",
                "name": "Average",
                "showlegend": not lines,
            }
        )
    return lines


def _lines(found: WithinYear, days: Sequence[date], palette: Palette) -> list[Spec]:
    """The thin line that leads from point to point, broken where a phase begins."""
    assert found.chart is not None
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [days[n].isoformat() for n in _of_phase(found, phase)],
            # What may still change is not led to: the step would look like news.
            "y": [
                None if found.provisional[n] else found.charted[n] for n in _of_phase(found, phase)
            ],
            "line": {"color": palette.first, "width": 1.2},
            "connectgaps": False,
            "hoverinfo": "skip",
            "name": "",
            "showlegend": False,
        }
        for phase in found.chart.phases
    ]


def _points(
    found: WithinYear,
    days: Sequence[date],
    improvement: Improvement,
    unit: str,
    digits: int,
    palette: Palette,
) -> list[Spec]:
    """One trace for each kind of point, so that the key names its shape."""
    kinds: dict[str, list[int]] = {}
    for place in range(len(found.periods)):
        if found.charted[place] is not None:
            kinds.setdefault(_kind(found, place), []).append(place)
    traces = []
    for kind, (name, style) in _styles(improvement, palette).items():
        places = kinds.get(kind, [])
        if not places:
            continue
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "cliponaxis": False,
                "name": name,
                "x": [days[n].isoformat() for n in places],
                "y": [found.charted[n] for n in places],
                "customdata": [_hover(found, n, name, unit, digits) for n in places],
                "hovertemplate": "%{customdata}<extra></extra>",
                "marker": style,
                "showlegend": kind != USUAL,
            }
        )
    return traces


def _kind(found: WithinYear, place: int) -> str:
    assert found.chart is not None
    if found.provisional[place]:
        return LATE
    return found.chart.points[place].direction or USUAL


def _styles(improvement: Improvement, palette: Palette) -> dict[str, tuple[str, Spec]]:
    """Name and shape of each kind of point: a triangle points the way of its signal."""
    better, worse = ("lower", "higher") if improvement == "low" else ("higher", "lower")
    return {
        USUAL: ("Usual", {"symbol": "circle", "size": 5, "color": palette.first}),
        IMPROVEMENT: (
            f"Signal: {better}, improvement",
            {"symbol": SHAPES[better], "size": 10, "color": palette.second},
        ),
        CONCERN: (
            f"Signal: {worse}, concern",
            {"symbol": SHAPES[worse], "size": 10, "color": palette.fourth},
        ),
        HIGH: ("Signal: higher", {"symbol": SHAPES["higher"], "size": 10, "color": palette.third}),
        LOW: ("Signal: lower", {"symbol": SHAPES["lower"], "size": 10, "color": palette.third}),
        LATE: (
            "May still change",
            {
                "symbol": "circle-open",
                "size": 7,
                "color": palette.first,
                "line": {"width": 2, "color": palette.first},
            },
        ),
    }


def _hover(found: WithinYear, place: int, name: str, unit: str, digits: int) -> str:
    assert found.chart is not None
    point = found.chart.points[place]
    lines = [found.periods[place].label, printed(found.charted[place], unit, digits)]
    if found.charted[place] != found.values[place]:
        lines.append(f"as counted: {printed(found.values[place], unit, digits)}")
    if point.lower is not None and point.upper is not None:
        low, high = (printed(limit, unit, digits) for limit in (point.lower, point.upper))
        lines.append(f"usual range {low} to {high}")
    lines.append(name.lower())
    return "<br>".join(lines)


def _ends(
    found: WithinYear, unit: str, digits: int, palette: Palette
) -> list[tuple[str, str, float]]:
    """What is named at the right: the newest settled value, the average, the usual range."""
    assert found.chart is not None
    told = [n for n, point in enumerate(found.chart.points) if point.value is not None]
    newest, phase = found.chart.points[told[-1]], found.chart.phases[-1]
    assert newest.value is not None
    when = found.periods[told[-1]].label.replace(" term", "")
    text = f"<b>{when}: {printed(newest.value, unit, digits)}</b>"
    ends = [(text, palette.first, newest.value)]
    if phase.centre is not None:
        ends.append((f"Average {printed(phase.centre, unit, digits)}", palette.text, phase.centre))
    for name, limit in (("Usual to", newest.upper), ("Usual from", newest.lower)):
        if limit is not None and newest.phase == phase.number:
            ends.append((f"{name} {printed(limit, unit, digits)}", palette.quiet, limit))
    return ends


def _target(
    value: float, days: Sequence[date], label: str, unit: str, digits: int, palette: Palette
) -> Spec:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": label,
        "x": [days[0].isoformat(), days[-1].isoformat()],
        "y": [value, value],
        "line": {"color": palette.text, "width": 1.5, "dash": "2px,4px"},
        "hovertemplate": f"{label} {printed(value, unit, digits)}<extra></extra>",
        "showlegend": False,
    }


def _phases(
    found: WithinYear, axis: tuple[date, date], palette: Palette
) -> tuple[list[Spec], list[Spec]]:
    """Each phase after the first begins at a line; its short reason stands above it."""
    assert found.chart is not None
    shapes, notes = [], []
    days = [period.first_day for period in found.periods]
    starts = [phase for phase in found.chart.phases if phase.reason]
    for phase in starts:
        assert phase.reason is not None
        start = max(days[phase.start], axis[0])
        following = [later.start for later in found.chart.phases if later.start > phase.start]
        end = days[following[0]] if following else axis[1]
        name = phase.reason.split(":")[0]
        if phase.start:
            shapes.append(_edge(start, palette))
        if name == "Covid":
            shapes.append(_shade(start, end, palette))
        notes.append(
            {
                "xref": "x", "yref": "paper", "x": start.isoformat(), "y": 1, "xanchor": "left",
                "yanchor": "bottom", "text": name, "showarrow": False,
                "font": {"size": 12, "color": palette.text},
            }
        )  # fmt: skip
    return shapes, notes


def _edge(day: date, palette: Palette) -> Spec:
    return {
        "type": "line", "xref": "x", "yref": "paper", "x0": day.isoformat(), "x1": day.isoformat(),
        "y0": 0, "y1": 1, "line": {"color": palette.quiet, "width": 1.5}, "layer": "below",
    }  # fmt: skip


def _shade(start: date, end: date, palette: Palette) -> Spec:
    return {
        "type": "rect", "xref": "x", "yref": "paper", "x0": start.isoformat(),
        "x1": end.isoformat(), "y0": 0, "y1": 1, "fillcolor": palette.shade,
        "line": {"width": 0}, "layer": "below",
    }  # fmt: skip


def _key(palette: Palette) -> Spec:
    return {
        "orientation": "h", "x": 0, "xanchor": "left", "y": -0.16, "yanchor": "top",
        "font": {"size": 12, "color": palette.text}, "itemclick": False,
        "itemdoubleclick": False,
    }  # fmt: skip


def _ticks(periods: Sequence[Period]) -> Spec:
    """A tick where an academic year begins, every so many years on a long axis."""
    years = sorted({period.first_year for period in periods})
    step = -(-len(years) // MOST_TICKS)
    shown = list(reversed(list(reversed(years))[::step]))
    return {
        "tickmode": "array",
        "tickvals": [date(year, 9, 1).isoformat() for year in shown],
        "ticktext": [f"Sept<br>{year}" for year in shown],
        "ticks": "outside",
        "tickangle": 0,
    }
