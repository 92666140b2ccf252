"""The illustrative extracts: pinned to published figures, cut at the as-at date, lifelike."""

import csv
import hashlib
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from data import sample
from data.sample import authority, pins, school_calendar
from data.sample.writing import COLUMNS

SEEDS = (2026, 1, 77)
EXTRACTS = tuple(COLUMNS)
TABLE = pins.PUBLISHED / "published_series.csv"
PHASES = {
    "Total": None,
    "Primary": ("PS", "MP"),
    "Secondary": ("MS", "SS", "AT"),
    "Special": ("SP",),
}
RATES = ("permanent_exclusion_rate", "suspension_rate", "one_plus_suspension_rate")

IN_SCOPE = """
create view cases as
select e.*, s.phase, year(e.start_date) - (month(e.start_date) < 9)::int as start_year
from exclusions e join (select distinct school_urn, phase from schools) s using (school_urn);
create view january as
select p.headcount, p.time_period // 100 as start_year, s.phase
from pupils p join (select distinct school_urn, phase from schools) s using (school_urn);
create view winter as
select *, left(month, 4)::int + (right(month, 2) = '12')::int as calendar_year,
       activity_code in (540, 610, 615, 616, 619, 620, 630, 640, 650, 660, 670, 680) as neet,
       activity_code in (810, 820, 830) as unknown
from neet where right(month, 2) in ('12', '01', '02') and activity_code <> 710;
"""


class Sample:
    """A written sample with its files as DuckDB views."""

    def __init__(self, folder: Path, **options: object) -> None:
        self.folder = folder
        self.paths = sample.write(folder, **options)  # type: ignore[arg-type]
        self.con = duckdb.connect()
        for extract in EXTRACTS:
            # The cells of these columns look like numbers in some files only.
            types = {"neet": "{'characteristic_codes': 'VARCHAR'}"}.get(extract, "{}")
            if "nc_year" in COLUMNS[extract]:
                types = "{'nc_year': 'VARCHAR'}"
            path = folder / f"{extract}.csv"
            self.con.execute(
                f"create table {extract} as select * from read_csv('{path}', types={types})"
            )
        self.con.execute(IN_SCOPE)

    def rows(self, sql: str) -> list[tuple]:
        return self.con.execute(sql).fetchall()

    def one(self, sql: str):
        return self.rows(sql)[0][0]

    def codes(self, extract: str, column: str) -> set[str]:
        found = self.rows(f"select distinct {column} from {extract} where {column} is not null")
        return {str(code) for (code,) in found}

    def digest(self) -> dict[str, str]:
        return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in self.paths}


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Sample]:
    return {
        seed: Sample(tmp_path_factory.mktemp(f"seed_{seed}"), seed=seed, la="888") for seed in SEEDS
    }


@pytest.fixture(scope="module")
def county(samples: dict[int, Sample]) -> Sample:
    return samples[SEEDS[0]]


@pytest.fixture(scope="module")
def part_year(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    folder = tmp_path_factory.mktemp("part_year")
    return Sample(folder, seed=SEEDS[0], as_at=date(2026, 2, 28))


@pytest.fixture(scope="module")
def lincolnshire(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return Sample(tmp_path_factory.mktemp("lincolnshire"), la="925")


def published(code: str) -> Iterator[dict[str, str]]:
    with TABLE.open(encoding="utf-8-sig", newline="") as handle:
        for row in csv.DictReader(handle):
            if row["area_code"] == code and "201920" <= row["time_period"] <= "202526":
                yield row


def scope(phases: tuple[str, ...] | None) -> str:
    wanted = phases or tuple(code for codes in PHASES.values() for code in codes or ())
    return "phase in (" + ", ".join(f"'{code}'" for code in wanted) + ")"


def counted(made: Sample, measure: str, breakdown: str, start_year: int) -> int:
    where = f"start_year = {start_year} and {scope(PHASES[breakdown])}"
    valid = "category = 'SUSP' and status not in ('withdrawn', 'overturned')"
    pair = "count(distinct (pupil_id, school_urn))"
    upheld = "category = 'PERM' and status = 'upheld'"
    return made.one(
        {
            RATES[0]: f"select count(*) from cases where {where} and {upheld}",
            RATES[1]: f"select count(*) from cases where {where} and {valid}",
            RATES[2]: f"select {pair} from cases where {where} and {valid}",
            "headcount": f"select coalesce(sum(headcount), 0) from january where {where}",
        }[measure]
    )


def pinned(code: str) -> list[tuple[str, str, int, int]]:
    """(measure, breakdown, first year, count) wherever DfE gives a count."""
    found = []
    for row in published(code):
        if row["indicator"] in RATES and row["breakdown"] in PHASES and row["numerator"]:
            year = int(row["time_period"][:4])
            found.append((row["indicator"], row["breakdown"], year, int(float(row["numerator"]))))
            found.append(("headcount", row["breakdown"], year, int(float(row["denominator"]))))
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_counts_are_the_published_ones_wherever_dfe_gives_them(
    samples: dict[int, Sample], seed: int
) -> None:
    wanted = pinned("E10000017")
    assert len(wanted) > 80
    wrong = [
        (*pin, got)
        for pin in wanted
        if (got := counted(samples[seed], pin[0], pin[1], pin[2])) != pin[3]
    ]
    assert wrong == []


@pytest.mark.parametrize("seed", SEEDS)
def test_lancashire_has_its_permanent_exclusions_and_suspensions(
    samples: dict[int, Sample], seed: int
) -> None:
    years = (2022, 2023, 2024)
    made = samples[seed]
    assert [counted(made, RATES[0], "Total", year) for year in years] == [440, 428, 458]
    assert [counted(made, RATES[1], "Total", year) for year in years] == [16515, 17620, 18480]


@pytest.mark.parametrize("seed", SEEDS)
def test_neet_and_not_known_shares_round_to_the_published_ones(
    samples: dict[int, Sample], seed: int
) -> None:
    assert neet_misses(samples[seed], "E10000017") == []


def test_neet_shares_are_met_in_a_small_authority_too(tmp_path: Path) -> None:
    assert neet_misses(Sample(tmp_path, la="841"), "E06000005") == []


def neet_misses(made: Sample, code: str) -> list[tuple[str, str, float, str]]:
    """Published percentages and cohorts that the sample does not round to."""
    local = {
        row[0]: dict(zip(("neet_percent", "not_known_percent", "cohort"), row[1:], strict=True))
        for row in made.rows(
            "select calendar_year, 100 * sum(neet::int) / count(*), "
            "100 * sum(unknown::int) / count(*), count(*) / 3 from winter group by 1"
        )
    }
    rows = published_neet(code)
    assert len(rows) >= 17
    misses = []
    for row in rows:
        year = local[int(row["time_period"])]
        year["neet_not_known_percent"] = year["neet_percent"] + year["not_known_percent"]
        got = year[row["indicator"]]
        if round(got, 1) != float(row["value"]):
            misses.append((row["time_period"], row["indicator"], got, row["value"]))
        if row["denominator"]:
            assert year["cohort"] == pytest.approx(float(row["denominator"]), rel=0.005)
    return misses


def published_neet(code: str) -> list[dict[str, str]]:
    names = ("neet_percent", "not_known_percent", "neet_not_known_percent")
    with TABLE.open(encoding="utf-8-sig", newline="") as handle:
        return [
            row
            for row in csv.DictReader(handle)
            if row["area_code"] == code
            and row["indicator"] in names
            and row["time_period"] >= "2020"
            and len(row["time_period"]) == 4
            and row["value"]
        ]


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_ones(
    samples: dict[int, Sample], tmp_path: Path
) -> None:
    again = sample.write(tmp_path, seed=SEEDS[1])
    same = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in again}
    assert same == samples[SEEDS[1]].digest()
    other = samples[SEEDS[2]].digest()
    assert {name for name, value in same.items() if other[name] == value} == {"calendar.csv"}


def test_every_extract_has_its_columns_and_the_note_says_illustrative(county: Sample) -> None:
    for extract, columns in COLUMNS.items():
        with (county.folder / f"{extract}.csv").open(encoding="utf-8", newline="") as handle:
            assert tuple(next(csv.reader(handle))) == columns
    note = tomllib.loads((county.folder / "SAMPLE.toml").read_text(encoding="utf-8"))
    assert (note["illustrative"], note["generated"]) == (True, True)
    assert (note["seed"], note["scale"], note["authority_code"]) == (2026, "county", "888")
    assert note["extracts"] == dict.fromkeys(EXTRACTS, note["as_at"])


def test_schools_and_providers_are_invented(county: Sample) -> None:
    assert county.one("select min(school_urn) from schools") >= 900_000
    assert county.one("select min(urn) from providers") >= 900_000
    names = "select school_name n from schools union all select provider_name from providers"
    assert county.one(f"select count(*) from ({names}) where n not like 'Illustrative %'") == 0
    for extract, column in (
        ("exclusions", "school_urn"),
        ("pupils", "school_urn"),
        ("placements", "home_school_urn"),
        ("home_tuition", "school_urn"),
    ):
        unknown = f"{column} not in (select school_urn from schools)"
        assert county.one(f"select count(*) from {extract} where {unknown}") == 0


def test_ap_schools_stand_only_where_there_are_any(county: Sample) -> None:
    found = county.rows(
        "select district, sum(ap_places) from schools where phase = 'PR' group by 1"
    )
    assert authority.WITHOUT_AP_SCHOOL.isdisjoint({district for district, _ in found})
    assert 850 <= sum(places for _, places in found) <= 950


def known_codes(code_set: str) -> set[str]:
    path = authority.REFERENCE / "codes.csv"
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return {row["code"] for row in csv.DictReader(handle) if row["code_set"] == code_set}


@pytest.mark.parametrize(
    ("code_set", "cells"),
    [
        ("category", [("exclusions", "category")]),
        ("status", [("exclusions", "status")]),
        ("reason", [("exclusions", f"reason_{n}") for n in (1, 2, 3)]),
        ("phase", [("schools", "phase")]),
        ("sex", [(e, "sex") for e in ("exclusions", "neet", "placements", "pupils")]),
        ("sen_provision", [(e, "sen_provision") for e in ("exclusions", "neet", "home_tuition")]),
        ("nc_year", [(e, "nc_year") for e in ("exclusions", "placements", "pupils")]),
        ("ethnicity_group", [(e, "ethnicity_group") for e in ("exclusions", "pupils")]),
        ("end_reason", [(e, "end_reason") for e in ("placements", "home_tuition")]),
        ("home_tuition_reason", [("home_tuition", "reason")]),
        ("referral_reason", [("placements", "referral_reason")]),
        ("enrolment_status", [("placements", "enrolment_status")]),
        ("setting_type", [("providers", "setting_type")]),
        ("activity_code", [("neet", "activity_code")]),
        ("term", [("calendar", "term")]),
    ],
)
def test_every_value_is_a_standard_code(
    county: Sample, code_set: str, cells: list[tuple[str, str]]
) -> None:
    known = known_codes(code_set)
    for extract, column in cells:
        found = county.codes(extract, column)
        assert found, f"{extract}.{column} is empty"
        assert found <= known, f"{extract}.{column}"


def test_reasons_belong_to_their_year(county: Sample) -> None:
    old = county.rows(
        "select count(*) filter (reason_2 is not null), "
        "count(*) filter (reason_1 in ('OW', 'LG', 'DS', 'MT', 'PH')), "
        "count(*) filter (reason_1 = 'OT') > 0 from cases where start_year = 2019"
    )
    assert old == [(0, 0, True)]
    new = county.rows(
        "select count(*) filter (reason_1 = 'OT'), count(reason_2) > 0, count(reason_3) > 0, "
        "count(*) filter (reason_1 = reason_2 or reason_2 = reason_3 or reason_1 = reason_3) "
        "from cases where start_year >= 2020"
    )
    assert new == [(0, True, True, 0)]


def test_required_cells_are_filled_and_dates_are_in_order(county: Sample) -> None:
    for extract, cells in {
        "exclusions": "pupil_id, reason_1, nc_year, sex, sen_provision, home_district",
        "neet": "young_person_id, activity_code, home_district",
        "home_tuition": "pupil_id, reason, hours_per_week, nc_year, home_district",
        "placements": "tier, start_date, provider_id",
        "pupils": "nc_year, sex, sen_provision, headcount",
    }.items():
        counts = ", ".join(f"count(*) - count({cell})" for cell in cells.split(", "))
        assert set(county.rows(f"select {counts} from {extract}")[0]) == {0}, extract
    assert county.one("select count(*) from placements where tier > 1 and full_time is null") == 0
    assert county.one("select count(*) from placements where tier > 1 and pupil_id is null") == 0
    assert (
        county.one("select count(*) from placements where tier = 1 and home_school_urn is null")
        == 0
    )
    for extract in ("placements", "home_tuition"):
        for column in ("end_date", "planned_end_date"):
            wrong = f"select count(*) from {extract} where {column} < start_date"
            assert county.one(wrong) == 0, (extract, column)
    assert (
        county.one("select count(*) from placements where sessions_absent > sessions_possible") == 0
    )
    for extract, key in (("exclusions", "exclusion_id"), ("placements", "placement_id")):
        assert county.one(f"select count(*) - count(distinct {key}) from {extract}") == 0


def test_a_childs_placements_do_not_overlap(county: Sample) -> None:
    overlaps = county.one(
        "select count(*) from (select end_date, lead(start_date) over "
        "(partition by pupil_id order by start_date) as following "
        "from placements where tier > 1) where following <= coalesce(end_date, '2099-01-01')"
    )
    assert overlaps == 0


def test_nobody_is_suspended_twice_at_once_or_over_45_days_a_year(county: Sample) -> None:
    most = county.one(
        "select max(days) from (select sum(sessions) / 2 as days from cases "
        "where category = 'SUSP' and status = 'upheld' group by pupil_id, school_urn, start_year)"
    )
    assert most <= 45
    repeated = county.one(
        "select max(n) from (select count(*) as n from cases where category = 'SUSP' "
        f"and status = 'upheld' and {scope(None)} group by pupil_id, school_urn, start_date)"
    )
    assert repeated == 1


def test_it_looks_like_a_county(county: Sample) -> None:
    boys, girls = county.rows(
        "select count(*) filter (sex = 'M'), count(*) filter (sex = 'F') from exclusions"
    )[0]
    assert 1.5 < boys / girls < 3
    rate = {
        name: counted(county, RATES[1], name, 2024) / counted(county, "headcount", name, 2024)
        for name in ("Primary", "Secondary")
    }
    assert rate["Secondary"] > 5 * rate["Primary"]
    by_year = dict(county.rows("select nc_year, count(*) from exclusions group by 1"))
    assert max(by_year, key=lambda nc: by_year[nc]) in ("8", "9", "10")
    covid = county.one(
        "select count(*) from cases where start_date between '2020-04-01' and '2020-08-31'"
    )
    after = county.one(
        "select count(*) from cases where start_date between '2023-04-01' and '2023-08-31'"
    )
    assert covid < after / 20
    status = dict(
        county.rows("select status, count(*) from exclusions where category = 'PERM' group by 1")
    )
    assert set(status) == {"notified", "upheld", "withdrawn", "overturned"}
    assert county.one("select min(start_date) from exclusions where status = 'notified'") >= date(
        2026, 6, 1
    )
    assert county.one("select count(*) from exclusions where fsm_eligible is null") > 0
    assert (
        county.one(
            "select count(*) from placements where end_date < '2026-01-01' and end_reason is null"
        )
        > 0
    )


def test_most_excluded_children_are_placed_by_the_sixth_school_day(county: Sample) -> None:
    calendar = school_calendar.SchoolCalendar()
    cases = county.rows(
        "select pupil_id, start_date from cases where category = 'PERM' and status = 'upheld' "
        f"and {scope(None)}"
    )
    provision = defaultdict(list)
    for child, start, end in county.rows(
        "select pupil_id, start_date, end_date from placements where tier > 1 and full_time "
        "union all select pupil_id, start_date, end_date from home_tuition where full_time"
    ):
        provision[child].append((start, end or date(2099, 1, 1)))
    sixth = {case: six_days_on(calendar, case[1]) for case in cases}
    in_time = [
        any(start <= sixth[case] and end >= case[1] for start, end in provision[case[0]])
        for case in cases
    ]
    assert 0.70 <= sum(in_time) / len(in_time) <= 0.85


def six_days_on(calendar: school_calendar.SchoolCalendar, start: date) -> date:
    later = [day for day in calendar.school_days.tolist() if day >= start]
    return later[5]


def test_children_link_from_placements_to_what_they_do_at_16(county: Sample) -> None:
    leavers, linked = county.rows(
        "select count(*), count(*) filter (pupil_id in (select pupil_id from neet)) from "
        "(select distinct pupil_id from placements where tier = 3 and end_reason = 'post_16' "
        "and end_date < '2025-09-01' and end_date >= '2019-06-01')"
    )[0]
    assert leavers > 300
    assert 0.75 < linked / leavers < 0.92
    ap = county.one("select avg((coalesce(characteristic_codes, '') like '%200%')::int) from neet")
    assert 0.01 < ap < 0.05


def test_placements_begin_on_the_first_day_and_grow_at_tier_1(county: Sample) -> None:
    assert county.one("select min(start_date) from placements") == date(2018, 9, 3)
    tier_1 = [
        county.one(
            f"select count(*) from placements where tier = 1 "
            f"and start_date between '{year}-09-01' and '{year + 1}-08-31'"
        )
        for year in (2021, 2023, 2025)
    ]
    assert tier_1 == sorted(tier_1)
    assert county.one("select count(*) from placements where pupil_id is null") > 0


def test_the_calendar_has_three_terms_a_year_with_census_days(county: Sample) -> None:
    rows = county.rows(
        "select time_period, count(*), bool_and(census_day between first_day and last_day) "
        "from calendar group by 1 order by 1"
    )
    assert [row[0] for row in rows] == [school_calendar.period(y) for y in range(2018, 2027)]
    assert {row[1:] for row in rows} == {(3, True)}
    calendar = school_calendar.SchoolCalendar()
    for year in range(2018, 2027):
        assert 185 <= len(calendar.of_year(year)) <= 195


def test_an_earlier_as_at_date_knows_nothing_later(part_year: Sample) -> None:
    day = "date '2026-02-28'"
    for extract, columns in {
        "exclusions": ("start_date", "status_date"),
        "placements": ("start_date", "end_date", "pupil_view_recorded_on"),
        "home_tuition": ("start_date", "end_date"),
        "schools": ("valid_from", "valid_to"),
        "providers": ("framework_from",),
    }.items():
        for column in columns:
            later = f"select count(*) from {extract} where {column} > {day}"
            assert part_year.one(later) == 0, (extract, column)
    assert part_year.one("select max(month) from neet") == "2026-02"
    assert part_year.one("select max(time_period) from pupils") == 202526
    for extract, column in (
        ("home_tuition", "review_dates"),
        ("providers", "quality_assured_dates"),
    ):
        assert (
            part_year.one(f"select max(list_max(string_split({column}, ';'))) from {extract}")
            <= "2026-02-28"
        )
    unrecorded = "select count(*) from placements where end_date is null and end_reason is not null"
    assert part_year.one(unrecorded) == 0
    assert (
        part_year.one(
            "select count(*) from returns where time_period = 202526 and time_identifier = 'Academic year'"
        )
        == 0
    )
    note = tomllib.loads((part_year.folder / "SAMPLE.toml").read_text(encoding="utf-8"))
    assert note["as_at"] == date(2026, 2, 28)


def test_completed_years_keep_their_pins_at_an_earlier_as_at_date(part_year: Sample) -> None:
    wrong = [
        pin
        for pin in pinned("E10000017")
        if pin[2] <= 2024 and counted(part_year, pin[0], pin[1], pin[2]) != pin[3]
    ]
    assert wrong == []


def test_a_part_year_is_the_beginning_of_the_whole_one(county: Sample, part_year: Sample) -> None:
    for extract, cells in (
        ("exclusions", "exclusion_id, pupil_id, reason_1, start_date"),
        ("placements", "placement_id, pupil_id, provider_id, start_date, weekly_cost"),
        ("home_tuition", "episode_id, pupil_id, start_date, hours_per_week"),
    ):
        part = part_year.rows(f"select {cells} from {extract} order by 1")
        assert part == county.rows(f"select {cells} from {extract} order by 1 limit {len(part)}")


def test_another_authority_meets_its_own_pins(lincolnshire: Sample) -> None:
    wanted = pinned("E10000019")
    assert wanted
    wrong = [pin for pin in wanted if counted(lincolnshire, pin[0], pin[1], pin[2]) != pin[3]]
    assert wrong == []
    own = set(authority.find("925").districts)
    assert lincolnshire.codes("schools", "district") == own
    assert lincolnshire.codes("neet", "home_district") > own


def test_an_authority_without_published_figures_gets_lifelike_ones(tmp_path: Path) -> None:
    made = Sample(tmp_path, la="E06000001")
    total = counted(made, "headcount", "Total", 2024)
    assert total == pytest.approx(pins.DEFAULT_HEADCOUNT, rel=0.02)
    assert counted(made, RATES[1], "Total", 2024) / total == pytest.approx(0.115, rel=0.05)


def test_before_the_first_school_year_the_files_are_there_and_empty(tmp_path: Path) -> None:
    sample.write(tmp_path, as_at=date(2018, 12, 31))
    for extract in ("exclusions", "neet", "pupils", "returns"):
        lines = (tmp_path / f"{extract}.csv").read_text(encoding="utf-8").splitlines()
        assert len(lines) == 1
        assert lines[0].replace('"', "") == ",".join(COLUMNS[extract])


def test_wrong_options_say_what_was_expected(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="--la 999: no authority has this code"):
        sample.write(tmp_path, la="999")
    with pytest.raises(ValueError, match="--scale town: expected one of county, england"):
        sample.write(tmp_path, scale="town")
    with pytest.raises(ValueError, match="--as-at 2017-01-01: the sample begins on 2018-09-03"):
        sample.write(tmp_path, as_at=date(2017, 1, 1))


def test_progress_counts_up_to_the_end(tmp_path: Path) -> None:
    seen: list[tuple[int, int, str]] = []
    sample.write(tmp_path, as_at=date(2019, 9, 30), progress=lambda *step: seen.append(step))
    assert [done for done, _, _ in seen] == list(range(1, seen[0][1] + 1))


def test_counts_are_recovered_from_rates_when_one_headcount_explains_them() -> None:
    # 59 / 99,874, 2,067 / 99,874 and 975 / 99,874 in percent, to five decimals.
    cell = {"permanent_rate": 0.05907, "suspensions_rate": 2.06961, "one_plus_rate": 0.97623}
    pins.recover(cell, near=100_503)
    found = {name: cell[name] for name in ("headcount", "permanent", "suspensions", "one_plus")}
    assert found == {"headcount": 99874, "permanent": 59, "suspensions": 2067, "one_plus": 975}


def test_parts_that_do_not_add_up_give_way_to_the_total() -> None:
    usual = {"Primary": 10.0, "Secondary": 80.0, "Special": 10.0}
    # 30 of 100 are given, so 70 are left for the other two: 70 * 80/90 and 70 * 10/90.
    assert pins.parts_of(100, {"Primary": 30}, usual) == {
        "Primary": 30,
        "Secondary": 62,
        "Special": 8,
    }
    scaled = pins.parts_of(100, {"Primary": 20, "Secondary": 170, "Special": 10}, usual)
    assert scaled == {"Primary": 10, "Secondary": 85, "Special": 5}
