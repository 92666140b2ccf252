"""What a figure says of its dates: nothing guessed, a past date plainly past."""

from dataclasses import replace
from datetime import date

import pytest

from figures.due import COLUMNS, Dates, calendar, extracts_text, next_release
from figures.series import Mark, Series
from metrics.definitions import measure
from metrics.periods import Period
from metrics.publications import LoadedPublication, Publications, PublishedRelease

RATE = measure("permanent_exclusion_rate")
EXCLUSIONS = "DfE, Suspensions and permanent exclusions in England"
YEAR = Period(202425, "Academic year")
USUAL = PublishedRelease(EXCLUSIONS, "2024/25", "2026-07", "2027-07", "usual month")
BEFORE = PublishedRelease(EXCLUSIONS, "2023/24", "2025-07-10", "2026-07", "usual month")
KNOWN = Publications(
    known=(BEFORE, USUAL),
    loaded=(LoadedPublication(EXCLUSIONS, "2024/25", (RATE.id, "context_other")),),
    of_figure={(RATE.id, "Total", YEAR): (EXCLUSIONS, "2024/25")},
    release_id="2026-11-24T022855-e446",
    built_on=date(2026, 11, 24),
)
AUGUST = date(2026, 8, 31)
AS_AT = {"exclusions": AUGUST, "pupils": AUGUST, "schools": AUGUST}


def line(period: Period = YEAR, basis: str = "published", source: str = EXCLUSIONS) -> Series:
    return Series("Lancashire", "place", basis, (Mark(period, 0.26, source=source),), "E10000017")


OWN = line(Period(202526, "Academic year"), "local", "Council extracts: exclusions")
PUBLISHED = Dates(KNOWN, AS_AT, RATE, line(), "published")
LOCAL = Dates(KNOWN, AS_AT, RATE, OWN, "local")
MIXED = Dates(KNOWN, AS_AT, RATE, line(), "mixed")


def test_a_published_figure_names_the_release_of_its_newest_year() -> None:
    assert PUBLISHED.as_at == "DfE's figures up to 2024/25"
    assert PUBLISHED.published == "2024/25 release, July 2026"
    assert PUBLISHED.next_due == "Expected July 2027 (DfE's usual month)"
    assert PUBLISHED.source([line()]) == f"{EXCLUSIONS}, 2024/25 release, published July 2026"


def test_a_date_nobody_recorded_is_said_to_be_so_and_never_guessed() -> None:
    unknown = Dates(replace(KNOWN, known=()), {}, RATE, line(), "published")
    assert unknown.published == "2024/25 release, date of publication not recorded"
    assert unknown.next_due == "Date of the next release not recorded"
    assert unknown.source([line()]) == f"{EXCLUSIONS}, 2024/25 release"


def test_a_release_that_kept_no_dates_still_says_who_published_it() -> None:
    bare = Dates(Publications(), {}, RATE, line(), "published")
    assert bare.published == "By DfE; date of publication not recorded"
    assert bare.next_due == "Date of the next release not recorded"
    assert bare.source([line()]) == EXCLUSIONS


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (USUAL, "expected July 2027 (DfE's usual month)"),
        (
            PublishedRelease("P", "2024/25", "", "2027-07-08", "announced"),
            "expected 8 July 2027 (announced by DfE)",
        ),
        (
            PublishedRelease("P", "2024/25", "", "2026-07", "usual month"),
            "was due July 2026 (DfE's usual month): a newer release may be out",
        ),
        # This month is not over yet.
        (PublishedRelease("P", "2024/25", "", "2026-11"), "expected November 2026"),
        (
            PublishedRelease("P", "2024/25", "", "", "DfE says winter 2026"),
            "no month given: DfE says winter 2026",
        ),
        (PublishedRelease("P", "2024/25"), "date of the next release not recorded"),
        (BEFORE, "the 2024/25 release is out (published July 2026); not loaded here"),
    ],
)
def test_the_next_release_is_expected_overdue_out_or_not_said(
    one: PublishedRelease, words: str
) -> None:
    assert next_release(KNOWN, one, "not loaded here") == words


def test_a_figure_that_stops_before_a_release_that_is_out_says_so() -> None:
    stops = replace(KNOWN, of_figure={(RATE.id, "Total", YEAR): (EXCLUSIONS, "2023/24")})
    found = Dates(stops, {}, RATE, line(), "published")
    assert found.published == "2023/24 release, 10 July 2025"
    assert found.next_due == (
        "The 2024/25 release is out (published July 2026); this figure is not loaded from it"
    )


def test_a_figure_of_parts_names_the_release_of_its_parts() -> None:
    parts = {(RATE.id, "Phase", YEAR): (EXCLUSIONS, "2023/24")}
    found = replace(KNOWN, of_figure={**KNOWN.of_figure, **parts})
    dates = Dates(found, {}, RATE, line(), "published", "Phase")
    assert dates.published == "2023/24 release, 10 July 2025"


def test_a_figure_of_the_councils_own_says_that_nobody_published_it() -> None:
    assert LOCAL.as_at == "Extracts as at 31 August 2026: exclusions, pupils and schools"
    assert LOCAL.published == (
        "Not published: made for this dashboard from extracts, release 2026-11-24T022855-e446"
        " built 24 November 2026"
    )
    assert LOCAL.source([OWN]) == "Council extracts: exclusions"


def own(identifier: str, built_on: date = date(2026, 9, 1), **changed: object) -> str:
    """When a figure of the council's own, up to August 2026, is next due."""
    mark = line(Period(202526, identifier), "local")
    found = replace(KNOWN, built_on=built_on)
    return Dates(found, AS_AT, replace(RATE, **changed), mark, "local").next_due


def test_the_next_of_the_councils_own_comes_after_the_next_month_term_or_year() -> None:
    assert own("August") == "After September 2026, with the next extracts"
    assert own("Summer term") == "After the autumn term 2026, with the next extracts"
    assert own("Academic year") == (
        "After 31 October 2026, the day 2025/26 is settled, with the next extracts"
    )
    assert own("Academic year", matures_on=None) == (
        "After 31 August 2027, the end of 2026/27, with the next extracts"
    )
    assert own("Academic year", dated_by="census day") == (
        "After the census of 21 January 2027, with the next extracts"
    )


def test_the_winter_of_neet_is_named_by_both_its_years() -> None:
    winter = line(Period(2026, "Calendar year"), "local")
    told = Dates(
        replace(KNOWN, built_on=AUGUST), AS_AT, replace(RATE, matures_on=None), winter, "local"
    )
    assert told.next_due == (
        "After 28 February 2027, the end of the winter of 2026/27, with the next extracts"
    )


def test_a_month_that_was_over_before_the_build_was_due() -> None:
    assert own("August", date(2026, 9, 30)) == "After September 2026, with the next extracts"
    assert own("August", date(2026, 10, 1)) == (
        "Was due after September 2026: new extracts can tell it"
    )


def test_without_dates_of_extracts_the_next_come_with_new_ones() -> None:
    found = Dates(KNOWN, {}, RATE, OWN, "local")
    assert (found.as_at, found.next_due) == (
        "As at the date of the release",
        "With the next extracts",
    )


def test_the_earliest_of_a_figures_extracts_says_when_it_is_next_due() -> None:
    as_at = {"exclusions": date(2026, 7, 31), "pupils": AUGUST, "placements": date(2026, 1, 1)}
    month = line(Period(202526, "July"), "local")
    found = Dates(replace(KNOWN, built_on=AUGUST), as_at, RATE, month, "local")
    assert found.next_due == "After August 2026, with the next extracts"


def test_a_figure_of_both_says_the_dates_of_both() -> None:
    assert MIXED.as_at == (
        "DfE's figures up to 2024/25; extracts as at 31 August 2026: exclusions, pupils and schools"
    )
    assert MIXED.published.startswith(
        "2024/25 release, July 2026; the line beside it is not published"
    )
    assert MIXED.next_due == (
        "Expected July 2027 (DfE's usual month); the line beside it: was due after"
        " 31 October 2026, the day 2025/26 is settled: new extracts can tell it"
    )
    assert MIXED.source([line(), OWN]) == (
        f"{EXCLUSIONS}, 2024/25 release, published July 2026; Council extracts: exclusions"
    )


def test_extracts_of_several_dates_each_have_their_own() -> None:
    told = extracts_text({"neet": date(2026, 7, 31), "home_tuition": AUGUST})
    assert told == "extracts as at: NEET 31 July 2026, home tuition 31 August 2026"


def test_the_calendar_has_a_row_for_each_publication_and_one_for_the_extracts() -> None:
    rows = calendar(KNOWN, AS_AT, "local").to_dict("records")
    assert [tuple(row.values()) for row in rows] == [
        (
            "Suspensions and permanent exclusions in England",
            "2024/25",
            "July 2026",
            "Expected July 2027 (DfE's usual month)",
            RATE.title,
        ),
        (
            "The council's own extracts",
            "As at 31 August 2026",
            "Not published",
            "By month: was due after September 2026; by term: after the autumn term 2026;"
            " by year: after 31 August 2027 or when its cases are settled",
            "Every figure from the council's own records",
        ),
    ]


def test_a_calendar_without_extracts_has_publications_only() -> None:
    assert calendar(KNOWN, {}, "local")["Publication"].to_list() == [
        "Suspensions and permanent exclusions in England"
    ]
    assert list(calendar(Publications(), {}, "local").columns) == list(COLUMNS)


def test_a_publication_that_moves_no_measure_is_said_to_be_context() -> None:
    only = (LoadedPublication(EXCLUSIONS, "2024/25", ("context_other",)),)
    moved = calendar(replace(KNOWN, loaded=only), {}, "local")["What it moves"]
    assert moved.to_list() == ["No measure: kept for context"]


def test_illustrative_extracts_are_called_so() -> None:
    assert calendar(KNOWN, AS_AT, "sample")["Publication"].to_list()[-1] == "ILLUSTRATIVE extracts"
