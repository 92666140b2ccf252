"""A measure's points as CSV, in the columns of `metrics values` with the label in front."""

import pandas as pd

from figures.figure import ILLUSTRATIVE, basis_of, file_stem
from metrics.points import COLUMNS

LABEL = "label"


def to_csv(points: pd.DataFrame) -> bytes:
    """Every point in the order given; `label` says ILLUSTRATIVE on each made-up row.

    UTF-8 with a byte-order mark, because spreadsheets read the pound sign wrongly without one.
    """
    out = points.reindex(columns=list(COLUMNS))
    out.insert(0, LABEL, out["basis"].map(lambda basis: ILLUSTRATIVE if basis == "sample" else ""))
    return out.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")


def file_name(measure_id: str, points: pd.DataFrame, release: str) -> str:
    """`permanent_exclusion_rate_<release>.csv`; a file with one illustrative row says so first."""
    basis = basis_of(set(points["basis"])) if len(points) else "published"
    return f"{file_stem(f'{measure_id}_{release}', basis)}.csv"
