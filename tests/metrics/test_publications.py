"""What a release knows of DfE's releases, from a published table of five rows."""

import csv
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from typing import Any

import pytest

from data import build, store
from metrics.periods import Period
from metrics.publications import (
    LoadedPublication,
    Publications,
    PublishedRelease,
    last_day,
    publications,
)

EXCLUSIONS = "DfE, Suspensions and permanent exclusions in England"
COUNTY, ENGLAND = ("Local authority", "E10000017"), ("National", "E92000001")
PLACE = ("time_period", "time_identifier", "geographic_level", "area_code", "area_name")
FIGURE = {
    "indicator": "",
    "breakdown_topic": "Total",
    "breakdown": "Total",
    "numerator": 1,
    "denominator": 1000,
    "value": 0.1,
    "unit": "per 100 pupils",
    "symbol": "",
}
ROWS = (
    (202223, COUNTY, "suspension_rate", "2022/23"),
    (202324, COUNTY, "suspension_rate", "2023/24"),
    (202324, COUNTY, "permanent_exclusion_rate", "2023/24"),
    (202425, COUNTY, "permanent_exclusion_rate", "2024/25"),
    (202425, ENGLAND, "suspension_rate", "2024/25"),
)


@pytest.fixture(scope="module")
def cursor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("publications")
    (folder / "in").mkdir()
    with (folder / "in" / "table.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*PLACE, *FIGURE, "source", "release"])
        writer.writeheader()
        for period, (level, code), indicator, release in ROWS:
            place = zip(PLACE, (period, "Academic year", level, code, "A place"), strict=True)
            told = {"indicator": indicator, "source": EXCLUSIONS, "release": release}
            writer.writerow(dict(place) | FIGURE | told)
    built = build.build(folder / "in", folder / "out", build.Options())
    with closing(store.connect(folder / "out", built)) as con:
        yield con


@pytest.fixture
def found(cursor: Any) -> Publications:
    return publications(cursor)


def test_a_figure_comes_from_the_release_that_tells_its_period(found: Publications) -> None:
    """England's 2024/25 is loaded; the county's own suspensions stop at 2023/24."""

    def release(measure_id: str, year: int) -> tuple[str, str] | None:
        return found.of_figure.get((measure_id, "Total", Period(year, "Academic year")))

    assert release("suspension_rate", 202223) == (EXCLUSIONS, "2022/23")
    assert release("suspension_rate", 202324) == (EXCLUSIONS, "2023/24")
    assert release("suspension_rate", 202425) is None
    assert release("permanent_exclusion_rate", 202425) == (EXCLUSIONS, "2024/25")


def test_a_publication_is_known_by_its_newest_release_and_what_it_gives(
    found: Publications,
) -> None:
    measures = ("permanent_exclusion_rate", "suspension_rate")
    assert found.loaded == (LoadedPublication(EXCLUSIONS, "2024/25", measures),)


def test_the_dates_of_a_release_are_those_of_the_reference_table(found: Publications) -> None:
    assert found.find(EXCLUSIONS, "2023/24").published_on == "2025-07-10"
    assert found.find(EXCLUSIONS, "2024/25").next_due == "2027-07"


def test_a_release_nobody_recorded_has_no_dates(found: Publications) -> None:
    assert found.find(EXCLUSIONS, "1999/00") == PublishedRelease(EXCLUSIONS, "1999/00")


def test_whose_release_it_is_and_when_it_was_built(found: Publications) -> None:
    today = datetime.now(UTC).date()
    assert found.release_id.startswith("20")
    assert found.built_on is not None
    assert (today - found.built_on).days in (0, 1)


class WithoutTable:
    """A release built before it kept DfE's releases."""

    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor

    def execute(self, query: str, parameters: Any = None) -> Any:
        assert "from publications" not in query
        hidden = query.replace("'publications'", "'not there'")
        return self.cursor.execute(hidden, parameters)


def test_a_release_built_before_the_table_was_kept_knows_no_dates(cursor: Any) -> None:
    found = publications(WithoutTable(cursor))
    assert found.known == ()
    assert found.find(EXCLUSIONS, "2023/24").published_on == ""
    assert found.of_figure


A, B, C = (PublishedRelease("P", name) for name in ("2022/23", "2023/24", "2024/25"))


def built(on: date, *known: PublishedRelease) -> Publications:
    return Publications(known=known, built_on=on)


def test_the_newest_release_out_is_the_newer_one() -> None:
    found = built(date(2026, 11, 24), A, B, C, PublishedRelease("Q", "2025/26"))
    assert found.newer(A) == C
    assert found.newer(C) is None


@pytest.mark.parametrize(
    ("published_on", "out"),
    [("2026-07", True), ("2026-08-13", False), ("2026-08", False), ("", True)],
)
def test_a_release_is_out_from_the_day_or_month_of_its_publication(
    published_on: str, out: bool
) -> None:
    found = built(date(2026, 7, 31), A, PublishedRelease("P", "2023/24", published_on))
    assert (found.newer(A) is not None) == out


def test_a_month_is_past_when_it_is_over_and_a_day_the_day_after() -> None:
    assert last_day("2026-02") == date(2026, 2, 28)
    assert not built(date(2026, 7, 31)).is_past("2026-07")
    assert built(date(2026, 8, 1)).is_past("2026-07")
    assert not built(date(2026, 7, 9)).is_past("2026-07-09")
    assert built(date(2026, 7, 10)).is_past("2026-07-09")
