"""The table of DfE's releases: whole, dated in a form that can be read, and never ahead of itself."""

import csv
import re
from datetime import date
from pathlib import Path

import pytest

import data
from data.published_kinds import KINDS

ROOT = Path(data.__file__).parent
DATED = re.compile(r"\d{4}-\d{2}(-\d{2})?")


def rows(*path: str) -> list[dict[str, str]]:
    with ROOT.joinpath(*path).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


RELEASES = rows("reference", "publications.csv")


def test_a_release_stands_once() -> None:
    names = [(row["publication"], row["release"]) for row in RELEASES]
    assert len(set(names)) == len(names)


def test_every_release_in_the_shipped_table_has_its_row() -> None:
    known = {(row["publication"], row["release"]) for row in RELEASES}
    shipped = {(row["source"], row["release"]) for row in rows("published", "published_series.csv")}
    assert shipped - known == set()


def test_every_publication_that_can_be_read_has_a_row() -> None:
    assert {kind.source for kind in KINDS if kind.source} <= {
        row["publication"] for row in RELEASES
    }


@pytest.mark.parametrize("column", ["published_on", "next_due"])
def test_a_date_is_a_day_or_a_month_or_empty(column: str) -> None:
    for row in RELEASES:
        when = row[column]
        assert not when or DATED.fullmatch(when), row
        if when:
            date.fromisoformat(when if len(when) == 10 else f"{when}-01")


def test_the_next_release_is_due_after_this_one_was_published() -> None:
    for row in RELEASES:
        if row["published_on"] and row["next_due"]:
            assert row["next_due"] > row["published_on"], row


def test_a_due_date_says_what_it_rests_on() -> None:
    for row in RELEASES:
        assert not row["next_due"] or row["note"] in ("usual month", "announced"), row


def test_every_release_has_an_address_and_says_where_its_date_is_from() -> None:
    for row in RELEASES:
        assert row["address"].startswith("https://"), row
        assert row["source"], row
