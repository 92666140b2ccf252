"""Static charts: every value printed as the drawing prints it, nothing cut, nothing over another."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import combinations

import pytest

from figures import static_chart, static_text
from figures.drawing import Drawing, Shade, Stroke
from figures.palette import LIGHT
from figures.static_frame import Frame, Head, stacked_heads
from figures.static_style import styles
from figures.static_text import ROOM, SIZE, width, wrapped
from figures.static_ticks import place_ticks, value_ticks
from tests.figures.read_picture import Printed, printed

MONTHS = ("September", "October", "November", "December", "January", "February", "March")
MONTHS += ("April", "May", "June", "July", "August")
LONG_NAMES = ("Yorkshire and The Humber", "Not known", "Blackburn with Darwen")


def years(first: int, many: int) -> tuple[str, ...]:
    return tuple(f"{year}/{(year + 1) % 100:02d}" for year in range(first, first + many))


def months(many: int) -> tuple[str, ...]:
    return tuple(f"{MONTHS[n % 12]} {2019 + n // 12 + (n % 12 > 3)}" for n in range(many))


def lines(*values: float | None, unit: str = "%", first: int = 2018, **more: object) -> Drawing:
    own = Stroke(name="Lancashire", part="place", values=values)
    return replace(
        Drawing(
            form="lines",
            unit=unit,
            over="Period",
            places=years(first, len(values)),
            strokes=(own,),
        ),
        **more,
    )


def bars(values: tuple[float, ...], names: tuple[str, ...] = (), unit: str = "%") -> Drawing:
    named = names + tuple(f"District {n}" for n in range(len(names), len(values)))
    parts = Stroke(
        name="2024/25",
        part="part",
        values=values,
        lower=tuple(value - 2 for value in values),
        upper=tuple(value + 2 for value in values),
        quiet=tuple(name == "Not known" for name in named),
    )
    across = Stroke(name="Lancashire", part="average", values=(4.0,) * len(values))
    return Drawing(form="bars", unit=unit, over="District", places=named, strokes=(parts, across))


COMPARED = Drawing(
    form="lines",
    unit="per 100 pupils",
    over="Period",
    places=years(2013, 13),
    strokes=(
        Stroke(
            name="Lancashire (DfE)",
            part="place",
            values=(*(4 + 0.4 * n for n in range(12)), None),
            lower=(*(3.8 + 0.4 * n for n in range(12)), None),
            upper=(*(4.2 + 0.4 * n for n in range(12)), None),
        ),
        Stroke(
            name="Lancashire (illustrative)",
            part="place",
            values=(None,) * 6 + tuple(6.9 + 0.4 * n for n in range(7)),
            hollow=(False,) * 12 + (True,),
        ),
        Stroke(name="England", part="england", values=(*(4 + 0.39 * n for n in range(12)), None)),
        Stroke(
            name="Yorkshire and The Humber",
            part="region",
            values=(*(4 + 0.38 * n for n in range(12)), None),
        ),
        Stroke(name="Neighbours", part="neighbours", values=(4.0,) * 11 + (8.2, None)),
        Stroke(name="Example target", part="target", values=(None,) * 10 + (7.0, 6.5, 6.0)),
    ),
    shades=(Shade(first=6, last=7, label="Covid"),),
)
STACK = Drawing(
    form="stack",
    unit="%",
    over="Period",
    places=("2021", "2022", "2023"),
    strokes=(
        Stroke(
            name="Not in education, employment or training (NEET)",
            part="part",
            values=(2.5, 2.4, 3.9),
        ),
        Stroke(name="Activity not known", part="part", values=(3.2, 2.7, 2.6)),
        Stroke(name="England, both", part="england", values=(5.5, 4.7, None)),
        Stroke(name="Target", part="target", values=(None, 5.0, 4.5)),
    ),
)
MANY = 70
CENTRES = (0.06,) * 6 + (0.03,) * 8 + (0.061,) * 36 + (0.088,) * 20
CHARTED = tuple(
    None if n % 12 == 11 else centre + (n % 5 - 2) * 0.004 for n, centre in enumerate(CENTRES)
)
CONTROL = Drawing(
    form="control",
    unit="per 100 pupils",
    over="Period",
    places=months(MANY),
    digits=3,
    strokes=(
        Stroke(
            name="Lancashire",
            part="place",
            values=CHARTED,
            hollow=(False,) * 68 + (True,) * 2,
            # 0.088 + (54 % 5 - 2) * 0.004 lies above its average, 0.061 + (45 % 5 - 2) * 0.004 below.
            signal=tuple({54: "concern", 45: "improvement"}.get(n, "") for n in range(MANY)),
        ),
        Stroke(name="Average", part="average", values=CENTRES),
        Stroke(name="Lower limit", part="limit", values=tuple(one - 0.02 for one in CENTRES)),
        Stroke(name="Upper limit", part="limit", values=tuple(one + 0.02 for one in CENTRES)),
        Stroke(name="Example target", part="target", values=(0.05,) * MANY),
    ),
    shades=(
        Shade(first=6, last=13, label="Covid"),
        Shade(first=14, last=49, label="after Covid"),
        Shade(first=50, last=69, label="New guidance"),
    ),
)
DRAWINGS = {
    "lines": COMPARED,
    "stack": STACK,
    "control": CONTROL,
    "bars": bars((9.0, 7.5, 3.25), LONG_NAMES, "per 10,000 pupils"),
    "12 bars": bars(tuple(20.0 - n for n in range(12)), LONG_NAMES),
    "57 bars": bars(tuple(60.0 - n for n in range(57)), LONG_NAMES),
    "1 bar": bars((3.0,)),
    "bars of 0": bars((0.0, 0.0)),
    "bars below 0": bars((6.0, 2.0, -3.5)),
    "1 value": lines(10.55),
    "values of 0": lines(0.0, 0.0, 0.0, unit="children"),
    "values below 0": lines(-3.2, -1.0, 2.5, None, 3.0, -4.0),
    "only below 0": lines(-50.0, -31.0, -57.0, unit="pupils"),
    "full": lines(100.0, 99.0, 98.5),
    "pounds": lines(21_200_000.0, 25_000_000.0, 28_130_000.0, unit="£"),
    "long reason": lines(
        1.0, 2.0, 3.0, shades=(Shade(first=0, last=0, label="Returns were voluntary until 2024"),)
    ),
    "two reasons": lines(
        1.0,
        2.0,
        3.0,
        unit="children",
        shades=(
            Shade(first=0, last=0, label="Covid: closed"),
            Shade(first=1, last=1, label="A new definition of the measure"),
        ),
    ),
    "months": replace(
        CONTROL, form="lines", shades=(), strokes=(replace(CONTROL.strokes[0], signal=()),)
    ),
    "terms": lines(
        *(float(n % 7) for n in range(24)),
        places=tuple(
            f"{t} term {y}" for y in years(2016, 8) for t in ("Autumn", "Spring", "Summer")
        ),
    ),
    "columns of 0": replace(
        STACK, strokes=tuple(replace(s, values=(0.0,) * 3) for s in STACK.strokes[:2])
    ),
    "a control chart of 1": replace(
        CONTROL, places=("May 2024",), strokes=(lines(0.5).strokes[0],), shades=()
    ),
}
every_drawing = pytest.mark.parametrize("name", DRAWINGS)


def texts(drawing: Drawing) -> list[Printed]:
    return list(printed(ET.fromstring(static_chart.chart(drawing).content)))


def said(drawing: Drawing) -> list[str]:
    """The lines of text of a picture."""
    return [one.text for one in texts(drawing)]


def rows(drawing: Drawing, mark: str) -> list[dict[str, object]]:
    """The rows behind all marks of a kind."""
    layers = static_chart.spec(drawing)["layer"]
    kinds = [
        layer["mark"] if isinstance(layer["mark"], str) else layer["mark"]["type"]
        for layer in layers
    ]
    return [
        row
        for layer, kind in zip(layers, kinds, strict=True)
        if kind == mark
        for row in layer["data"]["values"]
    ]


@every_drawing
def test_a_picture_holds_its_own_data_and_is_720_wide(name):
    spec, chart = static_chart.spec(DRAWINGS[name]), static_chart.chart(DRAWINGS[name])
    assert "url" not in str(spec).replace(spec["$schema"], "")
    assert chart.width == 720
    assert chart.height >= 50


@every_drawing
def test_no_text_runs_beyond_the_picture_in_any_of_its_fonts(name):
    chart = static_chart.chart(DRAWINGS[name])
    for one in texts(DRAWINGS[name]):
        assert one.left >= 0, one
        assert one.right <= chart.width, one
        assert one.top >= 0, one
        assert one.bottom <= chart.height, one


@every_drawing
def test_no_text_lies_over_another(name):
    over = [(a.text, b.text) for a, b in combinations(texts(DRAWINGS[name]), 2) if a.covers(b)]
    assert over == []


@every_drawing
def test_text_is_at_least_12_pixels_high(name):
    sizes = ET.fromstring(static_chart.chart(DRAWINGS[name]).content).iter("text")
    assert {float(text.get("font-size").removesuffix("px")) for text in sizes} == {13.0}


@every_drawing
def test_the_same_drawing_is_the_same_picture(name):
    assert static_chart.chart(DRAWINGS[name]) == static_chart.chart(DRAWINGS[name])


def test_what_is_measured_is_what_is_drawn():
    place = [
        row["value"] for row in rows(COMPARED, "point") if row.get("size") == 50 and "value" in row
    ]
    assert place == [value for value in COMPARED.strokes[0].values if value is not None]


def test_each_line_is_named_at_its_end_with_its_newest_value():
    text = " ".join(said(COMPARED))
    # 4 + 0.4 * 11 = 8.4, 4 + 0.39 * 11 = 8.29, 6.9 + 0.4 * 6 = 9.3
    assert "Lancashire (DfE) 8.40" in text
    assert "England 8.29" in text
    assert "Lancashire (illustrative) 9.30 in 2025/26" in text
    assert "Example target 6.00 in 2025/26" in text


def test_the_first_value_is_printed_and_with_few_places_all_are():
    assert "4.00" in said(COMPARED)
    assert "4.40" not in said(COMPARED)
    few = lines(0.134, 0.15, 0.172, 0.24, unit="per 100 pupils")
    assert {"0.13", "0.15", "0.17", "Lancashire 0.24"} <= set(said(few))


def test_values_are_printed_with_the_decimals_of_the_drawing():
    assert "0.0021" in said(lines(0.00213, 0.005, unit="per 100 pupils", digits=4))


def test_a_break_is_shaded_over_its_years_and_named():
    assert [(row["place"], row["x2"]) for row in rows(COMPARED, "rect")] == [(5.5, 7.5)]
    assert "Covid" in said(COMPARED)


def test_a_target_is_stepped_dotted_and_marked_with_diamonds():
    (target,) = [
        layer for layer in static_chart.spec(COMPARED)["layer"]
        if isinstance(layer["mark"], dict) and layer["mark"].get("interpolate") == "step"
    ]  # fmt: skip
    held = target["data"]["values"]
    assert [(row["place"], row["value"]) for row in held] == [(10, 7.0), (11, 6.5), (12, 6.0)]
    assert {(row["colour"], tuple(row["dash"])) for row in held} == {(LIGHT.text, (2, 4))}
    diamonds = [row for row in rows(COMPARED, "point") if row["shape"] == "diamond"]
    assert len([row for row in diamonds if "value" in row]) == 3


def test_the_place_has_a_band_of_its_95_percent_limits():
    band = rows(COMPARED, "area")
    assert [row["value"] for row in band] == [3.8 + 0.4 * n for n in range(12)]
    assert [row["y2"] for row in band] == [4.2 + 0.4 * n for n in range(12)]


def test_a_provisional_value_is_hollow():
    hollow = [row for row in rows(COMPARED, "point") if row["fill"] == LIGHT.paper]
    assert [(row["place"], row["colour"]) for row in hollow] == [(12, LIGHT.first)]


def test_a_missing_year_leaves_a_gap():
    runs = {row["run"] for row in rows(lines(1.0, 2.0, None, 3.0, 4.0), "line")}
    assert len(runs) == 2


def test_an_axis_that_does_not_start_at_0_says_so():
    note = "The axis does not start at 0."
    assert note in said(lines(90.0, 92.0, 91.0))
    assert note not in said(lines(10.0, 92.0, 91.0))


def test_a_unit_stands_as_a_sign_on_the_axis_or_as_its_title():
    assert {"0%", "2%"} <= set(said(lines(1.0, 5.0)))
    assert "Children" in said(lines(1.0, 5.0, unit="children"))
    assert {"£20m", "£22m"} <= set(said(DRAWINGS["pounds"]))


def test_no_tick_stands_above_100_percent_and_none_between_whole_children():
    assert value_ticks((97.0, 101.0), lines(100.0))[1] == ["97%", "98%", "99%", "100%"]
    assert value_ticks((0.0, 2.2), lines(2.0, unit="children"))[1] == ["0", "1", "2"]


def test_places_are_named_only_where_there_is_room():
    assert place_ticks(years(2013, 12), 100) == list(range(12))
    # 2013/14 takes more than 50 pixels: every other one is named, counted back from the newest.
    assert place_ticks(years(2013, 12), 30) == [1, 3, 5, 7, 9, 11]


def test_a_long_series_of_months_names_the_month_a_year_begins_with():
    assert [months(70)[n] for n in place_ticks(months(70), 7)] == [
        f"September {year}" for year in range(2019, 2025)
    ]


def test_bars_print_every_value_and_the_whole_as_a_line():
    drawing = DRAWINGS["bars"]
    assert {"9.0", "7.5", "3.3", "Lancashire 4.0", "Per 10,000 pupils"} <= set(said(drawing))
    bar = rows(drawing, "rect")
    assert [(row["value"], row["x2"]) for row in bar] == [(0, 9.0), (0, 7.5), (0, 3.25)]


def test_a_bar_that_is_not_one_of_the_kind_is_grey():
    colours = [row["colour"] for row in rows(DRAWINGS["bars"], "rect")]
    assert colours == [LIGHT.first, LIGHT.quiet, LIGHT.first]


def test_of_many_bars_the_20_highest_are_drawn_and_the_picture_says_so():
    assert len(rows(DRAWINGS["57 bars"], "rect")) == 20
    assert "The 20 highest of 57; the table has them all." in said(DRAWINGS["57 bars"])


def test_a_stack_piles_its_parts_and_names_each_beside_the_last_column():
    columns = [(row["value"], row["y2"]) for row in rows(STACK, "rect")]
    # 2.5 then 2.5 + 3.2, 2.4 then 2.4 + 2.7, 3.9 then 3.9 + 2.6
    assert columns == [(0, 2.5), (2.5, 5.7), (0, 2.4), (2.4, 5.1), (0, 3.9), (3.9, 6.5)]
    text = " ".join(said(STACK))
    assert "(NEET) 3.9%" in text
    assert "Activity not known 2.6%" in text
    assert "England, both 4.7% in 2022" in text
    assert {"2.5%", "3.2%", "2.4%", "2.7%"} <= set(said(STACK))


def test_a_signal_is_told_by_shape_by_colour_and_in_words():
    signals = {(row["shape"], row["colour"]) for row in rows(CONTROL, "point") if row["size"] == 90}
    assert signals == {("triangle-up", LIGHT.fourth), ("triangle-down", LIGHT.second)}
    key = {"Signal: higher, concern", "Signal: lower, improvement", "May still change"}
    assert key <= set(said(CONTROL))


def test_a_control_chart_names_its_newest_judged_value_its_average_and_its_limits():
    text = " ".join(said(CONTROL))
    # 0.088 + (67 % 5 - 2) * 0.004 = 0.088; the two months after it may still change.
    assert "Lancashire 0.088 in April 2025" in text
    assert {"Average 0.088", "Lower limit 0.068", "Upper limit 0.108"} <= set(said(CONTROL))


def test_lines_of_a_control_chart_begin_anew_with_each_phase():
    average = [
        row for row in rows(CONTROL, "line") if row["width"] == 1.5 and row["dash"] == (1, 0)
    ]
    spans: dict[object, list[int]] = {}
    for row in average:
        spans.setdefault(row["run"], []).append(row["place"])
    assert [(run[0], run[-1]) for run in spans.values()] == [(0, 5), (6, 13), (14, 49), (50, 69)]


def test_what_may_still_change_is_not_led_to():
    led = [row["place"] for row in rows(CONTROL, "line") if row["colour"] == LIGHT.first]
    assert max(led) == 67


def test_no_two_strokes_of_one_figure_look_alike():
    worn = styles(COMPARED.strokes)
    assert len({(one.colour, one.dash, one.width) for one in worn}) == len(worn)


def test_heads_that_would_cover_one_another_stand_in_two_rows():
    frame = Frame(places=3, limits=(0, 1), left=40, right=100)
    heads = stacked_heads([Head(text="Covid", x=100), Head(text="A new definition", x=110)], frame)
    assert [head.row for head in heads] == [0, 1]


def test_text_is_broken_at_spaces_and_a_word_too_long_within():
    assert wrapped("a bb ccc", width("bb ccc")) == ("a bb", "ccc")
    assert "".join(wrapped("x" * 50, 100)) == "x" * 50
    assert all(width(line) <= 100 for line in wrapped("x" * 50, 100))


def test_widths_leave_room_for_a_reader_without_the_font():
    plain = static_text._font(False).getlength("Lancashire") * SIZE / 1000
    assert width("Lancashire") == pytest.approx(ROOM * plain)
