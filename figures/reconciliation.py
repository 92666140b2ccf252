"""The reconciliation of permanent exclusions as a table a member can add up."""

import pandas as pd

from figures.format import count_text, is_missing
from metrics.periods import Period

ALTERNATIVE = "Permanent exclusions from notified to published, by year"
EXPLANATION = (
    "The council counts what schools notify. Some are withdrawn, some overturned, some not decided "
    "yet, and some are outside what DfE counts (AP and independent schools). What is left should "
    "be what DfE publishes; the rest is unexplained."
)
HEADINGS = {
    "notified": "Notified",
    "withdrawn": "less withdrawn",
    "overturned": "less overturned",
    "undecided": "less not decided yet",
    "upheld": "Upheld",
    "out_of_scope": "less outside DfE's count",
    "local_in_scope": "In DfE's count",
    "published": "DfE published",
    "unexplained": "Unexplained",
}


def table(frame: pd.DataFrame) -> pd.DataFrame:
    """One row for each step, one column for each academic year, newest first: a sum to read down."""
    years = frame.sort_values("time_period", ascending=False).to_dict("records")
    rows = []
    for name, text in HEADINGS.items():
        told = {"Permanent exclusions": text}
        for year in years:
            label = Period(int(year["time_period"]), "Academic year").label
            told[label] = _count(year[name])
        rows.append(told)
    return pd.DataFrame(rows)


def _count(value: object) -> str:
    """Only DfE's figure, and what rests on it, can be missing."""
    return "not yet" if is_missing(value) else count_text(value)
