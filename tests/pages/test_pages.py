"""Every page, with figures and without, and what a reader may count on finding there."""

from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import session
from data.build import SHIPPED, Options, build
from figures import wording
from metrics.definitions import measures_of
from pages.parts.measure import TABS
from plan.strategy import WORKSTREAMS

PAGES = [entry.id for entry in session.PAGES]
NUMBERS = range(1, len(WORKSTREAMS) + 1)


def words(test: AppTest) -> str:
    """All text of the main column, the sidebar and messages."""
    kinds = (test.title, test.header, test.subheader, test.markdown, test.caption, test.info)
    html = [unescape(element.proto.body) for element in test.get("html")]
    return " ".join([element.value for kind in kinds for element in kind] + html)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_with_figures(page: str, opened, releases: Path) -> None:
    test = opened(page, releases)
    assert not test.exception
    assert test.title


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_without_any_release(page: str, opened, tmp_path: Path) -> None:
    test = opened(page, tmp_path / "nothing")
    assert not test.exception
    assert test.title


def test_without_a_release_the_overview_says_what_to_do(opened, tmp_path: Path) -> None:
    assert "no release has been published" in words(opened("overview", tmp_path / "nothing"))


def test_nobody_but_a_local_officer_sees_restricted_figures(monkeypatch, releases: Path) -> None:
    monkeypatch.setenv("AP_RELEASES", str(releases))
    monkeypatch.delenv("AP_LOCAL_OFFICER", raising=False)
    test = AppTest.from_file(str(session.ROOT / "app.py"), default_timeout=60).run()
    assert not test.exception
    assert "Nothing is public yet" in test.title[0].value
    assert not test.get("imgs")


def test_the_overview_has_a_card_for_each_headline_and_says_example(opened, releases) -> None:
    told = words(opened("overview", releases))
    for number in NUMBERS:
        for one in measures_of(number):
            if one.headline and not one.shown_with:
                assert one.title in told
    assert "Where to look first" in told
    assert "**Targets:** of " in told
    assert "**Worse than England:** permanent exclusion rate" in told
    assert "Example target 0.19 per 100 pupils" in told
    assert "ILLUSTRATIVE" in told


@pytest.mark.parametrize("number", NUMBERS)
def test_a_workstream_page_names_every_measure_of_it(number: int, opened, releases) -> None:
    test = opened(f"workstream_{number}", releases)
    told = words(test).lower()
    assert [m.title for m in measures_of(number) if m.title.lower() not in told] == []
    assert test.get("plotly_chart") or not any(one.headline for one in measures_of(number))


def test_neet_is_never_shown_without_not_known(opened, releases) -> None:
    for page in ("overview", "workstream_6"):
        told = words(opened(page, releases))
        assert "ctivity not known" in told
        assert "NEET or not known" in told


def test_a_link_to_a_measure_opens_it_in_full(opened, releases) -> None:
    test = opened("workstream_6", releases, measure="Suspension rate")
    assert test.selectbox(key="measure").value == "Suspension rate"
    assert "10.55 per 100 pupils in 2024/25 (18,480 of" in words(test)
    assert len(test.get("plotly_chart")) == 1


def test_an_address_of_no_measure_is_told_and_not_passed_over(opened, releases) -> None:
    wrong = opened("workstream_6", releases, measure="Exclusions of yesterday")
    right = opened("workstream_6", releases, measure="Suspension rate")
    assert "no measure of the name" in words(wrong)
    assert "no measure of the name" not in words(right)


def test_filters_in_the_address_are_kept(opened, releases) -> None:
    test = opened(
        "workstream_6", releases, place="Burnley", span="5 years", neighbours="April 2021"
    )
    assert test.sidebar.selectbox(key="place").value == "Burnley"
    assert test.sidebar.selectbox(key="span").value == "5 years"
    assert not test.exception


def test_a_page_says_which_choices_change_nothing_on_it_and_keeps_them(opened, releases) -> None:
    test = opened("definitions", releases, place="Burnley")
    assert session.NO_CHOICE in words(test)
    assert test.sidebar.selectbox(key="place").value == "Burnley"
    assert session.NEIGHBOURS_ONLY in words(opened("packs", releases))
    assert session.NO_CHOICE not in words(opened("overview", releases))


@pytest.mark.parametrize("period", list(session.KINDS))
def test_every_period_of_the_frame_can_be_chosen(period: str, opened, releases) -> None:
    assert not opened("workstream_2", releases, period=period).exception


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_of_a_measure_can_be_opened(tab: str, opened, releases) -> None:
    query = {"measure": "Permanent exclusion rate", "permanent_exclusion_rate_tab": tab}
    test = opened("workstream_6", releases, **query)
    assert not test.exception
    expected = {
        "In the year": "A year before, to the same point",
        "Groups and places": "by phase",
        "Looking ahead": "in the latest years that could be checked",
        "The numbers": "Counts behind",
        "How it was worked out": "The figure's interval",
        "What it means": "Why it",
    }
    assert expected.get(tab, "Who is counted") in words(test)


@pytest.mark.parametrize(
    ("tab", "told"),
    [("In the year", wording.NO_PARTS_OF_YEAR), ("Looking ahead", wording.NO_PROJECTION)],
)
def test_a_tab_with_nothing_to_draw_says_why(tab: str, told: str, opened, releases) -> None:
    query = {
        "measure": "Median weeks in a tier 2 placement",
        "time_limited_median_weeks_tab": tab,
    }
    test = opened("workstream_1", releases, **query)
    assert not test.exception
    assert told in words(test)


def test_a_projection_that_held_is_drawn_with_its_record(opened, releases) -> None:
    query = {
        "measure": "Pupils suspended at least once",
        "one_plus_suspension_rate_tab": "Looking ahead",
    }
    test = opened("workstream_6", releases, **query)
    assert not test.exception
    told = words(test)
    assert "If the past is a guide, 2024/25:" in told
    assert "Over all years the range held" in told
    assert {"Range held", "Usual miss"} <= set(test.table[0].value.columns)


def test_a_measure_says_how_each_fact_was_worked_out(opened, releases) -> None:
    query = {
        "measure": "Permanent exclusion rate",
        "permanent_exclusion_rate_tab": "How it was worked out",
    }
    test = opened("workstream_6", releases, **query)
    told = words(test)
    assert "Method: Byar." in told
    assert "variation between years seen in its own series and those of 16 authorities" in told
    assert list(test.table[0].value["Verdict"]).count("worse") == 6


def test_the_overview_counts_what_chance_alone_would_signal(opened, releases) -> None:
    told = words(opened("overview", releases))
    assert "Chance alone would give" in told


def test_the_definitions_page_finds_a_word(opened, releases) -> None:
    test = opened("definitions", releases)
    assert len(test.expander) > 40
    test.text_input(key="find").set_value("home tuition").run()
    assert "measures." in test.caption[0].value
    assert not test.exception


def test_the_extracts_page_lists_the_files_of_the_release(opened, releases) -> None:
    files = opened("extracts", releases).table[0].value
    assert "exclusions.csv" in set(files["File"])
    assert {"Rows read", "Kept", "Set aside"} <= set(files.columns)


def test_a_measure_without_its_extract_says_what_is_missing(opened, tmp_path: Path) -> None:
    build(SHIPPED, tmp_path / "releases", Options())
    told = words(opened("workstream_3", tmp_path / "releases"))
    assert "needs the placements extract" in told


def test_the_reconciliation_adds_up_on_the_screen(opened, releases: Path) -> None:
    test = opened("workstream_6", releases, measure="Permanent exclusion rate", reconcile="true")
    assert not test.exception
    steps = test.table[-1].value.set_index("Permanent exclusions")["2024/25"]
    assert steps["DfE published"] == "458"
    assert steps["Unexplained"] == "0"


def test_districts_that_report_together_can_be_looked_at_together(opened, releases: Path) -> None:
    place = "Hyndburn with Ribble Valley"
    test = opened("workstream_6", releases, place=place)
    assert not test.exception
    assert place in words(test)
