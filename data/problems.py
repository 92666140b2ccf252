"""Problems are rows: what is wrong with an input, where, and what to do about it.

A problem never shows personal data: identifiers are masked, and so is every value that is
not a number, a date or a known code.
"""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from typing import Literal

Severity = Literal["block", "set aside", "warn"]

MOST_HEADINGS = 40
_NUMBER = re.compile(r"-?£?\d{1,3}(,\d{3})*(\.\d+)?|-?£?\d{1,8}(\.\d+)?")
# An identifier such as P0012345, a postcode or an e-mail address.
_OF_A_PERSON = re.compile(
    r"(?=.*[A-Za-z])\S*\d{5}\S*|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|\S+@\S+", re.I
)
_DATE = re.compile(
    r"\d{4}[-/]\d{1,2}([-/]\d{1,2})?([T ][\d:.]+Z?)?"
    r"|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}([T ][\d:.]+)?"
)


@dataclass(frozen=True)
class Problem:
    """One fault. `row` is the row number a person sees in the file, None for a whole file."""

    extract: str
    file: str
    row: int | None
    column: str
    value: str
    problem: str
    severity: Severity


def masked_identifier(value: str) -> str:
    """`P01234567` -> `P0***`: enough to find the row, not enough to know the child."""
    text = value.strip()
    return f"{text[:2]}***" if len(text) > 4 else "***"


def looks_like_data(text: str) -> bool:
    """True for a number, a date or an identifier, which no heading is (a year may be one)."""
    text = text.strip()
    if len(text) == 4 and text.isdigit():
        return False
    return any(kind.fullmatch(text) for kind in (_NUMBER, _DATE, _OF_A_PERSON))


def listed(headings: Iterable[str]) -> str:
    """Headings for a message: in quotes, the long ones and a long row of them cut short."""
    filled = [heading for heading in headings if heading]
    shown = [f"'{h if len(h) <= 60 else h[:59] + '…'}'" for h in filled[:MOST_HEADINGS]]
    more = len(filled) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def masked_value(value: str, known: Iterable[str] = ()) -> str:
    """Numbers, dates and `known` codes as they are; anything else could be a name."""
    text = value.strip()
    if not text or text in set(known) or _NUMBER.fullmatch(text) or _DATE.fullmatch(text):
        return text
    return f"{text[0]}… ({len(text)} character{'' if len(text) == 1 else 's'})"


def block(file: str, problem: str, *, extract: str = "", column: str = "") -> Problem:
    """A fault of a whole file that stops the load."""
    return Problem(extract, file, None, column, "", problem, "block")


def warn(file: str, problem: str, *, extract: str = "", column: str = "") -> Problem:
    """A remark on a whole file that is read all the same."""
    return Problem(extract, file, None, column, "", problem, "warn")


def as_csv(problems: Iterable[Problem]) -> str:
    """Problems as CSV text: one line each, headings first."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([field.name for field in fields(Problem)])
    writer.writerows(astuple(problem) for problem in problems)
    return out.getvalue()
