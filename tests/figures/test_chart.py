"""Pictures as plain dictionaries: what is drawn, how it is named, and what is never drawn."""

from itertools import pairwise

import pytest

from figures.chart import Break, Step, bars, config, spread, stacked, trend, value_range
from figures.palette import LIGHT
from figures.series import Mark, Series
from metrics.periods import MONTHS, Period

PALETTE = {LIGHT.first, LIGHT.second, LIGHT.third, LIGHT.fourth, LIGHT.quiet, LIGHT.text}


def year(first: int) -> Period:
    return Period(first * 100 + first % 100 + 1, "Academic year")


def line(name: str, role: str, values: dict[int, float | None], basis: str = "published") -> Series:
    marks = tuple(Mark(year(first), value) for first, value in values.items())
    return Series(name, role, basis, marks)  # type: ignore[arg-type]


LANCASHIRE = line("Lancashire", "place", {2022: 0.24, 2023: 0.25, 2024: 0.26})
ENGLAND = line("England", "england", {2022: 0.11, 2023: 0.13})
NEIGHBOUR = line("Bury", "neighbour", {2022: 0.2, 2023: 0.3})


def labels(spec: dict) -> list[str]:
    return [note["text"] for note in spec["layout"]["annotations"]]


def test_each_line_is_named_at_its_end_and_there_is_no_legend() -> None:
    spec = trend([LANCASHIRE, ENGLAND], unit="per 100 pupils")
    assert spec["layout"]["showlegend"] is False
    assert any("Lancashire 0.26" in text for text in labels(spec))
    assert any("England 0.13" in text and "in 2023/24" in text for text in labels(spec))


def test_a_single_neighbour_is_faint_and_has_no_label() -> None:
    spec = trend([LANCASHIRE, NEIGHBOUR], unit="per 100 pupils")
    assert not any("Bury" in text for text in labels(spec))
    assert next(t for t in spec["data"] if t["name"] == "Bury")["line"]["color"] == LIGHT.quiet


def test_the_place_is_the_thickest_line_and_drawn_last() -> None:
    spec = trend([LANCASHIRE, NEIGHBOUR, ENGLAND], unit="per 100 pupils")
    widths = {trace["name"]: trace["line"]["width"] for trace in spec["data"]}
    assert max(widths, key=lambda name: widths[name]) == "Lancashire"
    assert spec["data"][-1]["name"] == "Lancashire"


def test_the_councils_own_line_is_dashed_beside_the_published_one_and_both_say_what_they_are() -> (
    None
):
    own = line("Lancashire", "place", {2024: 0.26, 2025: 0.27}, basis="sample")
    spec = trend([LANCASHIRE, own], unit="per 100 pupils")
    assert [trace["line"]["dash"] for trace in spec["data"]].count("dash") == 1
    assert any("(DfE)" in text for text in labels(spec))
    assert any("(illustrative)" in text.replace("<br>   ", " ") for text in labels(spec))


def test_a_missing_value_leaves_a_gap() -> None:
    gap = line("Lancashire", "place", {2022: 0.2, 2023: None, 2024: 0.3})
    trace = trend([gap], unit="%")["data"][0]
    assert trace["y"] == [0.2, None, 0.3]
    assert trace["connectgaps"] is False


def test_a_provisional_point_is_hollow() -> None:
    marks = (Mark(year(2023), 1.0), Mark(year(2024), 2.0, provisional=True))
    trace = trend([Series("Lancashire", "place", "local", marks)], unit="%")["data"][0]
    assert trace["marker"]["symbol"] == ["circle", "circle-open"]


def test_a_target_is_drawn_in_steps_beyond_the_last_value() -> None:
    spec = trend(
        [LANCASHIRE],
        unit="per 100 pupils",
        target=[Step(year(2024), 0.2, 0.2), Step(year(2025), 0.18, 0.18)],
        target_label="Example target",
    )
    path = next(trace for trace in spec["data"] if trace["name"] == "Example target")
    assert path["line"]["shape"] == "hvh"
    assert path["y"] == [0.2, 0.18]
    assert any("Example target" in text for text in labels(spec))


def test_a_year_laid_on_another_is_named_by_its_month_alone() -> None:
    def running(name: str, role: str, months: tuple[str, ...]) -> Series:
        marks = tuple(Mark(Period(202526, month), 0.1) for month in months)
        return Series(name, role, "sample", marks)  # type: ignore[arg-type]

    spec = trend(
        [
            running("This year", "place", ("September", "October")),
            running("A year before", "region", ("September",)),
        ],
        unit="per 100 pupils",
        to_date=True,
    )
    before = next(text for text in labels(spec) if "before" in text)
    assert before.endswith("by September")


def test_years_of_months_are_marked_lightly() -> None:
    months = [Period(year, name) for year in (202324, 202425, 202526) for name in MONTHS]
    marks = tuple(Mark(period, 5.0) for period in months)
    steps = [Step(period, 4.0, 4.0) for period in months]
    spec = trend([Series("Place", "place", "sample", marks)], unit="children", target=steps)
    place, target = spec["data"][-2:]
    assert place["marker"]["size"] == 4
    assert target["mode"] == "lines"


def test_a_band_is_two_lines() -> None:
    spec = trend([LANCASHIRE], unit="%", target=[Step(year(2024), 8, 16)], target_label="Target")
    assert [t["y"] for t in spec["data"] if t["name"] == "Target"] == [[8], [16]]


def test_breaks_next_to_each_other_are_one_shaded_band_with_one_name() -> None:
    covid = [Break(year(2022), "Covid: closed"), Break(year(2023), "Covid: closed again")]
    spec = trend([LANCASHIRE], unit="%", breaks=covid)
    assert len(spec["layout"]["shapes"]) == 1
    assert labels(spec).count("Covid") == 1


@pytest.mark.parametrize(
    ("values", "starts_at_0"),
    [([0.1, 0.3], True), ([5.0, 9.0], True), ([92.0, 95.0], False), ([0.0], True)],
)
def test_the_axis_starts_at_0_unless_the_line_would_be_flat(values, starts_at_0) -> None:
    assert (value_range(values)[0] == 0) is starts_at_0


def test_a_fall_below_0_is_inside_the_axis() -> None:
    low, high = value_range([-30.0, 10.0])
    assert low < -30
    assert high > 10


def test_labels_are_moved_apart_and_keep_their_order() -> None:
    moved = spread([1.0, 1.01, 0.99], gap=0.2, bottom=0, top=2)
    assert moved[2] < moved[0] < moved[1]
    ordered = sorted(moved)
    assert all(b - a >= 0.2 - 1e-9 for a, b in pairwise(ordered))


def test_bars_are_sorted_and_what_is_not_known_is_grey() -> None:
    parts = [
        (name, Mark(year(2024), v))
        for name, v in [("Not known", 2.0), ("Wyre", 1.0), ("Pendle", 3.0)]
    ]
    spec = bars(parts, unit="%", average=("Lancashire", 2.0))
    assert spec["data"][0]["y"] == ["Wyre", "Not known", "Pendle"]
    assert spec["data"][0]["marker"]["color"][1] == LIGHT.quiet
    assert "Lancashire 2.0%" in labels(spec)


def test_a_missing_part_is_not_drawn_as_0() -> None:
    spec = bars(
        [("Wyre", Mark(year(2024), None, "c")), ("Pendle", Mark(year(2024), 3.0))], unit="%"
    )
    assert spec["data"][0]["y"] == ["Pendle"]


def test_parts_that_add_up_are_stacked_and_named() -> None:
    neet = line("NEET", "part", {2023: 3.0, 2024: 2.8})
    not_known = line("Not known", "part", {2023: 2.0, 2024: 2.2})
    spec = stacked([neet, not_known], unit="%", against=ENGLAND)
    assert spec["layout"]["barmode"] == "stack"
    assert [t["name"] for t in spec["data"]] == ["NEET", "Not known", "England"]
    assert any("NEET 2.8%" in text for text in labels(spec))


def test_only_colours_of_the_palette_are_used() -> None:
    region = line("North West", "region", {2024: 0.17})
    mean = line("Neighbours", "neighbours", {2024: 0.21})
    spec = trend([LANCASHIRE, ENGLAND, region, mean, NEIGHBOUR], unit="%")
    assert {trace["line"]["color"] for trace in spec["data"]} <= PALETTE


def test_every_chart_has_a_name_and_no_toolbar() -> None:
    told = config("Line chart of something")
    assert told["alt"] == "Line chart of something"
    assert told["config"]["displayModeBar"] is False
