"""The nine contracts: whole, consistent, and in line with the code sets."""

import csv
import io
from dataclasses import fields

import pytest

from data.cells import sql_type, standard_codes
from data.codes import codes_of, dated, district_spellings, load_districts, spellings
from data.contracts import BY_NAME, EXTRACTS, is_personal
from data.problems import Problem, as_csv, masked_identifier, masked_value

COLUMNS = [(extract, column) for extract in EXTRACTS for column in extract.columns]


def test_there_are_nine_extracts():
    assert list(BY_NAME) == [
        "exclusions", "neet", "home_tuition", "placements", "providers", "schools", "pupils",
        "calendar", "returns",
    ]  # fmt: skip


@pytest.mark.parametrize(("extract", "column"), COLUMNS)
def test_every_column_has_a_meaning_a_type_and_its_codes(extract, column):
    assert len(column.meaning) > 8
    assert sql_type(column)
    assert bool(column.code_set) == (column.kind in ("code", "codes"))
    if column.code_set:
        assert standard_codes(column)
    assert not is_personal(column.name)


@pytest.mark.parametrize("extract", EXTRACTS)
def test_keys_dates_and_districts_name_columns(extract):
    used = {
        *extract.key,
        *extract.event_dates,
        *(name for pair in extract.ordered for name in pair),
    }
    used |= {extract.first_date, extract.resident_by} - {""}
    assert used <= set(extract.names)
    assert len(set(extract.names)) == len(extract.names)


def test_a_childs_identifier_has_one_namespace_in_every_extract():
    spaces = {column.namespace for _, column in COLUMNS if column.name == "pupil_id"}
    assert spaces == {"pupil_id"}


def test_reason_codes_have_their_eras():
    eras = dated("reason")
    assert str(eras["OT"][0].valid_to) == "2020-08-31"
    assert str(eras["OW"][0].valid_from) == "2020-09-01"
    assert "PP" not in eras


@pytest.mark.parametrize("code_set", sorted({column.code_set for _, column in COLUMNS} - {""}))
def test_every_code_spells_itself(code_set):
    known = spellings(code_set)
    assert all(known[code.code.upper()] == code.code for code in codes_of(code_set))


def test_an_unknown_code_set_is_an_error_that_names_it():
    with pytest.raises(LookupError, match="no code set 'shoes'"):
        codes_of("shoes")


def test_districts_are_known_by_code_and_by_name():
    known = district_spellings()
    assert known["BURNLEY"] == known["E07000117"] == "E07000117"
    assert all(district.code in known for district in load_districts())


@pytest.mark.parametrize("heading", ["Surname", "Legal Forename", "UPN", "Pupil Name", "DOB",
                                     "date_of_birth", "Home Postcode", "Address Line 1", "E-mail"])  # fmt: skip
def test_headings_that_name_or_place_a_child_are_personal(heading):
    assert is_personal(heading)


@pytest.mark.parametrize("heading", ["pupil_id", "school_name", "provider_name", "sex", "Pupil"])
def test_other_headings_are_not(heading):
    assert not is_personal(heading)


def test_identifiers_and_words_are_masked_and_numbers_and_dates_are_not():
    assert masked_identifier("P01234567") == "P0***"
    assert masked_identifier("12") == "***"
    assert masked_value("Jane Smith") == "J… (10 characters)"
    assert masked_value("?") == "?… (1 character)"
    assert [masked_value(text) for text in ("1900-01-01", "03/09/24", "-4", "£1,200.50")] == [
        "1900-01-01", "03/09/24", "-4", "£1,200.50",
    ]  # fmt: skip
    assert masked_value("SUSP", {"SUSP"}) == "SUSP"


def test_problems_are_written_as_csv_with_their_fields_as_headings():
    problem = Problem("neet", "a.csv", 7, "month", "x", 'Expected "a month".', "warn")
    rows = list(csv.reader(io.StringIO(as_csv([problem]))))
    assert rows[0] == [field.name for field in fields(Problem)]
    assert rows[1] == ["neet", "a.csv", "7", "month", "x", 'Expected "a month".', "warn"]
