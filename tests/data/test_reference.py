"""Reference tables: whole, consistent with one another, and true to their sources."""

import csv
from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

import data

TABLES = Path(data.__file__).parent / "reference"


def table(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def codes(code_set: str, on: str = "") -> set[str]:
    """The codes of a set, on a date where one is given."""
    return {
        row["code"]
        for row in table("codes.csv")
        if row["code_set"] == code_set
        and (not on or row["valid_from"] <= on <= (row["valid_to"] or "9999"))
    }


def test_a_code_has_one_meaning_at_a_time() -> None:
    eras = defaultdict(list)
    for row in table("codes.csv"):
        start = date.fromisoformat(row["valid_from"] or "0001-01-01")
        end = date.fromisoformat(row["valid_to"] or "9999-12-31")
        assert start <= end, row
        eras[row["code_set"], row["code"]].append((start, end))
    for key, spans in eras.items():
        spans.sort()
        for (_, end), (start, _) in pairwise(spans):
            assert end < start, key


def test_every_code_has_a_description_and_a_source() -> None:
    assert [row for row in table("codes.csv") if not row["description"] or not row["source"]] == []


@pytest.mark.parametrize(
    ("on", "count"), [("2019-10-01", 12), ("2023-10-01", 16), ("2026-10-01", 29)]
)
def test_exclusion_reasons_have_three_eras(on: str, count: int) -> None:
    assert len(codes("reason", on)) == count


def test_other_is_a_reason_until_2019_20_only() -> None:
    assert "OT" in codes("reason", "2020-08-31")
    assert "OT" not in codes("reason", "2020-09-01")


def test_reasons_of_2026_are_those_of_the_common_basic_data_set(reference: Path) -> None:
    with (reference / "cbds_codes_2026.csv").open(encoding="utf-8", newline="") as handle:
        theirs = {row["code"] for row in csv.DictReader(handle) if row["code_set"] == "Reason"}
    assert codes("reason", "2026-10-01") == theirs


def test_every_reason_rolls_up_to_a_group() -> None:
    groups = {row["group_name"] for row in table("codes.csv") if row["code_set"] == "reason"}
    assert groups == {
        "Violence",
        "Verbal or threat",
        "Weapon",
        "Discriminatory",
        "Sexual",
        "Substance",
        "Property",
        "Disruption",
        "Online or phone",
        "Other",
    }


@pytest.mark.parametrize(
    ("code_set", "expected"),
    [
        ("category", {"SUSP", "PERM", "LNCH"}),
        ("status", {"notified", "upheld", "withdrawn", "overturned"}),
        ("nc_year", {"N1", "N2", "R", "X", *(str(year) for year in range(1, 15))}),
        ("sex", {"F", "M", "U"}),
        ("sen_provision", {"N", "K", "E"}),
        ("phase", {"NS", "PS", "MP", "MS", "SS", "SP", "AT", "PR"}),
        ("term", {"Autumn term", "Spring term", "Summer term"}),
        ("tier", {"1", "2", "3"}),
    ],
)
def test_the_codes_an_extract_may_use_are_there(code_set: str, expected: set[str]) -> None:
    assert codes(code_set) == expected


def test_phases_name_their_scope() -> None:
    scope = {r["code"]: r["group_name"] for r in table("codes.csv") if r["code_set"] == "phase"}
    assert {code for code, name in scope.items() if name == "Primary"} == {"PS", "MP"}
    assert {code for code, name in scope.items() if name == "Secondary"} == {"MS", "SS", "AT"}
    assert {code for code, name in scope.items() if name == "Special"} == {"SP"}


def test_activity_codes_are_all_in_a_group() -> None:
    groups = Counter(
        row["group_name"] for row in table("codes.csv") if row["code_set"] == "activity_code"
    )
    assert set(groups) == {
        "EET",
        "NEET",
        "Not known",
        "Custody",
        "Re-engagement",
        "Not school-leaving age",
    }
    assert groups["NEET"] == 12
    assert groups["Not known"] == 3


def test_setting_types_are_dfes(reference: Path) -> None:
    with (reference / "spc_ap_setting.csv").open(encoding="utf-8-sig", newline="") as handle:
        theirs = {row["setting_type"] for row in csv.DictReader(handle)}
    assert codes("setting_type") == theirs - {"Total"}


def test_there_are_296_districts_today_each_in_an_authority_that_exists() -> None:
    today = [row for row in table("districts.csv") if not row["valid_to"]]
    authorities = {
        (row["new_code"], row["old_code"], row["name"]) for row in table("authorities.csv")
    }
    assert len(today) == 296
    for row in table("districts.csv"):
        key = (row["authority_code"], row["authority_old_code"], row["authority"])
        assert key in authorities, row


def test_districts_have_one_code_and_one_name() -> None:
    rows = table("districts.csv")
    assert len({row["code"] for row in rows}) == len(rows)
    assert len({row["name"] for row in rows}) == len(rows)


def test_lancashire_has_its_twelve_districts() -> None:
    ours = [row for row in table("districts.csv") if row["authority_old_code"] == "888"]
    assert [row["code"] for row in ours] == [f"E07000{number}" for number in range(117, 129)]
    assert {row["authority_code"] for row in ours} == {"E10000017"}


def test_every_authority_of_today_has_a_district() -> None:
    served = {row["authority_code"] for row in table("districts.csv") if not row["valid_to"]}
    assert {row["new_code"] for row in table("authorities.csv") if not row["valid_to"]} == served


def test_an_authority_number_has_one_code_today() -> None:
    today = Counter(row["old_code"] for row in table("authorities.csv") if not row["valid_to"])
    assert set(today.values()) == {1}
    assert len(today) == 153


def test_bedfordshire_and_cheshire_share_the_code_x() -> None:
    shared = {row["old_code"] for row in table("authorities.csv") if row["new_code"] == "x"}
    assert shared == {"820", "875"}


def test_authorities_are_dfes(reference: Path) -> None:
    known = {(row["old_code"], row["new_code"]) for row in table("authorities.csv")}
    names = ["exc_nat_region_la.csv", "ehe_academic_year.csv", "neet_scorecard_2025.csv"]
    for name in names:
        with (reference / name).open(encoding="utf-8-sig", newline="") as handle:
            for row in csv.DictReader(handle):
                if row["old_la_code"]:
                    assert (row["old_la_code"], row["new_la_code"]) in known


def test_every_authority_has_ten_neighbours_in_each_set() -> None:
    ranks = defaultdict(list)
    numbers = {row["old_code"] for row in table("authorities.csv")}
    for row in table("statistical_neighbours.csv"):
        ranks[row["set_version"], row["old_la_code"]].append(int(row["rank"]))
        assert {row["old_la_code"], row["neighbour_old_la_code"]} <= numbers
        assert row["source"]
    assert {version for version, _ in ranks} == {"2021-04", "2025-05"}
    assert all(sorted(found) == list(range(1, 11)) for found in ranks.values())


def test_neighbours_are_dfes(reference: Path) -> None:
    with (reference / "statistical_neighbours.csv").open(encoding="utf-8", newline="") as handle:
        theirs = list(csv.DictReader(handle))
    ours = [
        {k: v for k, v in r.items() if k != "source"} for r in table("statistical_neighbours.csv")
    ]
    assert ours == theirs


def test_ap_schools_lie_in_lancashire_districts() -> None:
    districts = {r["code"] for r in table("districts.csv") if r["authority_old_code"] == "888"}
    schools = table("ap_schools.csv")
    assert len({row["urn"] for row in schools}) == len(schools) == 10
    for row in schools:
        assert row["district"] in districts
        assert 53 < float(row["latitude"]) < 55
        assert -4 < float(row["longitude"]) < -2


def test_prices_rise_every_year_to_the_base_of_100() -> None:
    prices = {int(row["financial_year"]): float(row["index"]) for row in table("deflators.csv")}
    assert prices[202425] == 100
    assert list(prices.values()) == sorted(prices.values())


def test_district_groups_are_of_districts_that_exist() -> None:
    names = {row["code"]: row["name"] for row in table("districts.csv")}
    assert {row["group"]: 0 for row in table("district_groups.csv")} == {
        "Hyndburn with Ribble Valley": 0
    }
    assert {names[row["code"]] for row in table("district_groups.csv")} == {
        "Hyndburn",
        "Ribble Valley",
    }
