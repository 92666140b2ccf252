"""Published files: each figure as DfE printed it, from every layout it has used."""

import csv
from pathlib import Path

import pytest

from data import published
from data.problems import Problem
from data.published import PublishedRow, Tally

RATES = {
    "permanent_exclusion_rate": ("perm_excl_rate", "perm_excl"),
    "suspension_rate": ("susp_rate", "suspension"),
    "one_plus_suspension_rate": ("one_plus_susp_rate", "one_plus_susp"),
}
PHASES = {
    "Total": "Total",
    "state-funded primary": "Primary",
    "state-funded secondary": "Secondary",
    "special": "Special",
}
SYMBOLS = {"z", "x", "c", "low", "k", "u"}


def read(path: Path) -> tuple[list[PublishedRow], list[Problem], Tally]:
    with path.open(encoding="utf-8", newline="") as handle:
        rows = csv.reader(handle)
        return tidied(next(rows), list(rows), path.name)


def tidied(
    header: list[str], rows: list[list[str]], file: str = "file.csv"
) -> tuple[list[PublishedRow], list[Problem], Tally]:
    kind = published.recognise(header)
    assert kind is not None, header
    problems: list[Problem] = []
    tally = Tally()
    found = list(published.tidy(kind, header, rows, file, problems=problems, tally=tally))
    return found, problems, tally


def naive(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def area_of(row: dict[str, str]) -> str:
    if row["geographic_level"] == "National":
        return row["country_code"]
    if row["geographic_level"] == "Regional":
        return row["region_code"]
    return row["old_la_code"] if row["new_la_code"] == "x" else row["new_la_code"]


def printed(text: str) -> tuple[float | None, str]:
    return (None, text) if text in SYMBOLS else (float(text), "")


def by_key(rows: list[PublishedRow]) -> dict[tuple[str, int, str, str, str], PublishedRow]:
    found = {
        (r.measure_id, r.time_period, r.area_code, r.breakdown_topic, r.breakdown): r for r in rows
    }
    assert len(found) == len(rows), "two figures for one place, time and breakdown"
    return found


def exclusions(**cells: str) -> tuple[list[str], list[list[str]]]:
    """One Lancashire row of the newest layout with some cells changed or added."""
    row = {
        "time_period": "202223",
        "time_identifier": "Academic year",
        "geographic_level": "Local authority",
        "country_code": "E92000001",
        "country_name": "England",
        "region_code": "E12000002",
        "region_name": "North West",
        "old_la_code": "888",
        "new_la_code": "E10000017",
        "la_name": "Lancashire",
        "school_type": "Total",
        "headcount": "175000",
        "perm_excl": "440",
        "perm_excl_rate": "0.25143",
        "suspension": "16515",
        "susp_rate": "9.43714",
        "one_plus_susp": "7000",
        "one_plus_susp_rate": "4",
    } | cells
    return list(row), [list(row.values())]


def only(rows: list[PublishedRow], measure_id: str) -> PublishedRow:
    (found,) = [row for row in rows if row.measure_id == measure_id]
    return found


# Every file that DfE has published, against a plain reading of it


def test_every_exclusion_count_and_rate_is_as_dfe_printed_it(reference: Path) -> None:
    path = reference / "exc_nat_region_la.csv"
    found, problems, tally = read(path)
    figures = by_key(found)
    rates = 0
    for row in naive(path):
        phase = PHASES[row["school_type"]]
        for measure_id, (rate, count) in RATES.items():
            topic = "Total" if phase == "Total" else "Phase"
            figure = figures[measure_id, int(row["time_period"]), area_of(row), topic, phase]
            assert (figure.value, figure.symbol) == printed(row[rate])
            assert figure.numerator == float(row[count])
            assert figure.denominator == float(row["headcount"])
            assert figure.geographic_level == row["geographic_level"]
            if figure.value is not None:
                rates += 1
                recomputed = figure.numerator / figure.denominator * 100
                assert recomputed == pytest.approx(figure.value, abs=0.00001)
    assert rates == 32_952
    assert tally.read == tally.kept == 11_000
    assert problems == []


@pytest.mark.parametrize("year", [2021, 2022, 2023, 2024, 2025])
def test_every_column_of_a_neet_scorecard_is_as_dfe_printed_it(reference: Path, year: int) -> None:
    path = reference / f"neet_scorecard_{year}.csv"
    found, _, _ = read(path)
    figures = by_key(found)
    names = {
        "neet_percent": "neet_percent",
        "notknown_percent": "not_known_percent",
        "neet_not_known_percent": "neet_not_known_percent",
        "total_participating_in_education_and_training_percent": "participation_percent",
        "september_guarantee_offer_made_percent": "september_guarantee_percent",
    }
    bases = {
        "neet_percent": "Cohort_DJFavg",
        "not_known_percent": "Cohort_DJFavg",
        "neet_not_known_percent": "Cohort_DJFavg",
        "participation_percent": "cohort_March",
    }
    seen = 0
    for row in naive(path):
        if "demo" in row["region_name"]:
            continue
        for column in list(row)[11:]:
            base = column in {"Cohort_DJFavg", "cohort_March"}
            if base or not row[column]:
                continue
            measure_id = names.get(column.lower(), f"context_{column.lower()}")
            figure = figures[measure_id, year, area_of(row), "Total", "Total"]
            assert (figure.value, figure.symbol) == printed(row[column])
            if measure_id in bases:
                assert figure.denominator == float(row[bases[measure_id]])
                assert figure.numerator is None
            seen += 1
    assert seen == len(found)
    assert found[0].release == str(year)


def test_demonstration_rows_are_left_out_and_counted(reference: Path) -> None:
    found, problems, tally = read(reference / "neet_scorecard_2021.csv")
    assert tally.left_out == 2
    assert all(row.area_code for row in found)
    assert [problem.severity for problem in problems] == ["warn"]
    assert problems[0].problem.startswith("2 rows are not used: demonstration rows")


def test_every_column_of_the_home_education_file_is_as_dfe_printed_it(reference: Path) -> None:
    path = reference / "ehe_academic_year.csv"
    found, problems, _ = read(path)
    figures = by_key(found)
    for row in naive(path):
        for column in list(row)[10:]:
            name = f"context_{column}"
            measure_id = "home_education_starts" if column == "ehe_starts_full_year" else name
            key = (measure_id, int(row["time_period"]), area_of(row), "Total", "Total")
            assert (figures[key].value, figures[key].symbol) == printed(row[column])
            assert figures[key].unit == ("%" if column.endswith("_pc") else "children")
    assert problems == []


def test_every_figure_of_absence_in_ap_schools_is_as_dfe_printed_it(reference: Path) -> None:
    path = reference / "absence_2term_pru.csv"
    found, problems, _ = read(path)
    figures = by_key(found)
    for row in naive(path):
        key = (int(row["time_period"]), area_of(row), "Total", "Total")
        absence = figures["ap_absence_percent", *key]
        assert absence.value == float(row["sess_overall_percent"])
        assert absence.numerator == float(row["sess_overall"])
        assert absence.denominator == float(row["sess_possible"])
        assert absence.time_identifier == "Autumn and spring term"
        severe = figures["ap_severe_absence_percent", *key]
        assert (severe.value, severe.symbol) == printed(row["enrolments_pa_50_exact_percent"])
        assert severe.denominator == float(row["enrolments"])
        persistent = figures["context_enrolments_pa_10_exact_percent", *key]
        assert persistent.value == float(row["enrolments_pa_10_exact_percent"])
    assert problems == []


def test_school_arranged_placements_are_split_by_reason_and_setting(reference: Path) -> None:
    path = reference / "spc_school_ap_placement.csv"
    figures = by_key(read(path)[0])
    for row in naive(path):
        reason, setting = row["pupil_characteristic"], row["setting_type"]
        kept = [part for part in (reason, setting) if part != "Total"]
        topic = {0: "Total", 2: "Reason and setting"}.get(len(kept))
        topic = topic or ("Reason" if kept == [reason] else "Setting")
        part = " / ".join(kept) or "Total"
        figure = figures["school_arranged_ap", int(row["time_period"]), area_of(row), topic, part]
        assert figure.value == figure.numerator == float(row["pupils"])
        assert figure.denominator is None


def test_council_funded_placements_give_their_parts_and_not_their_total(reference: Path) -> None:
    path = reference / "spc_ap_setting.csv"
    figures = by_key(read(path)[0])
    for row in naive(path):
        total = row["setting_type"] == "Total"
        measure_id = "context_placements" if total else "la_funded_ap"
        topic = "Total" if total else "Setting"
        key = (measure_id, int(row["time_period"]), area_of(row), topic, row["setting_type"])
        assert figures[key].value == float(row["placements"])
        assert figures[key].unit == "placements"


def test_the_shipped_table_holds_the_published_facts(reference: Path) -> None:
    shipped = Path(published.__file__).parent / "published" / "published_series.csv"
    ours = [row._replace(file="") for row in read(shipped)[0]]
    theirs = [row._replace(file="") for row in read(reference / "published_series.csv")[0]]
    assert sorted(ours, key=repr) == sorted(theirs, key=repr)


def test_the_shipped_table_agrees_with_the_exclusions_file(reference: Path) -> None:
    shipped = Path(published.__file__).parent / "published" / "published_series.csv"
    figures = by_key(read(reference / "exc_nat_region_la.csv")[0])
    checked = 0
    for row in read(shipped)[0]:
        key = (row.measure_id, row.time_period, row.area_code, row.breakdown_topic, row.breakdown)
        if row.measure_id in RATES and row.release == "2022/23" and key in figures:
            theirs = figures[key]
            assert (row.value, row.numerator, row.denominator, row.symbol) == (
                theirs.value,
                theirs.numerator,
                theirs.denominator,
                theirs.symbol,
            )
            checked += 1
    assert checked > 3000


# Layouts of other years


def test_columns_are_found_in_any_order_and_case_and_after_a_byte_order_mark() -> None:
    header, (row,) = exclusions()
    expected, _, _ = tidied(header, [row])
    for shift in (0, 3, 7, 11, 17):
        turned = [*header[shift:], *header[:shift]]
        turned = [f"\ufeff{turned[0].upper()}", *(name.title() for name in turned[1:])]
        found, problems, _ = tidied(turned, [[*row[shift:], *row[:shift]]])
        assert found == expected
        assert problems == []


OLD = {
    "fixed_excl": "suspension",
    "fixed_excl_rate": "susp_rate",
    "one_plus_fixed": "one_plus_susp",
}


def old_layout(last: str, **cells: str) -> tuple[list[str], list[list[str]]]:
    header, (row,) = exclusions(**cells)
    new = {now: was for was, now in OLD.items()} | {"one_plus_susp_rate": last}
    return [new.get(name, name) for name in header], [row]


@pytest.mark.parametrize("last", ["one_or_more_fixed_excl_rate", "one_plus_fixed_rate"])
def test_the_old_fixed_period_names_give_the_same_measures(last: str) -> None:
    header, rows = old_layout(
        last, time_period="201516", school_type="State-funded secondary", susp_rate="9.44"
    )
    found, problems, _ = tidied(header, rows)
    suspensions = only(found, "suspension_rate")
    assert (suspensions.value, suspensions.numerator) == (9.44, 16515)
    assert (suspensions.breakdown_topic, suspensions.breakdown) == ("Phase", "Secondary")
    assert only(found, "one_plus_suspension_rate").value == 4
    assert problems == []


def test_x_meant_one_or_two_pupils_in_the_old_releases() -> None:
    header, rows = old_layout(
        "one_plus_fixed_rate", time_period="201617", perm_excl="x", perm_excl_rate="x"
    )
    excluded = only(tidied(header, rows)[0], "permanent_exclusion_rate")
    assert (excluded.value, excluded.numerator, excluded.symbol) == (None, None, "c")
    assert excluded.denominator == 175000


def test_x_means_not_available_in_a_later_release_of_the_same_year() -> None:
    header, rows = exclusions(time_period="201617", perm_excl_rate="x")
    excluded = only(tidied(header, rows)[0], "permanent_exclusion_rate")
    assert (excluded.value, excluded.numerator, excluded.symbol) == (None, 440, "x")


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        *((symbol, symbol) for symbol in sorted(SYMBOLS)),
        ("~", "low"),
        ("<0.5", "low"),
        (":", "z"),
        (".", "z"),
        ("..", "x"),
        ("-", "x"),
        ("N/A", "x"),
        ("*", "c"),
    ],
)
def test_a_symbol_is_an_empty_value_and_never_nought(text: str, symbol: str) -> None:
    header, rows = exclusions(susp_rate=text)
    found, problems, _ = tidied(header, rows)
    figure = only(found, "suspension_rate")
    assert (figure.value, figure.symbol) == (None, symbol)
    assert figure.numerator == 16515
    assert problems == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3.8300000000000001E-2", 0.0383),
        (" 1,234,567 ", 1234567),
        ("1208392.7", 1208392.7),
        ("0", 0),
    ],
)
def test_numbers_are_read_as_dfe_prints_them(text: str, value: float) -> None:
    header, rows = exclusions(headcount=text)
    assert only(tidied(header, rows)[0], "suspension_rate").denominator == value


@pytest.mark.parametrize("text", ["-5", "many", "nan", "inf", "1,23", "12 34"])
def test_a_count_that_is_no_count_is_left_empty_with_the_place_to_look(text: str) -> None:
    header, rows = exclusions(perm_excl=text)
    found, problems, tally = tidied(header, rows, "exc.csv")
    excluded = only(found, "permanent_exclusion_rate")
    assert (excluded.value, excluded.numerator) == (0.25143, None)
    (problem,) = problems
    assert (problem.file, problem.row, problem.column) == ("exc.csv", 2, "perm_excl")
    assert (problem.value, problem.severity) == (text, "warn")
    assert (tally.read, tally.kept) == (1, 1)


def test_a_bad_headcount_is_told_once_though_three_rates_rest_on_it() -> None:
    header, rows = exclusions(headcount="-1")
    found, problems, _ = tidied(header, rows)
    assert [row.denominator for row in found] == [None, None, None]
    assert [problem.column for problem in problems] == ["headcount"]


def test_a_fault_of_a_whole_column_is_shown_by_examples_and_counted() -> None:
    header, (row,) = exclusions(perm_excl="?")
    rows = [[f"{year}{year + 1 - 2000:02}", *row[1:]] for year in range(2006, 2056)]
    _, problems, _ = tidied(header, rows)
    assert len(problems) == 21
    assert problems[-1].problem.startswith("30 more rows")


def test_a_row_without_a_period_is_set_aside() -> None:
    header, rows = exclusions(time_period="last year")
    found, problems, tally = tidied(header, rows)
    assert found == []
    assert (tally.read, tally.kept, tally.set_aside) == (1, 0, 1)
    assert problems[0].severity == "set aside"


@pytest.mark.parametrize(
    ("text", "period", "release"),
    [
        ("202223", 202223, "2022/23"),
        ("2022/23", 202223, "2022/23"),
        ("2022-23", 202223, "2022/23"),
        ("202223.0", 202223, "2022/23"),
        ("199900", 199900, "1999/00"),
        ("2025", 2025, "2025"),
    ],
)
def test_periods_are_read_in_every_form(text: str, period: int, release: str) -> None:
    header, rows = exclusions(time_period=text)
    figure = only(tidied(header, rows)[0], "suspension_rate")
    assert (figure.time_period, figure.release) == (period, release)


def test_a_file_belongs_to_the_release_of_its_newest_year() -> None:
    header, (old,) = exclusions(time_period="200607")
    _, (new,) = exclusions(time_period="202324")
    found, _, _ = tidied(header, [old, new, old])
    assert {row.release for row in found} == {"2023/24"}


def test_abolished_authorities_that_share_a_code_stay_apart() -> None:
    header, (bedfordshire,) = exclusions(
        new_la_code="x", old_la_code="820", la_name="Bedfordshire", time_period="200809"
    )
    _, (cheshire,) = exclusions(
        new_la_code="x", old_la_code="875", la_name="Cheshire", time_period="200809"
    )
    found, _, _ = tidied(header, [bedfordshire, cheshire])
    rates = [row for row in found if row.measure_id == "suspension_rate"]
    assert [row.area_code for row in rates] == ["820", "875"]


def test_rows_of_single_schools_are_left_out_and_counted() -> None:
    header, (authority,) = exclusions(laestab="")
    _, (school,) = exclusions(laestab="8884001", geographic_level="School")
    found, problems, tally = tidied(header, [authority, school, school])
    assert len([row for row in found if row.measure_id == "suspension_rate"]) == 1
    assert (tally.read, tally.kept, tally.left_out) == (3, 3, 2)
    assert problems[0].problem.startswith("2 rows are not used: of single schools")


def test_terms_keep_dfes_time_identifier() -> None:
    header, rows = exclusions(time_period="202425", time_identifier="Autumn term")
    assert only(tidied(header, rows)[0], "suspension_rate").time_identifier == "Autumn term"


@pytest.mark.parametrize(
    ("topic", "item", "ours"),
    [
        ("Gender", "Boys", ("Sex", "Male")),
        ("Sex", "Female", ("Sex", "Female")),
        ("SEN provision", "SEN with statement or EHC", ("SEN provision", "EHC plan")),
        ("SEN provision", "SEN support", ("SEN provision", "SEN support")),
        ("SEN provision", "No identified SEN", ("SEN provision", "No SEN")),
        ("FSM", "FSM - Not eligible", ("Free school meals", "Not eligible")),
        ("Free school meals", "FSM - Eligible", ("Free school meals", "Eligible")),
        ("Ethnicity", "Asian or Asian British", ("Ethnicity group", "Asian or Asian British")),
        ("NC year group", "NC year 9", ("Year group", "Year 9")),
        ("gender", "Gender_male", ("Sex", "Male")),
        ("SEN_provision", "SEN_Provision_No_SEN", ("SEN provision", "No SEN")),
        (
            "SEN_provision",
            "SEN_provision_SEN_without_statement",
            ("SEN provision", "SEN support"),
        ),
        (
            "SEN_provision",
            "SEN_provision_SEN_with_statement_EHC",
            ("SEN provision", "EHC plan"),
        ),
        ("FSM_Eligible", "FSM_NotEligible", ("Free school meals", "Not eligible")),
        ("FSM", "FSM eligible in the last six years", None),
        ("Reason", "All other reasons", None),
        ("Ethnicity", "Chinese", ("Ethnicity group", "Chinese")),
        ("Total", "Total", ("Total", "Total")),
        ("Total", "All pupils", ("Total", "Total")),
    ],
)
@pytest.mark.parametrize(
    "columns",
    [("characteristic_group", "characteristic"), ("breakdown_topic", "breakdown")],
)
def test_characteristics_get_our_names(
    columns: tuple[str, str], topic: str, item: str, ours: tuple[str, str] | None
) -> None:
    header, rows = exclusions(**dict(zip(columns, (topic, item), strict=True)))
    figure = only(tidied(header, rows)[0], "suspension_rate")
    if ours is None:
        assert figure.breakdown == item
    else:
        assert (figure.breakdown_topic, figure.breakdown) == ours
    assert figure.denominator == 175000


def test_a_phase_crossed_with_a_characteristic_names_both() -> None:
    header, rows = exclusions(education_phase="State-funded primary", sex="Female")
    header = [name for name in header if name != "school_type"]
    row = [
        cell for name, cell in zip(exclusions()[0], rows[0], strict=False) if name != "school_type"
    ]
    figure = only(tidied(header, [[*row, "State-funded primary", "Female"]])[0], "suspension_rate")
    assert (figure.breakdown_topic, figure.breakdown) == ("Phase and sex", "Primary / Female")


def test_a_split_by_an_unknown_column_never_passes_for_the_total() -> None:
    header, rows = exclusions(language_status="English as an additional language")
    figure = only(tidied(header, rows)[0], "suspension_rate")
    assert figure.breakdown_topic == "Language status"
    assert figure.breakdown == "English as an additional language"


def test_pupil_referral_units_are_not_the_special_schools() -> None:
    header, rows = exclusions(school_type="Pupil referral unit")
    figure = only(tidied(header, rows)[0], "suspension_rate")
    assert figure.breakdown == "Alternative provision school"


def test_reasons_for_exclusion_are_kept_as_context() -> None:
    header, rows = exclusions(perm_physical_pupils="31", susp_physical_pupils="2,100")
    kept = [name not in {"perm_excl", "perm_excl_rate", "susp_rate"} for name in header]
    found, _, _ = tidied(
        [name for name, keep in zip(header, kept, strict=True) if keep],
        [[cell for cell, keep in zip(rows[0], kept, strict=True) if keep]],
    )
    assert only(found, "context_perm_physical_pupils").value == 31
    assert only(found, "context_susp_physical_pupils").value == 2100


ABSENCE = ["sess_possible", "sess_overall", "sess_overall_percent", "enrolments"]


def test_absence_of_all_schools_is_only_taken_for_ap_schools() -> None:
    place = exclusions()[0][:10]
    where = exclusions()[1][0][:10]
    header = [*place, "education_phase", *ABSENCE]
    rows = [
        [*where, "State-funded primary", "1000", "60", "6", "10"],
        [*where, "State-funded AP school", "1000", "300", "30", "10"],
    ]
    found, problems, _ = tidied(header, rows)
    figure = only(found, "ap_absence_percent")
    assert (figure.value, figure.breakdown_topic, figure.breakdown) == (30, "Total", "Total")
    assert "other than alternative provision" in problems[0].problem


def test_pupils_of_state_funded_ap_schools_are_found_by_the_type_of_school() -> None:
    place = exclusions()[0][:10]
    where = exclusions()[1][0][:10]
    header = [*place, "phase_type_grouping", "headcount"]
    rows = [[*where, "State-funded AP school", "421"], [*where, "State-funded primary", "99"]]
    figure = only(tidied(header, rows)[0], "state_ap_pupils")
    assert (figure.value, figure.numerator, figure.denominator) == (421, 421, None)


def test_a_type_of_school_is_not_a_sex_of_pupils() -> None:
    place, where = exclusions()[0][:10], exclusions()[1][0][:10]
    header = [*place, "phase_type_grouping", "sex_of_school_description", "headcount_of_pupils"]
    rows = [
        [*where, "State-funded AP school", "Total", "421"],
        [*where, "State-funded AP school", "Girls", "12"],
    ]
    found = [row for row in tidied(header, rows)[0] if row.measure_id == "state_ap_pupils"]
    assert [(row.breakdown_topic, row.breakdown) for row in found] == [
        ("Total", "Total"),
        ("Sex of school description", "Girls"),
    ]


def test_pupils_that_the_council_pays_for_come_from_the_ap_census() -> None:
    place, where = exclusions()[0][:10], exclusions()[1][0][:10]
    header = [*place, "gender", "age", "ethnicity_minor", "fsm", "number_of_pupils"]
    rows = [[*where, *["Total"] * 4, "611"], [*where, "Girls", *["Total"] * 3, "200"]]
    found = [row for row in tidied(header, rows)[0] if row.measure_id == "la_funded_ap"]
    assert [(row.breakdown_topic, row.breakdown, row.value, row.unit) for row in found] == [
        ("Total", "Total", 611, "pupils"),
        ("Sex", "Female", 200, "pupils"),
    ]


@pytest.mark.parametrize(
    "columns",
    [
        ("filter_group", "filter", "number", "pc", "rate"),
        ("breakdown_topic", "breakdown", "child_count", "child_percent", "rate_per_100"),
    ],
)
def test_the_long_home_education_files_are_kept_as_context(columns: tuple[str, ...]) -> None:
    place = exclusions()[0][:10]
    where = exclusions()[1][0][:10]
    rows = [
        [*where, "Sex", "Female", "640", "51", "0.8"],
        [*where, "Total", "Total", "1,250", "100", "low"],
    ]
    found, problems, _ = tidied([*place, *columns], rows)
    counts = [row for row in found if row.measure_id == f"context_{columns[2]}"]
    assert [(row.breakdown, row.value) for row in counts] == [("Female", 640), ("Total", 1250)]
    assert not [row for row in found if row.measure_id == "home_education_starts"]
    assert problems == []


@pytest.mark.parametrize(
    "header",
    [
        ["exclusion_id", "pupil_id", "school_urn", "category", "reason_1", "start_date"],
        ["time_period", "school_urn", "nc_year", "sex", "sen_provision", "headcount"],
        ["measure_id", "time_period", "time_identifier", "numerator", "denominator", "note"],
        ["time_period", "geographic_level", "la_name", "rainfall"],
        [],
    ],
)
def test_extracts_and_other_tables_are_no_published_file(header: list[str]) -> None:
    assert published.recognise(header) is None


@pytest.mark.parametrize("level", ["Local authority", "Local_authority", "LOCAL AUTHORITY"])
def test_the_level_is_printed_as_dfe_prints_it_now(level: str) -> None:
    header, rows = exclusions(geographic_level=level)
    assert only(tidied(header, rows)[0], "suspension_rate").geographic_level == "Local authority"


def test_blank_lines_are_no_rows_and_short_rows_are_filled_up() -> None:
    header, (row,) = exclusions()
    later = ["202324", *row[1:]]
    found, _, tally = tidied(header, [[], ["", " "], row[:-1], later])
    assert tally.read == 2
    assert len([r for r in found if r.measure_id == "one_plus_suspension_rate"]) == 2
    assert [r.symbol for r in found if r.measure_id == "one_plus_suspension_rate"] == ["x", ""]


def test_a_row_about_the_same_thing_as_an_earlier_one_is_set_aside_and_named() -> None:
    header, (row,) = exclusions(perm_excl="5")
    other = [cell if name != "perm_excl" else "6" for name, cell in zip(header, row, strict=True)]
    found, problems, tally = tidied(header, [row, other])
    assert only(found, "permanent_exclusion_rate").numerator == 5
    assert (tally.read, tally.kept, tally.set_aside) == (2, 1, 1)
    assert [(p.row, p.severity) for p in problems] == [(3, "set aside")]
    assert "as row 2" in problems[0].problem
