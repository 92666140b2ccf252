"""Pictures for the screen: plain plotly dictionaries, which cost nothing to make or to cache."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from figures.format import bare, count_text, value_text
from figures.marking import Marking, marking
from figures.palette import LIGHT, Palette
from figures.series import BASES, Mark, Series, is_group, short_label
from metrics.markers import Marker
from metrics.periods import Period

FONT = '"Source Sans", "Source Sans Pro", sans-serif'
CONFIG = {"displayModeBar": False, "showSendToCloud": False, "scrollZoom": False}
HEIGHT, TOP, BOTTOM = 380, 30, 34
# Of more periods than this the single ones are marked lightly, and those of a target not at all.
MOST_MARKED = 30
LINE_OF_TEXT = 19
BAR = 30
# What is drawn later lies on top.
DRAWN = {"neighbour": 0, "place": 2}
DASHES = {"england": "solid", "region": "dot", "neighbours": "dash"}

Spec = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """One year of a target path; a band has both limits."""

    period: Period
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Break:
    """A period that cannot be compared with those around it, and why."""

    period: Period
    note: str


def config(alternative: str) -> Spec:
    """What every plotly chart on a page is shown with."""
    return {"config": CONFIG, "theme": None, "width": "stretch", "alt": alternative}


def _date(period: Period) -> str:
    return period.first_day.isoformat()


def _hover(line: Series, mark: Mark, unit: str) -> str:
    counts = ""
    if mark.numerator is not None and mark.denominator is not None:
        counts = f"<br>{count_text(mark.numerator)} of {count_text(mark.denominator)}"
    late = "<br>provisional" if mark.provisional else ""
    value = value_text(mark.value, unit, mark.symbol)
    return f"{line.name}, {mark.period.label}<br>{value}{counts}{late}"


def _trace(line: Series, unit: str, axis: Sequence[Period], style: Spec) -> Spec:
    marks = [line.at(period) for period in axis]
    symbol = style.pop("symbol", "circle")
    return {
        "type": "scatter",
        "mode": style.pop("mode", "lines+markers"),
        "name": line.name,
        "x": [_date(period) for period in axis],
        "y": [mark.value if mark else None for mark in marks],
        "customdata": [_hover(line, mark, unit) if mark else "" for mark in marks],
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": {
            "size": min(style.pop("size", 7), _mark_size(len(axis))),
            "color": style["color"],
            "symbol": [f"{symbol}-open" if mark and mark.provisional else symbol for mark in marks],
            "line": {"width": 2, "color": style["color"]},
        },
        "line": style,
        "connectgaps": False,
        "showlegend": False,
    }


def _mark_size(periods: int) -> int:
    """Years of months would run into one another."""
    return 8 if periods <= MOST_MARKED else 4


def _style(line: Series, place: int, palette: Palette) -> Spec:
    """Thick for the place, faint for a single neighbour, and a dash as well as a colour."""
    if line.role == "neighbour":
        return {"color": palette.quiet, "width": 1, "mode": "lines"}
    if line.role == "place":
        own = line.basis != "published"
        return {
            "color": palette.first,
            "width": 2.5 if own else 4,
            "dash": "dash" if own else "solid",
            "size": 8,
        }
    return {
        "color": palette.line(place),
        "width": 2,
        "dash": DASHES.get(line.role, "longdash"),
        "size": 4,
    }


def _target_traces(steps: Sequence[Step], unit: str, label: str, palette: Palette) -> list[Spec]:
    sides = []
    for side in ("low", "high"):
        known = [step for step in steps if getattr(step, side) is not None]
        # A single limit is held once: a band met at either limit is drawn as two lines.
        if known and not (side == "high" and all(s.low == s.high for s in known)):
            sides.append([(step.period, getattr(step, side)) for step in known])
    return [
        {
            "type": "scatter",
            "mode": "lines+markers" if len(path) <= MOST_MARKED else "lines",
            "name": label,
            "x": [_date(period) for period, _ in path],
            "y": [value for _, value in path],
            "line": {"color": palette.text, "width": 1.5, "dash": "2px,4px", "shape": "hvh"},
            "marker": {"symbol": "diamond", "size": 7, "color": palette.text},
            "customdata": [
                f"{label}, {period.label}<br>{value_text(value, unit)}" for period, value in path
            ],
            "hovertemplate": "%{customdata}<extra></extra>",
            "showlegend": False,
        }
        for path in sides
    ]


def _interval_bands(line: Series, unit: str, palette: Palette) -> list[Spec]:
    """A light band of 95% limits behind a line, one for each stretch of marks that have them."""
    stretches: list[list[Mark]] = [[]]
    for mark in line.marks:
        if mark.value is None or mark.lower is None or mark.upper is None:
            stretches.append([])
        else:
            stretches[-1].append(mark)
    return [_interval_band(marks, line, unit, palette) for marks in stretches if marks]


def _interval_band(marks: Sequence[Mark], line: Series, unit: str, palette: Palette) -> Spec:
    """There along the upper limits and back along the lower ones; a lone mark has a whisker."""
    days = [_date(mark.period) for mark in marks]
    there = [mark.upper for mark in marks]
    back = [mark.lower for mark in reversed(marks)]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": f"{line.name}, 95% interval",
        "x": [*days, *reversed(days)],
        "y": [*there, *back],
        "fill": "toself",
        "fillcolor": see_through(palette.first, 0.14),
        "line": {"color": see_through(palette.first, 0.3), "width": 6 if len(marks) == 1 else 0},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def see_through(colour: str, share: float) -> str:
    """A colour of the palette so thin that what lies behind it shows."""
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share})"


def value_range(values: Sequence[float], unit: str = "") -> tuple[float, float]:
    """From zero, unless every value is over half of the greatest: then a line would look flat.

    A percentage that cannot pass 100 leaves no room above it.
    """
    top, bottom = max(values), min(values)
    if bottom < 0:
        room = 0.1 * ((top - bottom) or 1)
        return bottom - room, max(top + room, 0)
    if bottom > 0.6 * top:
        room = 0.35 * ((top - bottom) or top)
        full = unit == "%" and top <= 100
        return bottom - room, min(top + room, 101) if full else top + room
    return 0, 1.12 * top if top else 1


def spread(places: Sequence[float], gap: float, bottom: float, top: float) -> list[float]:
    """Labels moved apart so that none covers another, in their order and inside the chart."""
    order = sorted(range(len(places)), key=lambda index: places[index])
    moved = list(places)
    floor = bottom
    for index in order:
        moved[index] = max(places[index], floor)
        floor = moved[index] + gap
    ceiling = top
    for index in reversed(order):
        moved[index] = min(moved[index], ceiling)
        ceiling = moved[index] - gap
    return moved


def _wrapped(name: str) -> str:
    """A long name over two lines, broken at the space nearest its middle."""
    if len(name) <= 16 or " " not in name:
        return name
    middle = len(name) / 2
    cut = min((i for i, c in enumerate(name) if c == " "), key=lambda i: abs(i - middle))
    return f"{name[:cut]}<br>   {name[cut + 1 :]}"


def end_labels(
    ends: Sequence[tuple[str, str, float]], limits: tuple[float, float], palette: Palette
) -> list[Spec]:
    """Name and newest value of each line, beside its end: (text, colour, value)."""
    low, high = limits
    unit = (high - low) / (HEIGHT - TOP - BOTTOM)
    lines = max((text.count("<br>") + 1 for text, _, _ in ends), default=1)
    places = spread(
        [value for _, _, value in ends], LINE_OF_TEXT * lines * unit, low + 8 * unit, high
    )
    return [
        {
            "xref": "paper",
            "x": 1,
            "xanchor": "left",
            "xshift": 8,
            "y": place,
            "yanchor": "middle",
            "showarrow": False,
            "align": "left",
            "text": f'<span style="color:{colour}">■</span> {text}',
            "font": {"size": 13, "color": palette.ink},
        }
        for (text, colour, _), place in zip(ends, places, strict=True)
    ]


def margin_of(ends: Sequence[tuple[str, str, float]]) -> int:
    """Room on the right for the longest line of the labels."""
    plain = [
        part.replace("<b>", "").replace("</b>", "")
        for text, _, _ in ends
        for part in text.split("<br>")
    ]
    return 30 + round(6.6 * max((len(part) for part in plain), default=4))


def _half_step(axis: Sequence[Period]) -> timedelta:
    days = [period.first_day for period in axis]
    gaps = [later - earlier for earlier, later in pairwise(days)]
    return min(gaps, default=timedelta(days=365)) / 2


def _bands(breaks: Sequence[Break], axis: Sequence[Period], palette: Palette) -> tuple[list, list]:
    """Shaded bands of the breaks that fall within the axis, neighbours of one name as one."""
    half = _half_step(axis)
    runs: list[tuple[str, date, date]] = []
    years = {b.period.time_period: b.note.split(":")[0] for b in breaks}
    for period in axis:
        name = years.get(period.time_period)
        if name is None:
            continue
        start, end = period.first_day - half, period.first_day + half
        if runs and runs[-1][0] == name and start - runs[-1][2] <= half:
            runs[-1] = (name, runs[-1][1], end)
        else:
            runs.append((name, start, end))
    shapes = [
        {"type": "rect", "xref": "x", "yref": "paper", "x0": a.isoformat(), "x1": b.isoformat(),
         "y0": 0, "y1": 1, "fillcolor": palette.shade, "line": {"width": 0}, "layer": "below"}
        for _, a, b in runs
    ]  # fmt: skip
    notes = [
        {"xref": "x", "yref": "paper", "x": (a + (b - a) / 2).isoformat(), "y": 1, "yanchor": "bottom",
         "text": name, "showarrow": False, "font": {"size": 12, "color": palette.text}}
        for name, a, b in runs
    ]  # fmt: skip
    return shapes, notes


def _ticks(axis: Sequence[Period], most: int = 6) -> Spec:
    """A label for every so many periods, counted back from the newest; aslant only on a phone."""
    step = -(-len(axis) // most)
    shown = list(reversed(list(reversed(axis))[::step]))
    return {
        "tickmode": "array",
        "tickvals": [_date(period) for period in shown],
        "ticktext": [short_label(period).replace(" ", "<br>", 1) for period in shown],
        "autotickangles": [0, 30],
    }


def layout_of(palette: Palette, **changes: Any) -> Spec:
    """What every chart is laid out with, and its own changes."""
    plain = {
        "font": {"family": FONT, "size": 13, "color": palette.text},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": palette.paper, "font": {"color": palette.ink, "size": 13}},
        "dragmode": False,
        "showlegend": False,
        "height": HEIGHT,
    }
    return plain | changes


def axis_of(palette: Palette, **changes: Any) -> Spec:
    """What every axis looks like, and its own changes."""
    plain = {
        "tickfont": {"color": palette.text, "size": 13},
        "gridcolor": palette.grid,
        "linecolor": palette.quiet,
        "zeroline": False,
        "fixedrange": True,
        "automargin": True,
    }
    return plain | changes


def sign_of(unit: str) -> Spec:
    """The sign of a unit that has one, on an axis."""
    return {"ticksuffix": "%"} if unit == "%" else {"tickprefix": "£"} if unit == "£" else {}


def line_name(line: Series, several: bool) -> str:
    """A line's label; the basis is named where the same place is drawn on two."""
    basis = f" ({BASES[line.basis]})" if several and line.role == "place" else ""
    return line.name + basis


def _when(line: Series, newest: Period | None, *, to_date: bool) -> str:
    """The period of a line's newest value where it is not the place's own."""
    if line.latest is None or line.latest.period == newest:
        return ""
    if to_date:
        return f"<br>   by {line.latest.period.time_identifier}"
    return f"<br>   in {short_label(line.latest.period)}"


def trend(
    series: Sequence[Series],
    *,
    unit: str,
    breaks: Sequence[Break] = (),
    target: Sequence[Step] = (),
    target_label: str = "",
    markers: Sequence[Marker] = (),
    to_date: bool = False,
    palette: Palette = LIGHT,
) -> Spec:
    """Lines over time: the place thick, its comparators thin, each named at its end.

    At most four coloured lines; single neighbours are drawn faint and named on hover only. The
    place's first line has its 95% limits as a band. `to_date` are years laid on one another,
    whose months have no year of their own.
    """
    axis = sorted({mark.period for line in series for mark in line.marks})
    target = [step for step in target if axis and step.period.first_day >= axis[0].first_day]
    full = sorted(set(axis) | {step.period for step in target})
    several = len({line.basis for line in series if line.role == "place"}) > 1
    newest = next((line.latest.period for line in series if line.latest), None)
    traces, ends, place = [], [], 0
    for line in sorted(series, key=lambda line: DRAWN.get(line.role, 1)):
        place += line.role not in ("neighbour", "place")
        style = _style(line, min(place, 3), palette)
        colour = style["color"]
        traces.append(_trace(line, unit, full, style))
        if line.role != "neighbour" and line.latest:
            name = _wrapped(line_name(line, several))
            value = bare(line.latest.value, unit) + _when(line, newest, to_date=to_date)
            text = f"<b>{name} {value}</b>" if line.role == "place" else f"{name} {value}"
            ends.append((text, colour, line.latest.value or 0.0))
    own = next((line for line in series if line.role == "place"), None)
    traces = [*(_interval_bands(own, unit, palette) if own else []), *traces]
    traces += _target_traces(target, unit, target_label, palette)
    if target:
        last = target[-1]
        limit = last.low if last.low is not None else last.high
        ends.append((_wrapped(target_label), palette.text, limit or 0.0))
    values = [y for trace in traces for y in trace["y"] if y is not None]
    limits = value_range(values or [1], unit)
    shapes, notes = _bands(breaks, full, palette)
    marked = _marked(markers, full, palette)
    layout = layout_of(
        palette,
        height=HEIGHT + marked.above,
        margin={"l": 8, "r": margin_of(ends), "t": TOP + marked.above, "b": BOTTOM},
        xaxis=axis_of(palette, type="date", showgrid=False, **_ticks(full), **_reach(marked, full)),
        yaxis=axis_of(palette, range=list(limits), nticks=6, **sign_of(unit)),
        shapes=shapes + marked.shapes,
        annotations=notes + marked.notes + end_labels(ends, limits, palette),
    )
    return {"data": traces, "layout": layout}


def _marked(markers: Sequence[Marker], axis: Sequence[Period], palette: Palette) -> Marking:
    """Markers half a step early: a year's point stands at its start, and its days lie around it."""
    if not axis:
        return Marking([], [], 0)
    half = _half_step(axis)
    ends = (axis[0].first_day - half, axis[-1].first_day + half)
    return marking(markers, ends, palette, shift=-half)


def _reach(marked: Marking, axis: Sequence[Period]) -> Spec:
    """Room for the markers of the newest year: a line alone does not widen an axis."""
    if not marked.shapes:
        return {}
    half = _half_step(axis)
    ends = (axis[0].first_day - half, axis[-1].first_day + half)
    return {"range": [day.isoformat() for day in ends]}


def bars(
    parts: Sequence[tuple[str, Mark]],
    *,
    unit: str,
    average: tuple[str, float] | None = None,
    palette: Palette = LIGHT,
) -> Spec:
    """Parts of one period, greatest first, with the whole as a line where it compares."""
    known = [(name, mark) for name, mark in parts if mark.value is not None]
    ordered = sorted(known, key=lambda part: (part[1].value or 0.0, part[0]))
    quiet = [not is_group(name) for name, _ in ordered]
    top = max((mark.value or 0.0 for _, mark in ordered), default=1.0)
    low = min(0.0, *(mark.value or 0.0 for _, mark in ordered)) if ordered else 0.0
    trace = {
        "type": "bar",
        "orientation": "h",
        "y": [name for name, _ in ordered],
        "x": [mark.value for _, mark in ordered],
        "text": [bare(mark.value, unit) for _, mark in ordered],
        "textposition": "outside",
        "cliponaxis": False,
        "textfont": {"color": palette.ink, "size": 13},
        "marker": {"color": [palette.quiet if grey else palette.first for grey in quiet]},
        "customdata": [_hover(Series(name, "part", "", ()), mark, unit) for name, mark in ordered],
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    shapes, notes = [], []
    if average:
        name, value = average
        shapes = [{"type": "line", "xref": "x", "yref": "paper", "x0": value, "x1": value, "y0": 0,
                   "y1": 1, "layer": "below",
                   "line": {"color": palette.fourth, "width": 2, "dash": "dash"}}]  # fmt: skip
        notes = [{"xref": "x", "yref": "paper", "x": value, "y": 1, "yanchor": "bottom",
                  "text": f"{name} {bare(value, unit)}", "showarrow": False,
                  "font": {"size": 13, "color": palette.ink}}]  # fmt: skip
    layout = layout_of(
        palette,
        height=TOP + BOTTOM + BAR * max(len(ordered), 2),
        margin={"l": 8, "r": 56, "t": TOP, "b": 8},
        bargap=0.35,
        xaxis=axis_of(palette, range=[1.05 * low, 1.05 * max(top, average[1] if average else 0)],
                    showticklabels=False, showgrid=False),
        yaxis=axis_of(palette, ticklabelstandoff=6, showgrid=False),
        shapes=shapes,
        annotations=notes,
    )  # fmt: skip
    return {"data": [trace], "layout": layout}


def stacked(
    layers: Sequence[Series],
    *,
    unit: str,
    against: Series | None = None,
    target: Sequence[Step] = (),
    target_label: str = "",
    breaks: Sequence[Break] = (),
    palette: Palette = LIGHT,
) -> Spec:
    """Parts of a whole stacked over time, so that none is read without the others.

    The line is the same whole elsewhere.
    """
    axis = sorted({mark.period for line in layers for mark in line.marks})
    lines = [against] if against else []
    traces: list[Spec] = []
    ends: list[tuple[str, str, float]] = []
    base = 0.0
    for place, line in enumerate(layers):
        colour = palette.line(place)
        marks = [line.at(period) for period in axis]
        traces.append(
            {
                "type": "bar",
                "name": line.name,
                "x": [_date(period) for period in axis],
                "y": [mark.value if mark else None for mark in marks],
                "customdata": [_hover(line, mark, unit) if mark else "" for mark in marks],
                "hovertemplate": "%{customdata}<extra></extra>",
                "marker": {
                    "color": colour,
                    "pattern": {
                        "shape": "/" if place else "",
                        "bgcolor": colour,
                        "fgcolor": palette.paper,
                        "solidity": 0.15,
                    },
                },
            }
        )
        if line.latest and line.latest.value is not None:
            text = f"<b>{_wrapped(line.name)} {bare(line.latest.value, unit)}</b>"
            ends.append((text, colour, base + line.latest.value / 2))
            base += line.latest.value
    for line in lines:
        style = {"color": palette.fourth, "width": 2.5, "dash": "dash", "size": 5}
        traces.append(_trace(line, unit, axis, style))
        if line.latest:
            text = f"{_wrapped(line.name)} {bare(line.latest.value, unit)}"
            ends.append((text, palette.fourth, line.latest.value or 0.0))
    traces += _target_traces(target, unit, target_label, palette)
    if target:
        ends.append((_wrapped(target_label), palette.text, target[-1].low or target[-1].high or 0))
    totals = [
        sum(trace["y"][i] or 0 for trace in traces if trace["type"] == "bar")
        for i in range(len(axis))
    ]
    others = [
        y for trace in traces if trace["type"] == "scatter" for y in trace["y"] if y is not None
    ]
    limits = (0.0, 1.12 * max([*totals, *others, 0.1]))
    shapes, notes = _bands(breaks, axis, palette)
    layout = layout_of(
        palette,
        barmode="stack",
        bargap=0.3,
        margin={"l": 8, "r": margin_of(ends), "t": TOP, "b": BOTTOM},
        xaxis=axis_of(palette, type="date", showgrid=False, **_ticks(axis)),
        yaxis=axis_of(palette, range=list(limits), nticks=6, **sign_of(unit)),
        shapes=shapes,
        annotations=notes + end_labels(ends, limits, palette),
    )
    return {"data": traces, "layout": layout}


def axis_note(spec: Spec) -> str:
    """Says when the axis of a chart does not start at zero; empty when it does."""
    low = spec["layout"]["yaxis"]["range"][0]
    return "The axis does not start at 0." if low > 0 else ""
