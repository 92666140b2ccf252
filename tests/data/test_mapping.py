"""Mapping files: read, merged, suggested, saved, and then good for the next file."""

import csv
from datetime import date
from pathlib import Path

import pytest

from data.authorities import authority
from data.contracts import BY_NAME
from data.extracts import check
from data.mapping import (
    ExtractMapping,
    guess_extract,
    load_mappings,
    save_mapping,
    suggest_codes,
    suggest_columns,
)
from data.problems import Problem
from data.reading import open_tables
from data.suggesting import suggest

HEADINGS = (
    "Suspension Ref", "Student ID", "School URN", "Exclusion Type", "Reason", "Start", "Outcome",
    "Year Group", "Gender", "SEN Status", "District", "Surname",
)  # fmt: skip
ROW = (
    "X{n}", "P{n}", "100001", "Fixed Term Excl", "PP", "03/09/2024", "Upheld", "Year 9", "Male",
    "Support", "Burnley Borough", "Smith",
)  # fmt: skip


@pytest.fixture
def council_file(tmp_path: Path) -> Path:
    """Sixty exclusions under a council system's own headings and codes."""
    path = tmp_path / "in" / "capita.csv"
    path.parent.mkdir()
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(HEADINGS)
        writer.writerows([cell.format(n=n) for cell in ROW] for n in range(60))
    return path


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_mapping_file_says_headings_codes_and_the_as_at_date(tmp_path):
    write(
        tmp_path / "exclusions.toml",
        'as_at = 2026-08-31\n[columns]\n"Pupil Ref" = "pupil_id"\n[codes.category]\nFX = "SUSP"\n',
    )
    problems: list[Problem] = []
    mappings = load_mappings([tmp_path], problems, folder=None)
    assert problems == []
    assert mappings.of("exclusions") == ExtractMapping(
        "exclusions", date(2026, 8, 31), {"Pupil Ref": "pupil_id"}, {"category": {"FX": "SUSP"}}
    )
    assert mappings.headings == {"Pupil Ref"}


def test_the_extract_is_named_in_the_file_or_by_the_files_name(tmp_path):
    write(tmp_path / "capita.toml", 'extract = "neet"\n[columns]\nA = "month"\n')
    write(tmp_path / "home_tuition_north.toml", '[columns]\nB = "reason"\n')
    mappings = load_mappings([tmp_path], [], folder=None)
    assert set(mappings.extracts) == {"neet", "home_tuition"}


def test_a_mapping_beside_the_input_wins_over_the_shipped_one(tmp_path):
    shipped, beside = tmp_path / "mappings", tmp_path / "in"
    for folder in (shipped, beside):
        folder.mkdir()
    write(shipped / "neet.toml", '[columns]\nA = "month"\nB = "sex"\n')
    write(beside / "neet.toml", '[columns]\nA = "pupil_id"\n')
    columns = load_mappings([beside / "neet.csv"], [], folder=shipped).of("neet").columns
    assert columns == {"A": "pupil_id", "B": "sex"}


def test_the_sample_file_gives_a_date_and_no_mapping(tmp_path):
    write(tmp_path / "SAMPLE.toml", "as_at = 2026-02-28\nseed = 1\n")
    problems: list[Problem] = []
    mappings = load_mappings([tmp_path], problems, folder=None)
    assert (mappings.sample_as_at, mappings.extracts, problems) == (date(2026, 2, 28), {}, [])


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("neet.toml", "[columns\n", "not valid TOML"),
        (
            "neet.toml",
            '[columns]\nA = "shoe_size"\n',
            "names 'shoe_size', which neet does not have",
        ),
        ("neet.toml", '[codes.shoe_size]\n1 = "2"\n', "names 'shoe_size'"),
        ("capita.toml", '[columns]\nA = "month"\n', "must say which extract it is for"),
    ],
)
def test_a_faulty_mapping_file_blocks_and_says_why(name, text, said, tmp_path):
    write(tmp_path / name, text)
    problems: list[Problem] = []
    load_mappings([tmp_path], problems, folder=None)
    (problem,) = problems
    assert problem.severity == "block"
    assert problem.file == name
    assert said in problem.problem


def test_headings_like_ours_are_suggested_and_names_are_not():
    found = suggest_columns(HEADINGS, BY_NAME["exclusions"])
    assert found == {
        "Suspension Ref": "exclusion_id",
        "Student ID": "pupil_id",
        "Exclusion Type": "category",
        "Reason": "reason_1",
        "Start": "start_date",
        "Outcome": "status",
        "Year Group": "nc_year",
        "Gender": "sex",
        "SEN Status": "sen_provision",
        "District": "home_district",
    }


def test_short_forms_of_school_systems_are_suggested():
    found = suggest_columns(["Excl Ref", "NCY", "UPN"], BY_NAME["exclusions"])
    assert found == {"Excl Ref": "exclusion_id", "NCY": "nc_year", "UPN": "pupil_id"}


def test_codes_like_ours_are_suggested_and_known_ones_left_alone():
    exclusions = BY_NAME["exclusions"]
    assert suggest_codes(["Fixed Term Excl", "SUSP", "zebra"], exclusions, "category") == {
        "Fixed Term Excl": "SUSP"
    }
    assert suggest_codes(["Burnley Borough", "Burnley"], exclusions, "home_district") == {
        "Burnley Borough": "E07000117"
    }


def test_the_likeliest_extract_is_guessed():
    assert guess_extract(HEADINGS) == "exclusions"
    assert guess_extract(["NCCIS Ref", "Month", "Age", "Activity"], "neet_sept.csv") == "neet"
    assert guess_extract(["Menu", "Price"]) is None


def test_a_suggested_mapping_saved_works_on_the_next_file(council_file, tmp_path):
    (table,) = open_tables([council_file], tmp_path / "work", [])
    before = load_mappings([council_file], [], folder=tmp_path / "mappings")
    offer = suggest(table, before)
    assert offer.extract == "exclusions"
    assert offer.missing == ()
    assert offer.unknown == {
        "category": ("Fixed Term Excl",),
        "sen_provision": ("Support",),
        "home_district": ("Burnley Borough",),
    }
    assert offer.mapping is not None
    save_mapping(offer.mapping, tmp_path / "mappings")
    after = load_mappings([council_file], [], folder=tmp_path / "mappings")
    result = check(
        [council_file], authority=authority("888"), mappings=after, as_at=date(2025, 1, 1)
    )
    assert [(s.rows_read, s.rows_kept) for s in result.sources] == [(60, 60)]
    assert [p.column for p in result.problems] == ["Surname"]


def test_saving_again_adds_to_what_was_there_and_keeps_awkward_letters(tmp_path):
    save_mapping(ExtractMapping("neet", date(2026, 1, 1), {'Mois "é"': "month"}), tmp_path)
    save_mapping(ExtractMapping("neet", None, {"Sexe": "sex"}, {"sex": {"à\\b": "F"}}), tmp_path)
    assert load_mappings([], [], folder=tmp_path).of("neet") == ExtractMapping(
        "neet", date(2026, 1, 1), {'Mois "é"': "month", "Sexe": "sex"}, {"sex": {"à\\b": "F"}}
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[codes.category]\nFX = "SUSPENDED"', "'SUSPENDED', which category does not have"),
        ('[codes.fsm_eligible]\nx = "perhaps"', "expected one of T, F"),
        ('[colums]\n"Ref" = "pupil_id"', "'colums' is not known"),
        ('as_at = "soon"', "expected a date such as 2026-08-31"),
        ('columns = ["pupil_id"]', "[columns] must hold lines"),
        ('[codes]\ncategory = "SUSP"', "[codes.category] must hold lines"),
    ],
)
def test_a_mapping_that_cannot_be_meant_blocks(text, said, tmp_path):
    write(tmp_path / "exclusions.toml", f'extract = "exclusions"\n{text}\n')
    problems: list[Problem] = []
    load_mappings([tmp_path], problems, folder=None)
    (problem,) = problems
    assert (problem.file, problem.severity) == ("exclusions.toml", "block")
    assert said in problem.problem


def test_an_as_at_date_may_be_written_day_first(tmp_path):
    write(tmp_path / "neet.toml", 'as_at = "31/08/2026"\n')
    assert load_mappings([tmp_path], [], folder=None).of("neet").as_at == date(2026, 8, 31)
