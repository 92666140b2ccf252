"""A control chart as a figure: what is drawn, how it is named, and what its table says."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from figures.chart import trend
from figures.compose import Context
from figures.control import HOW_TO_READ, control, marker_text, rules_text
from figures.control_picture import picture, precision, printed
from figures.marking import NARROW, marking
from figures.palette import LIGHT
from figures.series import Mark, Series
from figures.wording import TargetFact
from metrics.markers import NO_SIGNAL_YET, SIGNAL_AFTER, TOO_EARLY, Marker, MarkerState
from metrics.periods import MONTHS, TERMS, Period
from metrics.within_year import control_chart
from tests.metrics.conftest import LANCASHIRE, a_measure, some_points

__all__ = ["a_measure", "some_points"]

ABOUT = Context(LANCASHIRE, "Lancashire", LANCASHIRE, "Lancashire", "E12000002", "North West")
CALM = [21, 19, 22, 18, 20.5, 19.5] * 4
# Eight low months after four calm years, of which none is a signal; by sevens, so that no two
# years have the same months high.
YEARS = [21, 19, 22, 18, 20.5, 19.5, 20] * 7
FALL = [*YEARS[:48], *[14, 14.2] * 4]
CAUSAL = ("because", "caused", "effect", "due to", "led to", "thanks to", "result of")


@pytest.fixture
def drawn(a_measure, some_points):
    """A control chart of children waiting at month ends, from September 2021 on."""

    def make(values, *, late=0, first=2021, polarity="low", **asked):
        measure = a_measure(
            periods=("month",),
            kind="stock",
            calculation="count",
            unit="children",
            title="Children waiting",
            polarity=polarity,
        )
        periods = [
            Period(y * 100 + (y + 1) % 100, m) for y in range(first, first + 9) for m in MONTHS
        ]
        rows = [
            {
                "time_period": p.time_period,
                "time_identifier": p.time_identifier,
                "value": None if value is None else float(value),
                "symbol": "c" if value is None else "",
                "provisional": n >= len(values) - late,
            }
            for n, (p, value) in enumerate(zip(periods, values, strict=False))
        ]
        frame = some_points(*rows, basis="local", unit="children")
        found = control_chart(measure, frame, LANCASHIRE, "month", {})
        told = control(found, frame, measure, ABOUT, TargetFact(), "The title", LIGHT, **asked)
        return found, told

    return make


def traces(told, name):
    return [trace for trace in told.spec["data"] if trace["name"] == name]


def labels(spec):
    return [note["text"] for note in spec["layout"]["annotations"]]


def test_the_band_and_the_average_are_those_of_the_chart(drawn):
    found, told = drawn(CALM)
    point = found.chart.points[0]
    (band,) = traces(told, "Usual range")
    assert set(band["y"]) == {point.lower, point.upper}
    (average,) = traces(told, "Average")
    assert average["y"] == [point.centre, point.centre]


def test_signals_are_told_by_shape_and_word_and_not_by_colour_alone(drawn):
    _, told = drawn(FALL)
    (better,) = traces(told, "Signal: lower, improvement")
    assert better["marker"]["symbol"] == "triangle-down"
    assert better["y"] == [14, 14.2] * 4
    assert all("signal: lower, improvement" in text for text in better["customdata"])
    (usual,) = traces(told, "Usual")
    assert usual["marker"]["symbol"] == "circle"
    assert usual["y"] == YEARS[:48]


@pytest.mark.parametrize(
    ("polarity", "name", "symbol"),
    [
        ("low", "Signal: higher, concern", "triangle-up"),
        ("high", "Signal: higher, improvement", "triangle-up"),
        ("neutral", "Signal: higher", "triangle-up"),
        ("band", "Signal: higher", "triangle-up"),
    ],
)
def test_a_signal_is_good_or_bad_by_the_measure_alone(drawn, polarity, name, symbol):
    _, told = drawn([*CALM, *[30, 30.2] * 4], polarity=polarity)
    (trace,) = traces(told, name)
    assert trace["marker"]["symbol"] == symbol


def test_what_may_still_change_is_hollow_and_no_line_leads_to_it(drawn):
    _, told = drawn([*CALM, 2], late=1)
    (late,) = traces(told, "May still change")
    assert (late["y"], late["marker"]["symbol"]) == ([2], "circle-open")
    line = next(t for t in told.spec["data"] if t["name"] == "")
    assert line["y"][-1] is None
    assert any("may still change" in note for note in told.notes)
    assert told.figure.table.iloc[0]["What it shows"] == "may still change, not judged"


def test_each_phase_has_its_own_line_its_edge_and_its_reason(drawn):
    _, told = drawn([CALM[n % 24] for n in range(60)], first=2018)
    assert [text for text in labels(told.spec) if "Covid" in text] == ["Covid", "after Covid"]
    assert len(traces(told, "Average")) == 3
    # Nothing is judged while schools are closed.
    assert len(traces(told, "Usual range")) == 2
    shapes = told.spec["layout"]["shapes"]
    edges = [shape["x0"] for shape in shapes if shape["type"] == "line"]
    assert edges == ["2020-01-01", "2021-09-01"]
    assert "From January 2020: Covid: schools closed" in told.figure.breaks


def test_the_newest_point_the_average_and_the_usual_range_are_named_beside_the_chart(drawn):
    _, told = drawn(CALM)
    text = " ".join(labels(told.spec))
    for words in ("August 2023: 19.5", "Average 20", "Usual to", "Usual from"):
        assert words in text


def test_a_target_is_a_line_with_its_label(drawn):
    _, told = drawn(CALM, target=15.0, target_label="Example target")
    (line,) = traces(told, "Example target")
    assert line["y"] == [15, 15]
    assert any("Example target 15" in text for text in labels(told.spec))


def test_the_table_says_in_words_what_each_point_shows(drawn):
    _, told = drawn([*FALL[:47], None, *FALL[48:]])
    table = told.figure.table
    assert list(table.columns) == [
        "Period",
        "As counted (children)",
        "Average",
        "Usual range",
        "What it shows",
    ]
    first = table.iloc[0]
    assert first["Period"] == "April 2026"
    assert first["What it shows"].startswith("a signal of improvement: ")
    assert "one of 7 or more in a row on one side of the average" in first["What it shows"]
    hidden = table[table["Period"] == "August 2025"].iloc[0]
    assert hidden["What it shows"] == "left out: hidden to protect children"
    assert hidden["As counted (children)"] == ""
    assert (table.iloc[-1]["Period"], table.iloc[-1]["What it shows"]) == ("September 2021", "")


def test_what_was_adjusted_stands_beside_what_was_counted(a_measure, some_points):
    measure = a_measure(title="Exclusion rate")
    years = [202122, 202223, 202324, 202425]
    rows = [
        {
            "time_period": year,
            "time_identifier": term,
            "value": value + 0.001 * n,
            "numerator": 1000 * (value + 0.001 * n),
            "denominator": 100000,
        }
        for n, year in enumerate(years)
        for term, value in zip(TERMS, (0.09, 0.06, 0.03), strict=True)
    ]
    frame = some_points(*rows, basis="local")
    found = control_chart(measure, frame, LANCASHIRE, "term", {})
    told = control(found, frame, measure, ABOUT, TargetFact(), "The title", LIGHT)
    row = told.figure.table.iloc[0]
    assert row["As counted (per 100 pupils)"] == "0.033"
    # 0.06 is the usual term of the year the summer's share is taken from.
    assert float(row["As charted"]) == pytest.approx(0.06, abs=0.005)
    assert "usual difference between terms is taken out" in " ".join(told.notes)


def test_the_text_alternative_tells_what_the_picture_shows(drawn):
    _, told = drawn(FALL)
    text = told.figure.alternative
    assert text.startswith("Control chart of children waiting, children, Lancashire, ")
    for words in (
        "Newest settled month, April 2026: 14.2",
        "Average since September 2021",
        "8 points are a signal; the newest is April 2026, a signal of improvement",
    ):
        assert words in text
    assert told.figure.title == "The title"
    assert told.notes[0] == HOW_TO_READ


def test_made_up_records_say_so_in_title_and_alternative(drawn, some_points, a_measure):
    measure = a_measure(periods=("month",), kind="stock", calculation="count", unit="children")
    rows = [
        {"time_period": 202122, "time_identifier": m, "value": float(v)}
        for m, v in zip(MONTHS, CALM, strict=False)
    ]
    frame = some_points(*rows, basis="sample", unit="children")
    found = control_chart(measure, frame, LANCASHIRE, "month", {})
    told = control(found, frame, measure, ABOUT, TargetFact(), "The title", LIGHT)
    assert told.figure.title == "ILLUSTRATIVE: The title"
    assert told.figure.alternative.startswith("ILLUSTRATIVE: ")
    # 12 months are not enough to say a word.
    assert any(note.startswith("Nothing is judged: 12 points") for note in told.notes)


def test_without_a_chart_there_is_no_figure(drawn):
    found, told = drawn([None, None])
    assert found.reason
    assert told is None


# Numbers


@pytest.mark.parametrize(
    ("value", "unit", "digits", "text"),
    [
        (0.0268, "per 100 pupils", 3, "0.027"),
        (0.2618, "per 100 pupils", 2, "0.26"),
        (62.34, "%", 1, "62.3%"),
        (3.236, "%", 2, "3.24%"),
        (58.532, "children", 1, "58.5"),
        (None, "%", 1, ""),
    ],
)
def test_a_small_rate_keeps_the_decimals_its_range_needs(value, unit, digits, text):
    assert printed(value, unit, digits) == text


def test_decimals_show_a_tenth_of_the_usual_range(drawn):
    found, _ = drawn(CALM)
    assert precision(found, "children") == 0
    small = replace(
        found,
        charted=tuple(v / 1000 for v in found.charted),
        chart=replace(
            found.chart,
            points=tuple(
                replace(p, upper=p.upper / 1000, lower=p.lower / 1000) for p in found.chart.points
            ),
        ),
    )
    assert precision(small, "per 100 pupils") == 3


# Milestones


def test_a_milestone_is_a_dashed_line_with_its_label_and_its_state(drawn):
    marker = Marker(day=date(2023, 9, 1), label="Outreach began")
    _, told = drawn([*CALM, *[10, 10.2] * 4], markers=[marker])
    dashed = [s for s in told.spec["layout"]["shapes"] if s["line"].get("dash") == "dash"]
    assert [shape["x0"] for shape in dashed] == ["2023-09-01"]
    assert any(
        "Outreach began" in text.replace("<br>", " ") and "(signal after)" in text
        for text in labels(told.spec)
    )
    assert told.notes[-1] == (
        "Outreach began (1 September 2023): a signal of improvement after it, "
        "complete in September 2023."
    )
    # The month's point lies to the right of a line on its first day.
    point = traces(told, "Signal: lower, improvement")[0]["x"][0]
    assert point > "2023-09-01"


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (MarkerState(state=NO_SIGNAL_YET, after=9, needed=7), "no signal yet."),
        (MarkerState(state=TOO_EARLY, reason="2 more months needed"), "too early to tell; 2 more"),
        (
            MarkerState(state=SIGNAL_AFTER, period=Period(202324, "March"), direction="high"),
            "a signal: higher than usual after it, complete in March 2024.",
        ),
    ],
)
def test_what_followed_a_milestone_is_told_in_the_order_of_time_and_never_as_its_doing(said, text):
    told = marker_text(Marker(day=date(2023, 9, 1), label="A milestone"), said)
    assert text in told
    assert not any(word in told.lower() for word in CAUSAL)


def boxes(marked):
    """Where each label is, in the letters of a narrow screen: (row, left, right)."""
    found = []
    for note in marked.notes:
        wide = max(len(line) for line in note["text"].split("<br>"))
        at = NARROW * (date.fromisoformat(note["x"]) - date(2019, 9, 1)).days / AXIS.days
        left = at - wide if note["xanchor"] == "right" else at
        found.append((note["ay"], left, left + wide))
    return found


AXIS = date(2026, 7, 31) - date(2019, 9, 1)


@pytest.mark.parametrize("gap", [1, 20, 100, 400])
def test_labels_of_milestones_never_cover_each_other(gap):
    markers = [
        Marker(day=date(2020, 1, 1) + timedelta(days=gap * n), label=f"Milestone number {n}")
        for n in range(6)
    ]
    marked = marking(markers, (date(2019, 9, 1), date(2026, 7, 31)), LIGHT)
    placed = boxes(marked)
    for n, (row, left, right) in enumerate(placed):
        assert not any(
            row == other and left < end and start < right for other, start, end in placed[n + 1 :]
        )
    assert marked.above >= -min(row for row, _, _ in placed)


def test_a_milestone_outside_the_chart_is_not_drawn():
    ends = (date(2019, 9, 1), date(2026, 7, 31))
    marked = marking([Marker(day=date(2030, 1, 1), label="Later")], ends, LIGHT)
    assert (marked.shapes, marked.notes, marked.above) == ([], [], 0)


# The annual chart


def year(first):
    return Period(first * 100 + first % 100 + 1, "Academic year")


def test_a_milestone_lies_between_the_years_it_parts():
    marks = tuple(Mark(year(n), 1.0) for n in (2021, 2022, 2023, 2024))
    own = [Series("Lancashire", "place", "published", marks)]
    spec = trend(
        own,
        unit="%",
        markers=[Marker(day=date(2023, 9, 1), label="Outreach began")],
    )
    (shape,) = [s for s in spec["layout"]["shapes"] if s["line"].get("dash") == "dash"]
    # Years stand at their first day: 1 September 2023 parts 2022/23 from 2023/24.
    assert "2022-09-01" < shape["x0"] < "2023-09-01"
    assert "Outreach began" in labels(spec)
    assert spec["layout"]["margin"]["t"] > trend(own, unit="%")["layout"]["margin"]["t"]


def test_the_places_own_line_has_its_interval_as_a_light_band_and_no_other_line_has():
    marks = tuple(
        Mark(year(n), 1.0, lower=0.8, upper=1.3) if n != 2022 else Mark(year(n), 1.0)
        for n in (2020, 2021, 2022, 2023)
    )
    own = Series("Lancashire", "place", "published", marks)
    england = Series("England", "england", "published", marks)
    spec = trend([own, england], unit="%")
    bands = [trace for trace in spec["data"] if trace.get("fill") == "toself"]
    # The year without an interval parts the band; a year alone has a whisker.
    assert [band["y"] for band in bands] == [[1.3, 1.3, 0.8, 0.8], [1.3, 0.8]]
    assert {band["name"] for band in bands} == {"Lancashire, 95% interval"}
    assert spec["data"][-1]["name"] == "Lancashire"


def test_the_words_of_a_rule_need_no_glossary(drawn):
    found, _ = drawn([*CALM, 60])
    assert rules_text(found.chart.points[-1]) == "a signal of concern: outside the usual range"
    assert rules_text(found.chart.points[0]) == ""
    assert picture(found, unit="children")["layout"]["showlegend"] is True
