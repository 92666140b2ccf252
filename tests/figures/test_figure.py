"""A figure cannot be made without what it has to say for itself."""

import pandas as pd
import pytest

from figures.drawing import Drawing, Stroke
from figures.figure import (
    NOT_COMPARED,
    Figure,
    basis_of,
    file_stem,
    labelled,
)
from figures.selection import Selection

WHOLE = {
    "id": "suspension_rate:E10000017",
    "title": "Suspension rate: 10.55 in 2024/25",
    "subtitle": "Suspension rate, Lancashire, per 100 pupils",
    "scope": "Episodes, not children. Academies included.",
    "basis": "published",
    "comparators": (NOT_COMPARED,),
    "as_at": "up to 2024/25",
    "published": "by DfE",
    "next_due": "after 2025/26",
    "source": "DfE",
    "breaks": "None.",
    "suppression": "Officer view.",
    "target": "No target agreed.",
    "alternative": "Line chart.",
    "sentence": "10.55 per 100 pupils in 2024/25.",
    "table": pd.DataFrame({"Period": ["2024/25"]}),
    "drawing": Drawing(
        form="lines",
        unit="per 100 pupils",
        over="Period",
        places=("2024/25",),
        strokes=(Stroke(name="Lancashire", part="place", values=(10.55,)),),
    ),
    "selection": Selection(form="trend", measures=("suspension_rate",), area_code="E10000017"),
}
TEXTS = [name for name, value in WHOLE.items() if isinstance(value, str)]


@pytest.mark.parametrize("name", TEXTS)
def test_a_blank_is_refused_by_name(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        Figure(**WHOLE | {name: "  "})


def test_a_figure_without_comparators_or_rows_is_refused() -> None:
    with pytest.raises(ValueError, match="comparators"):
        Figure(**WHOLE | {"comparators": ()})
    with pytest.raises(ValueError, match="no rows"):
        Figure(**WHOLE | {"table": pd.DataFrame()})


def test_a_basis_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="basis"):
        Figure(**WHOLE | {"basis": "guess"})


@pytest.mark.parametrize("basis", ["sample", "mixed sample"])
def test_an_illustrative_figure_says_so_in_title_and_text_alternative(basis: str) -> None:
    with pytest.raises(ValueError, match="title"):
        Figure(**WHOLE | {"basis": basis})
    with pytest.raises(ValueError, match="alternative"):
        Figure(**WHOLE | {"basis": basis, "title": labelled("T", basis)})
    told = {"title": labelled("T", basis), "alternative": labelled("A", basis)}
    assert Figure(**WHOLE | {"basis": basis} | told).is_illustrative


def test_one_illustrative_row_makes_a_figure_illustrative() -> None:
    assert basis_of({"published"}) == "published"
    assert basis_of({"published", "local"}) == "mixed"
    assert basis_of({"published", "sample"}) == "mixed sample"


def test_an_illustrative_file_says_so_in_its_name() -> None:
    assert file_stem("suspension_rate", "mixed sample") == "ILLUSTRATIVE_suspension_rate"
    assert file_stem("suspension_rate", "published") == "suspension_rate"


def test_a_figure_compared_with_nobody_says_so_without_a_version() -> None:
    assert dict(Figure(**WHOLE).passport)["Compared with"] == (
        "Nobody: no other authority's figure is in this release."
    )
