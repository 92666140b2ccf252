"""What each board is given: from a real release, through the reader, to numbered figures."""

import pandas as pd
import pytest

from figures import wording
from figures.format import bare
from figures.reader import Reader
from metrics.definitions import definitions
from metrics.facts import judged_measures
from metrics.reading import Reading
from packs import boards
from packs.content import Exhibit, Pack, Table, Text
from packs.gather import CHANGING, Gathering, in_sets, telling


def packed(reader: Reader, board: str) -> Pack:
    assert isinstance(reader.source, Reading)
    return boards.pack(boards.board_of(board), reader, reader.source.release, "plan")


def titles(pack: Pack) -> list[str]:
    return [section.title for section in pack.sections]


def measures_in(pack: Pack) -> set[str]:
    return {one for exhibit in pack.exhibits for one in exhibit.figure.selection.measures}


def test_scrutiny_gets_every_measure_with_a_value_under_its_workstream(reader: Reader) -> None:
    pack = packed(reader, "scrutiny")
    told = {one.id for one in judged_measures() if reader.card(one.id).period}
    assert measures_in(pack) == told
    assert [title for title in titles(pack) if title.startswith("Workstream")] == [
        "Workstream 1: Models of service delivery",
        "Workstream 2: Policy, procedure and governance",
        "Workstream 3: Stakeholder engagement and co-design",
        "Workstream 4: Alternative provision framework and commissioning",
        "Workstream 5: Implementation, training and communication",
        "Workstream 6: Impact and effectiveness",
    ]


@pytest.mark.parametrize("board", [*boards.BOARDS, "workstream_4"])
def test_figures_are_numbered_in_reading_order_and_no_id_stands_twice(
    reader: Reader, board: str
) -> None:
    pack = packed(reader, board)
    assert [one.number for one in pack.exhibits] == list(range(1, len(pack.exhibits) + 1))
    ids = [one.figure.id for one in pack.exhibits]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("board", list(boards.BOARDS))
def test_no_text_of_a_pack_is_blank_or_marked_up(reader: Reader, board: str) -> None:
    for block in packed(reader, board).blocks:
        texts: list[str] = []
        if isinstance(block, Text):
            texts = list(block.paragraphs)
        if isinstance(block, Exhibit):
            texts = [*block.notes, *block.needed, *(fact.word for fact in block.facts)]
            texts += [fact.detail for fact in block.facts if fact.detail]
        for text in texts:
            assert text.strip()
            assert "**" not in text
            assert not text.endswith(": ")


def test_a_pack_with_made_up_records_says_so_and_an_officers_is_exempt(reader: Reader) -> None:
    pack = packed(reader, "scrutiny")
    assert pack.is_illustrative
    assert [mark.split(":")[0] for mark in pack.marks] == ["Exempt", "ILLUSTRATIVE"]


def test_send_sees_exceptions_first_and_no_figure_again_under_its_outcome(reader: Reader) -> None:
    pack = packed(reader, "send")
    assert titles(pack)[0] == "Exceptions first"
    first = [one for one in pack.sections[0].blocks if isinstance(one, Exhibit)]
    assert first
    missed = {"Missed", "Missed (example)"}
    assert all(any(fact.word in missed for fact in one.facts) for one in first)
    tiers = [title for title in titles(pack) if title.startswith("Tier ")]
    assert [title.split(":")[0] for title in tiers] == ["Tier 1", "Tier 2", "Tier 3"]


def test_the_partnership_board_sees_exclusions_by_group_and_place(reader: Reader) -> None:
    pack = packed(reader, "education")
    forms = {
        (one.figure.selection.form, one.figure.selection.topic)
        for one in pack.exhibits
        if "permanent_exclusion_rate" in one.figure.selection.measures
    }
    assert {("parts", "Phase"), ("parts", "Reason"), ("parts", "District")} <= forms
    assert ("control", "") in forms


def test_the_end_of_strategy_looks_back_to_the_baseline_and_before_covid(reader: Reader) -> None:
    pack = packed(reader, "end_of_strategy")
    table = next(
        block
        for block in pack.blocks
        if isinstance(block, Table) and block.title.startswith("Workstream 6")
    )
    row = table.frame[table.frame["Measure"] == "Permanent exclusion rate"].iloc[0]
    points = reader.source.totals("permanent_exclusion_rate")
    own = points[(points.area_code == reader.about.area_code) & (points.basis == "published")]
    by_year = own[own.time_identifier == "Academic year"].set_index("time_period")["value"]
    for column, year in (("2018/19", 201819), ("2022/23", 202223)):
        assert row[column] == bare(by_year[year], "per 100 pupils")
    change = round(by_year[202425], 2) - round(by_year[202223], 2)
    assert row["Change"].startswith(
        f"{'up' if change > 0 else 'down'} {abs(change):.2f} on 2022/23"
    )


def test_neet_of_2023_is_the_baseline_because_its_winter_lies_in_2022_23(reader: Reader) -> None:
    table = Gathering(reader).since([definitions()["neet_percent"]], "NEET")
    assert table is not None
    points = reader.source.totals("neet_percent")
    own = points[(points.area_code == reader.about.area_code) & (points.basis == "published")]
    expected = own[own.time_period == 2023]["value"].iloc[0]
    assert table.frame["2022/23"].iloc[0] == bare(expected, "%")


def test_the_summary_counts_its_targets(reader: Reader) -> None:
    told = [promised for one in judged_measures() if (promised := reader.fact(one.id))]
    due = [one.word for one in told if one.word in ("met", "nearly", "missed")]
    text = Gathering(reader).tally().paragraphs[0]
    assert text == (
        f"All measures of the plan: of {len(due)} targets that are due, {due.count('met')} met, "
        f"{due.count('nearly')} nearly, {due.count('missed')} missed."
    )


def test_a_figure_of_a_single_year_names_it_once(reader: Reader) -> None:
    subtitles = [one.figure.subtitle for one in packed(reader, "workstream_4").exhibits]
    assert "Pupils in AP arranged by schools, Lancashire, 2022/23, pupils" in subtitles


def test_where_an_axis_starts_is_said_in_the_picture_and_not_again(reader: Reader) -> None:
    notes = [note for one in packed(reader, "workstream_4").exhibits for note in one.notes]
    assert notes
    assert not any(note.startswith("The axis") for note in notes)


def test_points_behind_a_figure_hold_its_newest_value(reader: Reader) -> None:
    for exhibit in packed(reader, "workstream_6").exhibits:
        figure = exhibit.figure
        if figure.selection.form != "trend":
            continue
        place = next(one for one in figure.drawing.strokes if one.part == "place")
        assert place.newest
        own = exhibit.points[exhibit.points.area_code == reader.about.area_code]
        assert pd.Series(own.value).eq(place.newest[1]).any()


def test_sets_are_never_taken_apart() -> None:
    every = definitions()
    assert in_sets([every["not_known_percent"], every["suspension_rate"]]) == [
        [every[one] for one in every["not_known_percent"].shown_with],
        [every["suspension_rate"]],
    ]


def test_a_figure_of_the_screen_is_the_same_figure_in_its_own_pack(reader: Reader) -> None:
    shown = [
        found.figure
        for found in (
            reader.trend("suspension_rate"),
            reader.trend("permanent_exclusion_rate", made_up=True),
            reader.breakdown("suspension_rate", "Phase"),
            reader.control_chart("suspension_rate", "term"),
            reader.year_so_far("suspension_rate"),
            reader.looking_ahead("one_plus_suspension_rate"),
            reader.together(["neet_percent", "not_known_percent", "neet_not_known_percent"]),
        )
        if found and found.figure
    ]
    assert [figure.selection.form for figure in shown] == [
        "trend", "trend", "parts", "control", "so far", "ahead", "together",
    ]  # fmt: skip
    assert isinstance(reader.source, Reading)
    for figure in shown:
        board = boards.one_figure(figure, figure.selection.years)
        pack = boards.pack(board, reader, reader.source.release, "plan")
        assert [one.figure.id for one in pack.exhibits] == [figure.id]
        assert ("ILLUSTRATIVE" in pack.board) is figure.is_illustrative


def test_counts_that_say_nothing_more_than_the_values_are_left_out() -> None:
    none = "not published"
    count = pd.DataFrame(
        {"Period": ["2024/25"], "Counted": ["842"], "Out of": [none], "V": ["842"]}
    )
    rate = pd.DataFrame(
        {"Period": ["2024/25"], "Counted": ["458"], "Out of": ["175,184"], "V": ["0.26"]}
    )
    bare = rate.assign(**{"Counted": none, "Out of": none})
    half = rate.assign(**{"Out of": none})
    held = dict(telling([("count", count), ("rate", rate), ("bare", bare), ("half", half)]))
    assert list(held) == ["rate", "half"]
    assert list(held["half"]) == ["Period", "Counted", "V"]


def test_a_set_names_the_years_that_it_draws(reader: Reader) -> None:
    sets = [one.figure for one in packed(reader, "scrutiny").exhibits
            if one.figure.selection.form == "together"]  # fmt: skip
    assert sets
    for figure in sets:
        places = figure.drawing.places
        assert f", {places[0]} to {places[-1]}, " in figure.subtitle


def test_a_target_of_two_limits_names_its_unit_once(reader: Reader) -> None:
    told = Gathering(reader).on_a_page([definitions()["home_tuition_rate"]], "One").frame
    assert told["Promised"].iloc[0] == "Example target 12.0 to 18.0 per 10,000 pupils"


def test_how_to_read_the_facts_comes_before_the_table_of_them(reader: Reader) -> None:
    first = packed(reader, "scrutiny").sections[0].blocks
    assert [type(block) for block in first] == [Text, Text, Table]


def test_a_tally_of_directions_has_a_name_for_each_there_is() -> None:
    assert {found.word.lower() for found in wording.DIRECTION_WORDS.values()} == set(CHANGING)
