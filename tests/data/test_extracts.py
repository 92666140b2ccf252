"""Extracts with every fault we know of, through the real loader and a real DuckDB."""

import csv
import gzip
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

import duckdb
import openpyxl
import pytest

from data.authorities import authority
from data.contracts import BY_NAME, EXTRACTS
from data.extracts import Load, check, load, recognise
from data.mapping import ExtractMapping, Mappings
from data.problems import Problem
from data.reading import open_tables

LANCASHIRE = authority("888")
AS_AT = date(2026, 8, 31)

# One good row of each extract, in the words of its contract.
GOOD = {
    "exclusions": {
        "exclusion_id": "X{n:04}",
        "pupil_id": "P{n:05}",
        "school_urn": "100001",
        "category": "SUSP",
        "reason_1": "PP",
        "start_date": "2024-09-03",
        "sessions": "4",
        "status": "upheld",
        "nc_year": "9",
        "sex": "F",
        "sen_provision": "K",
        "fsm_eligible": "T",
        "home_district": "E07000117",
    },
    "neet": {
        "young_person_id": "Y{n:05}",
        "month": "2024-09",
        "academic_age": "16",
        "activity_code": "210",
        "characteristic_codes": "200;110",
        "home_district": "Burnley",
        "pupil_id": "P{n:05}",
    },
    "home_tuition": {
        "episode_id": "E{n:04}",
        "pupil_id": "P{n:05}",
        "start_date": "2024-09-03",
        "end_date": "2024-12-20",
        "reason": "medical_mental",
        "hours_per_week": "12.5",
        "review_dates": "2024-10-01;2024-11-01",
        "nc_year": "10",
        "weekly_cost": "400",
    },
    "placements": {
        "placement_id": "A{n:04}",
        "pupil_id": "P{n:05}",
        "tier": "2",
        "start_date": "2024-09-03",
        "end_date": "2025-02-01",
        "provider_id": "V1",
        "full_time": "T",
        "home_school_urn": "100001",
        "home_district": "E07000117",
        "sessions_possible": "100",
        "sessions_absent": "10",
    },
    "providers": {
        "provider_id": "V{n}",
        "provider_name": "Provider {n}",
        "setting_type": "Work based placement",
    },
    "schools": {
        "school_urn": "{n:06}",
        "school_name": "School {n}",
        "phase": "SS",
        "district": "E07000117",
        "valid_from": "1965-09-01",
    },
    "pupils": {
        "time_period": "202425",
        "school_urn": "{n:06}",
        "nc_year": "9",
        "sex": "F",
        "sen_provision": "N",
        "headcount": "12",
    },
    "calendar": {
        "time_period": "202425",
        "term": "Autumn term",
        "first_day": "2024-09-02",
        "last_day": "2024-12-20",
        "census_day": "2024-10-03",
    },
    "returns": {
        "measure_id": "schools_trained_percent_{n}",
        "time_period": "202425",
        "time_identifier": "Academic year",
        "numerator": "120",
        "denominator": "600",
    },
}


def rows_of(extract: str, count: int = 100, **changed: str) -> list[dict[str, str]]:
    """`count` good rows, the first of them with cells changed."""
    rows = [
        {name: text.format(n=n + 1) for name, text in GOOD[extract].items()} for n in range(count)
    ]
    rows[0] |= changed
    for row in rows:
        for name in changed:
            row.setdefault(name, "")
    return rows


def write(path: Path, rows: Sequence[dict[str, str]], delimiter: str = ",") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


class Loaded:
    """A load and the database it filled."""

    def __init__(self, con: duckdb.DuckDBPyConnection, result: Load) -> None:
        self.con = con
        self.result = result

    def rows(self, sql: str) -> list[tuple]:
        return self.con.execute(sql).fetchall()

    def about(self, column: str) -> list[Problem]:
        return [problem for problem in self.result.problems if problem.column == column]

    def said(self, text: str) -> list[Problem]:
        return [problem for problem in self.result.problems if text in problem.problem]


Loader = Callable[..., Loaded]


@pytest.fixture
def into(tmp_path: Path):
    """A function that loads files or folders into a fresh database."""
    opened: list[duckdb.DuckDBPyConnection] = []

    def run(*paths: Path, **options: object) -> Loaded:
        problems: list[Problem] = []
        mappings = options.get("mappings") or Mappings()
        work = tmp_path / f"work{len(opened)}"
        tables = open_tables(paths, work, problems, known=mappings.headings)
        con = duckdb.connect()
        opened.append(con)
        settings = {"key": "secret", "as_at": AS_AT, "authority": LANCASHIRE, **options}
        settings["mappings"] = mappings
        result = load(con, tables, work=work, **settings)
        result.problems[:0] = problems
        return Loaded(con, result)

    yield run
    for con in opened:
        con.close()


@pytest.fixture
def one(tmp_path: Path, into: Loader):
    """A function that loads 100 rows of one extract, the first with cells changed."""

    def run(extract: str, **changed: str) -> Loaded:
        return into(write(tmp_path / "in" / f"{extract}.csv", rows_of(extract, **changed)))

    return run


@pytest.mark.parametrize("extract", [e.name for e in EXTRACTS if e.name != "calendar"])
def test_a_clean_extract_loads_whole_and_without_a_word(extract, one):
    loaded = one(extract)
    assert loaded.result.problems == []
    assert loaded.rows(f"select count(*) from {extract}") == [(100,)]
    assert loaded.rows("select * exclude first_date from extract_coverage") == [
        (extract, 100, 100, 0, AS_AT)
    ]


def test_every_table_is_there_with_the_columns_of_its_contract_though_nothing_is_loaded(into):
    loaded = into()
    for extract in EXTRACTS:
        described = loaded.rows(f"describe {extract.name}")
        assert tuple(row[0] for row in described) == extract.names


def test_values_arrive_typed(one):
    loaded = one("home_tuition", start_date="03/09/2024", full_time="yes", hours_per_week="15")
    assert loaded.rows(
        "select start_date, end_date, full_time, hours_per_week, review_dates, home_district "
        "from home_tuition limit 1"
    ) == [
        (
            date(2024, 9, 3), date(2024, 12, 20), True, 15.0,
            [date(2024, 10, 1), date(2024, 11, 1)], None,
        )
    ]  # fmt: skip


def test_a_missing_column_blocks_and_says_what_was_found_and_what_to_do(tmp_path, into):
    rows = [{k: v for k, v in row.items() if k != "start_date"} for row in rows_of("exclusions")]
    loaded = into(write(tmp_path / "exclusions_2024-25.csv", rows))
    (problem,) = loaded.result.problems
    assert problem.severity == "block"
    assert (problem.file, problem.column) == ("exclusions_2024-25.csv", "start_date")
    assert "Column 'start_date' is missing; found 'exclusion_id', 'pupil_id'" in problem.problem
    assert "exclusions.toml under [columns]" in problem.problem
    assert loaded.result.blocked


def test_headings_without_rows_are_a_remark(tmp_path, into):
    path = tmp_path / "neet.csv"
    path.write_text(",".join(GOOD["neet"]) + "\n", encoding="utf-8")
    loaded = into(path)
    assert loaded.said("headings and no rows")[0].severity == "warn"
    assert not loaded.result.blocked
    assert [s.rows_read for s in loaded.result.sources] == [0]


def test_swapped_extracts_are_read_by_their_columns(tmp_path, into):
    write(tmp_path / "in" / "exclusions.csv", rows_of("neet"))
    write(tmp_path / "in" / "neet.csv", rows_of("exclusions"))
    loaded = into(tmp_path / "in")
    assert loaded.rows("select count(*) from neet") == [(100,)]
    said = loaded.said("because of its columns")
    assert [(p.file, p.severity) for p in said] == [
        ("exclusions.csv", "warn"),
        ("neet.csv", "warn"),
    ]
    assert "Read as neet" in said[0].problem


def test_a_wrong_file_blocks_only_where_its_name_says_it_is_an_extract(tmp_path, into):
    rows = [{"Menu": "Pie", "Price": "3"}]
    loaded = into(write(tmp_path / "lunch.csv", rows), write(tmp_path / "neet_menu.csv", rows))
    assert [(p.file, p.severity) for p in loaded.result.problems] == [
        ("lunch.csv", "warn"),
        ("neet_menu.csv", "block"),
    ]
    assert "found headings 'Menu', 'Price'" in loaded.result.problems[0].problem


def test_a_file_without_headings_shows_none_of_its_data(tmp_path, into):
    path = tmp_path / "exclusions.csv"
    path.write_text("X1,Smith,2010-01-01\nX2,Jones,2011-01-01\n", encoding="utf-8")
    (problem,) = into(path).result.problems
    assert problem.severity == "block"
    assert "No row of headings was found" in problem.problem
    assert "Smith" not in problem.problem


def test_a_sheet_of_notes_beside_an_extract_does_not_block(tmp_path, into):
    book = openpyxl.Workbook()
    sheet = book.active
    rows = rows_of("providers")
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append(list(row.values()))
    notes = book.create_sheet("Notes")
    notes.append(["Made by", "Data team"])
    book.save(tmp_path / "providers.xlsx")
    loaded = into(tmp_path / "providers.xlsx")
    (problem,) = loaded.result.problems
    assert (problem.file, problem.severity) == ("providers.xlsx/Notes", "warn")
    assert loaded.rows("select count(*) from providers") == [(100,)]


def test_headings_that_fit_two_extracts_equally_block_and_name_both(tmp_path, into):
    path = tmp_path / "x.csv"
    path.write_text(
        # Five columns of each, all the required ones included.
        "provider_id,provider_name,setting_type,urn,ukprn,"
        "time_period,term,first_day,last_day,census_day\n",
        encoding="utf-8",
    )
    (problem,) = into(path).result.problems
    assert problem.severity == "block"
    assert "It could be providers or calendar" in problem.problem


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("2024-09-03", True),
        ("03/09/2024", True),
        ("3/9/2024", True),
        ("2024-09-03T00:00:00", True),
        ("2024-09-03 00:00:00", True),
        ("03/09/2024 00:00", True),
        ("03-Sep-2024", True),
        (" 2024-09-03 ", True),
        ("45538", True),  # 45538 days after 30 December 1899 is 3 September 2024
        ("45538.0", True),
        ("03/09/24", False),
        ("24-09-03", False),
        ("1900-01-01", False),
        ("2099-01-01", False),
        ("31/02/2024", False),
        ("09/23/2024", False),
        ("soon", False),
        ("4553", False),
    ],
)
def test_a_date_is_iso_or_day_first_and_between_2000_and_six_years_from_now(written, kept, one):
    loaded = one("exclusions", start_date=written)
    found = loaded.rows("select min(start_date), max(start_date), count(*) from exclusions")
    assert found == [(date(2024, 9, 3), date(2024, 9, 3), 100 if kept else 99)]
    if not kept:
        (problem,) = loaded.about("start_date")
        assert (problem.row, problem.severity) == (2, "set aside")
        assert "The row was set aside." in problem.problem


def test_a_bad_date_says_what_is_expected(one):
    (problem,) = one("exclusions", start_date="1900-01-01").about("start_date")
    assert problem.value == "1900-01-01"
    assert "Expected a date such as 2024-09-03 or 03/09/2024, from 2000-01-01 to" in problem.problem
    (problem,) = one("exclusions", start_date="03/09/24").about("start_date")
    assert "two digits" in problem.problem


def test_a_bad_optional_cell_is_emptied_and_its_row_kept(one):
    loaded = one("exclusions", status_date="2099-01-01")
    (problem,) = loaded.about("status_date")
    assert (problem.severity, problem.row, problem.value) == ("warn", 2, "2099-01-01")
    assert loaded.rows("select count(*), count(status_date) from exclusions") == [(100, 0)]


def test_an_end_before_its_start_is_emptied(one):
    loaded = one("placements", end_date="2024-09-01")
    (problem,) = loaded.about("end_date")
    assert problem.severity == "warn"
    assert "end_date is before start_date" in problem.problem
    assert loaded.rows("select count(*), count(end_date) from placements") == [(100, 99)]


def test_an_unknown_code_is_masked_and_says_what_is_expected(one):
    loaded = one("exclusions", category="Jane Smith", ethnicity_group="Martian")
    (problem,) = loaded.about("category")
    assert problem.value == "J… (10 characters)"
    assert problem.severity == "set aside"
    assert "expected one of SUSP, PERM, LNCH" in problem.problem
    assert "[codes.category] in the mapping file" in problem.problem
    (problem,) = loaded.about("ethnicity_group")
    assert (problem.value, problem.severity) == ("M… (7 characters)", "warn")
    assert "The cell was left empty." in problem.problem


@pytest.mark.parametrize("written", ["-4", "four", "4.5", "1e12", "nan"])
def test_a_count_is_a_whole_number_of_nought_or_more(written, one):
    loaded = one("pupils", headcount=written)
    (problem,) = loaded.about("headcount")
    assert (problem.row, problem.severity) == (2, "set aside")
    assert "Expected a whole number of 0 or more." in problem.problem
    assert loaded.rows("select count(*) from pupils") == [(99,)]


@pytest.mark.parametrize(
    ("written", "kept"), [("0", True), ("60", True), ("61", False), ("-1", False)]
)
def test_hours_a_week_are_from_0_to_60(written, kept, one):
    loaded = one("home_tuition", hours_per_week=written)
    assert loaded.rows("select count(*) from home_tuition") == [(100 if kept else 99,)]


@pytest.mark.parametrize(
    ("written", "cost"), [("£1,234.50", 1234.5), ("400.0", 400.0), ("-3", None), ("dear", None)]
)
def test_costs_may_be_written_as_money(written, cost, one):
    loaded = one("home_tuition", weekly_cost=written)
    found = loaded.rows("select weekly_cost from home_tuition order by rowid limit 1")
    assert found == [(cost,)]
    assert len(loaded.about("weekly_cost")) == (cost is None)


@pytest.mark.parametrize(
    ("written", "value"),
    [("T", True), ("f", False), ("Yes", True), ("n", False), ("1", True), ("0", False),
     ("TRUE", True), ("False", False), ("maybe", None)],
)  # fmt: skip
def test_booleans_come_in_many_words(written, value, one):
    loaded = one("exclusions", fsm_eligible=written)
    assert loaded.rows("select fsm_eligible from exclusions order by rowid limit 1") == [(value,)]


@pytest.mark.parametrize(("column", "written", "code"), [
    ("nc_year", "Year 9", "9"), ("nc_year", "09", "9"), ("nc_year", "9.0", "9"),
    ("sex", " f ", "F"), ("sex", "Female", "F"), ("category", "susp", "SUSP"),
    ("home_district", "burnley", "E07000117"), ("home_district", "e07000117", "E07000117"),
    ("home_district", "King's Lynn and West Norfolk", "E07000146"),
])  # fmt: skip
def test_codes_are_known_in_any_case_and_by_name(column, written, code, one):
    loaded = one("exclusions", **{column: written})
    assert loaded.rows(f"select {column} from exclusions order by rowid limit 1") == [(code,)]


def test_a_code_outside_its_era_is_kept_with_a_remark(one):
    loaded = one("exclusions", reason_1="OT")
    (problem,) = loaded.about("reason_1")
    assert (problem.row, problem.value, problem.severity) == (2, "OT", "warn")
    assert "not valid at the date of the row (valid until 2020-08-31)" in problem.problem
    assert loaded.rows("select count(*) from exclusions where reason_1 = 'OT'") == [(1,)]


def test_an_exact_repeat_and_the_same_id_with_other_content_are_told_apart(tmp_path, into):
    rows = rows_of("exclusions")
    rows += [rows[4], rows[5] | {"sex": "M"}]
    loaded = into(write(tmp_path / "exclusions.csv", rows), accept_set_aside="known repeats")
    exact, other = loaded.about("exclusion_id")
    assert (exact.row, exact.value, exact.severity) == (102, "X0***", "set aside")
    assert "repeats row 6 exactly" in exact.problem
    assert other.row == 103
    assert "The same exclusion_id as row 7, with other content" in other.problem
    assert loaded.rows("select count(*), count(*) filter (sex = 'M') from exclusions") == [(100, 0)]


def test_repeats_are_found_across_files(tmp_path, into):
    write(tmp_path / "in" / "neet_1.csv", rows_of("neet"))
    write(tmp_path / "in" / "neet_2.csv", rows_of("neet")[:1])
    loaded = into(tmp_path / "in")
    (problem,) = loaded.about("young_person_id, month")
    assert (problem.file, problem.row) == ("neet_2.csv", 2)
    assert problem.value == "Y0***, 2024-09"
    assert "repeats row 2 of neet_1.csv exactly" in problem.problem
    assert [(s.rows_read, s.rows_kept, s.rows_set_aside) for s in loaded.result.sources] == [
        (100, 100, 0),
        (1, 0, 1),
    ]


def test_one_young_person_in_many_months_is_no_repeat(tmp_path, into):
    months = [f"{2018 + n // 12}-{n % 12 + 1:02}" for n in range(90)]
    rows = [rows_of("neet", 1)[0] | {"month": month} for month in months]
    loaded = into(write(tmp_path / "neet.csv", rows))
    assert loaded.rows("select count(*) from neet") == [(90,)]


def test_a_repeat_is_found_though_part_of_its_key_is_blank(tmp_path, into):
    rows = rows_of("pupils")
    rows.append(rows[0] | {"headcount": "13"})
    (problem,) = into(write(tmp_path / "pupils.csv", rows)).result.problems
    assert (problem.row, problem.severity) == (102, "set aside")
    assert "as row 2, with other content" in problem.problem


def test_a_calendar_has_one_row_a_term(tmp_path, into):
    rows = rows_of("calendar", 1)
    spring = {"term": "Spring", "first_day": "06/01/2025", "last_day": "04/04/2025"}
    path = write(tmp_path / "calendar.csv", [*rows, rows[0] | spring, rows[0]])
    loaded = into(path, accept_set_aside="a repeat")
    assert loaded.rows("select time_period, term, first_day from calendar order by first_day") == [
        (202425, "Autumn term", date(2024, 9, 2)),
        (202425, "Spring term", date(2025, 1, 6)),
    ]


@pytest.mark.parametrize(
    ("written", "period"),
    [
        ("202425", 202425),
        ("2024/25", 202425),
        ("2024-25", 202425),
        ("2024/2025", 202425),
        ("202425.0", 202425),
        ("2025", 2025),
        ("202426", None),
        ("24/25", None),
        ("year", None),
    ],
)
def test_a_period_is_six_digits_of_two_consecutive_years_or_a_calendar_year(written, period, one):
    loaded = one("returns", time_period=written)
    found = loaded.rows(
        "select time_period from returns where measure_id = 'schools_trained_percent_1'"
    )
    assert found == ([(period,)] if period else [])


def test_a_headcount_has_no_calendar_year(one):
    (problem,) = one("pupils", time_period="2025").about("time_period")
    assert problem.severity == "set aside"
    assert "Expected a year such as 202425 or 2024/25." in problem.problem


@pytest.mark.parametrize(
    "written", ["2024-09", "2024-09-01", "09/2024", "Sep 2024", "01/09/2024", "45538"]
)
def test_a_month_comes_in_many_forms(written, one):
    loaded = one("neet", month=written)
    assert loaded.result.problems == []
    assert loaded.rows("select distinct month from neet") == [(date(2024, 9, 1),)]


def test_more_than_two_percent_set_aside_blocks_until_an_officer_gives_a_reason(tmp_path, into):
    rows = rows_of("exclusions")
    for row in rows[:3]:
        row["pupil_id"] = ""
    path = write(tmp_path / "exclusions.csv", rows)
    refused, accepted = into(path), into(path, accept_set_aside="agreed with the data team")
    assert refused.result.blocked
    assert "3 of 100 rows (3.0%) were set aside" in refused.said("more than 2%")[0].problem
    assert refused.result.set_aside_share == {"exclusions": 3 / 100}
    assert not accepted.result.blocked
    assert accepted.said("agreed with the data team")[0].severity == "warn"


def test_two_percent_set_aside_does_not_block(tmp_path, into):
    rows = rows_of("exclusions")
    rows[0]["pupil_id"] = rows[1]["pupil_id"] = ""
    assert not into(write(tmp_path / "exclusions.csv", rows)).result.blocked


def test_an_extract_for_another_county_blocks_and_names_it(tmp_path, into):
    rows = rows_of("exclusions")
    for row in rows[:51]:
        row["home_district"] = "E07000146"
    path = write(tmp_path / "exclusions.csv", rows)
    loaded = into(path)
    (problem,) = [p for p in loaded.result.problems if p.severity == "block"]
    assert "51 of 100 rows with a district lie outside Lancashire" in problem.problem
    assert "most (51) are in Norfolk" in problem.problem
    assert "--la 926" in problem.problem
    assert not into(path, authority=authority("926")).result.blocked


def test_a_tier_1_episode_may_lack_a_pupil_and_tier_2_may_not(tmp_path, into):
    rows = rows_of("placements", 200)
    rows[0] |= {"tier": "1", "pupil_id": "", "full_time": ""}
    rows[1] |= {"pupil_id": ""}
    rows[2] |= {"full_time": ""}
    rows[3] |= {"tier": "1", "home_school_urn": ""}
    loaded = into(write(tmp_path / "placements.csv", rows))
    assert [(p.row, p.column, p.severity) for p in loaded.result.problems] == [
        (3, "pupil_id", "set aside"),
        (4, "full_time", "warn"),
        (5, "home_school_urn", "warn"),
    ]
    assert loaded.rows("select count(*) from placements") == [(199,)]


def test_more_absence_than_possible_empties_both(one):
    loaded = one("placements", sessions_possible="10", sessions_absent="11")
    (problem,) = loaded.about("sessions_absent")
    assert problem.severity == "warn"
    found = loaded.rows("select sessions_possible, sessions_absent from placements order by rowid")
    assert found[:2] == [(None, None), (100, 10)]


def test_a_bad_part_of_a_list_is_left_out(one):
    loaded = one("home_tuition", review_dates="2024-10-01; 31/02/2024;15/11/2024;")
    assert loaded.rows("select review_dates from home_tuition order by rowid limit 1") == [
        ([date(2024, 10, 1), date(2024, 11, 15)],)
    ]
    (problem,) = loaded.about("review_dates")
    assert "That part of the list was left out." in problem.problem
    loaded = one("neet", characteristic_codes="200; 999")
    assert loaded.rows("select characteristic_codes from neet order by rowid limit 1") == [
        (["200"],)
    ]


def test_lines_that_are_not_rows_are_set_aside_with_their_number(tmp_path, into):
    path = write(tmp_path / "exclusions.csv", rows_of("exclusions", 200))
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[10] = "X9,short"
    lines[20] += ",more,cells"
    lines[30] = lines[30].replace("E07000117", "nowhere")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    loaded = into(path)
    assert {(p.row, p.severity) for p in loaded.result.problems if p.row} == {
        (11, "warn"), (11, "set aside"), (21, "set aside"), (31, "set aside"),
    }  # fmt: skip
    assert loaded.said("fewer cells")[0].row == 11
    assert {p.row for p in loaded.said("home_district is blank")} == {11}
    (source,) = loaded.result.sources
    assert (source.rows_read, source.rows_kept, source.rows_set_aside) == (200, 197, 3)


def test_an_unclosed_quotation_mark_that_swallows_rows_blocks(tmp_path, into):
    path = write(tmp_path / "providers.csv", rows_of("providers"))
    text = path.read_text(encoding="utf-8").replace("Provider 40", '"Provider 40')
    path.write_text(text, encoding="utf-8")
    loaded = into(path)
    assert loaded.result.blocked
    assert loaded.said("quotation mark opened on row 41 is not closed")


def test_blank_rows_are_left_out_and_said(tmp_path, into):
    path = write(tmp_path / "providers.csv", rows_of("providers"))
    with path.open("a", encoding="utf-8") as out:
        out.write(",,\n,,\nV900,,Unknown\n")
    loaded = into(path)
    assert loaded.said("2 blank rows were left out")
    (problem,) = loaded.about("provider_name")
    assert problem.row == 104
    assert loaded.result.sources[0].rows_read == 101


def test_problems_of_one_kind_are_listed_200_times_and_counted_to_the_end(tmp_path, into):
    rows = [row | {"fsm_eligible": "perhaps"} for row in rows_of("exclusions", 250)]
    loaded = into(write(tmp_path / "exclusions.csv", rows))
    about = loaded.about("fsm_eligible")
    assert len(about) == 201
    assert about[-1].problem.startswith("50 more rows of this file have the same fault")
    assert about[199].row == 201


def test_personal_columns_are_never_stored(tmp_path, into):
    rows = [
        row | {"Surname": "Smithers", "UPN": "Z123", "Date of Birth": "2010-01-01",
               "Home Postcode": "BB1 1AA", "Note": "x"}
        for row in rows_of("exclusions")
    ]  # fmt: skip
    loaded = into(write(tmp_path / "exclusions.csv", rows))
    said = loaded.said("is not stored")
    assert [p.column for p in said] == ["Surname", "UPN", "Date of Birth", "Home Postcode"]
    assert {p.severity for p in said} == {"warn"}
    assert "Headings not used: 'Note'" in loaded.said("not used")[0].problem
    for table in loaded.rows("select table_name from duckdb_tables()"):
        dump = str(loaded.rows(f'select * from "{table[0]}"'))
        assert "Smithers" not in dump
        assert "P00001" not in dump


def test_identifiers_link_children_over_extracts_and_depend_on_the_key(tmp_path, into):
    write(tmp_path / "in" / "exclusions.csv", rows_of("exclusions", pupil_id=" p00001 "))
    write(tmp_path / "in" / "placements.csv", rows_of("placements"))
    write(tmp_path / "in" / "neet.csv", rows_of("neet"))
    linked = "select count(*) from exclusions join placements using (pupil_id) join neet using (pupil_id)"
    first, second = into(tmp_path / "in"), into(tmp_path / "in", key=b"another")
    assert first.rows(linked) == second.rows(linked) == [(100,)]
    hashes = "select pupil_id from exclusions intersect select exclusion_id from exclusions"
    assert first.rows(hashes) == []
    all_hashes = "select pupil_id from exclusions"
    assert not set(first.rows(all_hashes)) & set(second.rows(all_hashes))
    expected = "select hash(sha256(left(sha256('secret|pupil_id|'), 32) || 'P00001'))"
    assert first.rows(expected)[0] in first.rows(all_hashes)


def test_identifiers_in_problems_are_masked(tmp_path, into):
    rows = rows_of("placements")
    rows[0] |= {"full_time": "Jane Smith", "tier": "Jane Smith"}
    loaded = into(write(tmp_path / "placements.csv", rows))
    text = str(loaded.result.problems)
    assert "Jane" not in text
    assert "P00001" not in text


@pytest.mark.parametrize(
    ("extract", "found"),
    [("exclusions", date(2024, 9, 3)), ("neet", date(2024, 9, 30)), ("home_tuition", date(2024, 12, 20)),
     ("placements", date(2025, 2, 1)), ("pupils", date(2025, 1, 31))],
)  # fmt: skip
def test_without_an_as_at_date_the_latest_event_is_taken_and_said(extract, found, tmp_path, into):
    path = write(tmp_path / f"{extract}.csv", rows_of(extract))
    loaded = into(path, as_at=None)
    assert loaded.result.as_at == {extract: found}
    assert f"{found} was taken" in loaded.said("No as-at date")[0].problem


def test_the_mapping_file_then_the_argument_then_the_sample_give_the_as_at_date(tmp_path, into):
    path = write(tmp_path / "exclusions.csv", rows_of("exclusions"))
    sample = Mappings(sample_as_at=date(2025, 3, 1))
    mapped = Mappings(
        {"exclusions": ExtractMapping("exclusions", date(2025, 1, 1))}, date(2025, 3, 1)
    )
    assert into(path, mappings=sample, as_at=None).result.as_at["exclusions"] == date(2025, 3, 1)
    assert into(path, mappings=sample).result.as_at["exclusions"] == AS_AT
    assert into(path, mappings=mapped).result.as_at["exclusions"] == date(2025, 1, 1)


def test_a_row_dated_after_the_as_at_date_is_kept_with_a_remark(tmp_path, into):
    path = write(tmp_path / "exclusions.csv", rows_of("exclusions", start_date="2024-09-05"))
    loaded = into(path, as_at=date(2024, 9, 4))
    (problem,) = loaded.result.problems
    assert (problem.row, problem.column, problem.value) == (2, "start_date", "2024-09-05")
    assert "after the as-at date 2024-09-04" in problem.problem
    assert loaded.rows("select count(*) from exclusions") == [(100,)]


def test_a_future_date_does_not_become_the_as_at_date(tmp_path, into):
    soon = (date.today() + timedelta(days=30)).isoformat()
    path = write(tmp_path / "exclusions.csv", rows_of("exclusions", start_date=soon))
    assert into(path, as_at=None).result.as_at["exclusions"] == date.today()


def test_a_mapping_translates_headings_and_codes(tmp_path, into):
    rows = [
        {"Pupil Ref": row.pop("pupil_id"), **row, "category": "Fix"}
        for row in rows_of("exclusions")
    ]
    mapping = ExtractMapping(
        "exclusions", None, {"Pupil Ref": "pupil_id"}, {"category": {"fix": "SUSP"}}
    )
    loaded = into(write(tmp_path / "a.csv", rows), mappings=Mappings({"exclusions": mapping}))
    assert loaded.result.problems == []
    assert loaded.rows("select distinct category from exclusions") == [("SUSP",)]


def test_a_workbook_gives_the_same_table_as_a_csv(tmp_path, into):
    rows = rows_of("home_tuition")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Home tuition, autumn"])
    sheet.append([])
    sheet.append(list(rows[0]))
    for row in rows:
        cells = [date.fromisoformat(v) if k.endswith("_date") else v for k, v in row.items()]
        sheet.append([float(c) if str(c).replace(".", "").isdigit() else c for c in cells])
    book.save(tmp_path / "home_tuition.xlsx")
    from_csv = into(write(tmp_path / "home_tuition.csv", rows))
    from_xlsx = into(tmp_path / "home_tuition.xlsx")
    everything = "select * from home_tuition order by episode_id"
    assert from_csv.rows(everything) == from_xlsx.rows(everything)
    assert from_xlsx.said("2 rows above the headings were skipped")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_common_separator_is_read(delimiter, tmp_path, into):
    path = write(tmp_path / "providers.csv", rows_of("providers"), delimiter)
    assert into(path).rows("select count(*) from providers") == [(100,)]


def test_gzip_is_read(tmp_path, into):
    path = write(tmp_path / "providers.csv", rows_of("providers"))
    packed = tmp_path / "providers.dat"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert into(packed).rows("select count(*) from providers") == [(100,)]


FAULTS = [
    "",
    " ",
    "?",
    "-1",
    "1900-01-01",
    "2099-12-31",
    "31/02/2024",
    "nonsense",
    "9" * 30,
    'a"b',
    "é",
    "1;2",
]


@pytest.mark.parametrize("extract", [e.name for e in EXTRACTS if e.name != "calendar"])
def test_whatever_is_wrong_rows_read_are_rows_kept_and_rows_set_aside(extract, tmp_path, into):
    count = len(BY_NAME[extract].columns) * len(FAULTS)
    rows = [
        row | {n: row.get(n, "") for n in BY_NAME[extract].names} for row in rows_of(extract, count)
    ]
    for number, row in enumerate(rows):
        column = BY_NAME[extract].columns[number // len(FAULTS)]
        row[column.name] = FAULTS[number % len(FAULTS)]
    loaded = into(write(tmp_path / f"{extract}.csv", rows))
    (source,) = loaded.result.sources
    assert source.rows_read == count
    assert source.rows_read == source.rows_kept + source.rows_set_aside
    assert loaded.rows(f"select count(*) from {extract}") == [(source.rows_kept,)]
    reported = {p.row for p in loaded.result.problems if p.severity == "set aside"}
    assert len(reported) == source.rows_set_aside
    needed = [f"{name} is null" for name in BY_NAME[extract].required]
    assert loaded.rows(f"select count(*) from {extract} where {' or '.join(needed)}") == [(0,)]


def test_check_reads_a_folder_and_keeps_only_the_problems(tmp_path):
    write(tmp_path / "in" / "exclusions.csv", rows_of("exclusions", sex="?"))
    (tmp_path / "in" / "neet.xlsx").write_bytes(b"")
    seen: list[str] = []
    result = check(
        [tmp_path / "in"],
        authority=LANCASHIRE,
        mappings=Mappings(),
        as_at=AS_AT,
        progress=lambda name, share: seen.append(name),
    )
    assert [(p.file, p.severity) for p in result.problems] == [
        ("neet.xlsx", "block"),
        ("exclusions.csv", "set aside"),
    ]
    assert seen[0] == "exclusions.csv"


def test_a_header_is_recognised_whatever_its_case_and_spacing():
    header = ["Young Person ID", "MONTH", "academic-age", "Activity Code", "HomeDistrict"]
    assert recognise(header, Mappings()) == "neet"
    assert recognise(["a", "b"], Mappings()) is None


def test_lines_that_stop_after_their_last_filled_cell_are_kept_with_a_remark(tmp_path, into):
    path = write(tmp_path / "placements.csv", rows_of("placements"))
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[0] += ",,"
    lines[3] = ",".join(lines[3].split(",")[:-2])
    lines[5] = lines[5].replace("P00004", '"P0\n\n0004"') + ",,"
    lines[6] = lines[6].replace("2024-09-03", "1900-01-01")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    loaded = into(path)
    (source,) = loaded.result.sources
    assert (source.rows_read, source.rows_kept) == (100, 99)
    assert len(loaded.said("read as blank")) == 99
    assert loaded.rows("select count(*) from placements where sessions_absent is null") == [(1,)]
    assert [p.row for p in loaded.said("Expected a date")] == [7]


@pytest.mark.parametrize("name", ["exclusions_[12].csv", "exclusions_*.csv", "it's # {a,b} é?.csv"])
def test_a_file_name_with_signs_of_a_pattern_is_that_file_alone(name, tmp_path, into):
    folder = tmp_path / "[a] *"
    folder.mkdir()
    write(folder / "exclusions_1.csv", rows_of("exclusions", 3))
    write(folder / name, rows_of("exclusions", 60)[3:])
    loaded = into(folder)
    assert {(s.name, s.rows_read) for s in loaded.result.sources} == {
        ("exclusions_1.csv", 3), (name, 57),
    }  # fmt: skip
    assert loaded.rows("select count(*) from exclusions") == [(60,)]


def test_a_blank_reason_accepts_nothing(tmp_path, into):
    rows = rows_of("exclusions", 20) + rows_of("exclusions", 2)
    assert into(write(tmp_path / "exclusions.csv", rows), accept_set_aside="  ").result.blocked


def test_a_census_day_outside_its_term_and_a_term_outside_its_year_are_remarked_on(one):
    assert one("calendar", census_day="2030-10-03").said("census_day is not between")
    assert one("calendar", time_period="202021").said("does not lie in the academic year")


def test_a_title_of_two_lines_in_one_cell_takes_no_row_with_it(tmp_path, into):
    path = write(tmp_path / "exclusions.csv", rows_of("exclusions"))
    rows = path.read_text(encoding="utf-8").replace("X0001", "", 1)
    path.write_text(f'"Exclusions\nautumn term",,\n\n{rows}', encoding="utf-8")
    loaded = into(path)
    (source,) = loaded.result.sources
    assert (source.rows_read, source.rows_kept) == (100, 99)
    assert [p.row for p in loaded.said("exclusion_id is blank")] == [4]
