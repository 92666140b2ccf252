"""The download of a measure's points: same columns as the command, labelled when made up."""

import csv
import io

import pandas as pd

from metrics.points import COLUMNS
from packs.points_csv import file_name, to_csv


def points(*bases: str) -> pd.DataFrame:
    rows = [{"measure_id": "neet_percent", "basis": basis, "value": 5.4} for basis in bases]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_columns_are_those_of_the_values_command_after_the_label() -> None:
    rows = read(to_csv(points("published")))
    assert list(rows[0]) == ["label", *COLUMNS]


def test_only_illustrative_rows_are_labelled() -> None:
    rows = read(to_csv(points("published", "sample", "local")))
    assert [row["label"] for row in rows] == ["", "ILLUSTRATIVE", ""]


def test_a_missing_value_is_an_empty_cell_and_never_0() -> None:
    frame = points("published")
    frame["value"] = None
    assert read(to_csv(frame))[0]["value"] == ""


def test_the_file_name_says_illustrative_when_one_row_is() -> None:
    assert file_name("m", points("published"), "r1") == "m_r1.csv"
    assert file_name("m", points("published", "sample"), "r1") == "ILLUSTRATIVE_m_r1.csv"
