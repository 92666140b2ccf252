"""What reading a published file gives: figures, a count of rows, and problems."""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from data.problems import Problem, Severity

_EXAMPLES = 20


class PublishedRow(NamedTuple):
    """One published figure. `value` is DfE's, never recomputed; None has a symbol beside it.

    A count has numerator = value and no denominator. `release` is the year of the publication.
    """

    time_period: int
    time_identifier: str
    geographic_level: str
    area_code: str
    area_name: str
    measure_id: str
    breakdown_topic: str
    breakdown: str
    numerator: float | None
    denominator: float | None
    value: float | None
    symbol: str
    unit: str
    source: str
    release: str
    file: str


@dataclass
class Tally:
    """Rows of one file: read = kept + set aside. Blank lines are no rows.

    `left_out` are kept rows that this product has no use for: single schools, demonstration rows.
    """

    read: int = 0
    set_aside: int = 0
    left_out: int = 0

    @property
    def kept(self) -> int:
        return self.read - self.set_aside


@dataclass
class Report:
    """Problems of one file; after some examples of the same fault the rest are counted."""

    file: str
    problems: list[Problem]
    tally: Tally
    faults: Counter[tuple[str, str]] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    repeats: int = 0
    told: set[tuple[int, str]] = field(default_factory=set)

    def bad_number(self, row: int, heading: str, value: str) -> None:
        """A cell that is neither a number nor a symbol: the row stays, the figure is empty."""
        # One headcount is the denominator of several measures: say it once.
        if (row, heading) in self.told:
            return
        self.told.add((row, heading))
        self._fault(
            row,
            heading,
            value,
            "A number from 0 or one of DfE's symbols (z, x, c, low, k, u) was expected. This figure "
            "is left empty; compare the file with DfE's, or download it again.",
            "warn",
        )

    def bad_period(self, row: int, heading: str, value: str) -> None:
        """A row of no known period cannot be placed."""
        self.tally.set_aside += 1
        self._fault(
            row,
            heading,
            value,
            "A period such as 202223 or 2022 was expected. The row is set aside; correct the "
            "period, or download the file again.",
            "set aside",
        )

    def repeat(self, row: int, first: int) -> None:
        """Two rows about the same thing: only one can be shown."""
        self.tally.set_aside += 1
        self.repeats += 1
        if self.repeats <= _EXAMPLES:
            text = (
                f"The row is about the same period, area and breakdown as row {first}. It is set "
                "aside; compare the file with DfE's, or download it again."
            )
            self.problems.append(_problem(self.file, row, "", "", text, "set aside"))

    def leave_out(self, reason: str) -> None:
        """A sound row that is not about anything shown here."""
        self.tally.left_out += 1
        self.reasons[reason] += 1

    def finish(self) -> None:
        """Adds the counts of what was not listed one by one."""
        for (heading, text), count in self.faults.items():
            if count > _EXAMPLES:
                more = f"{count - _EXAMPLES:,} more rows have this fault. {text}"
                self.problems.append(_problem(self.file, None, heading, "", more, "warn"))
        if self.repeats > _EXAMPLES:
            more = (
                f"{self.repeats - _EXAMPLES:,} more rows repeat an earlier one and are set aside."
            )
            self.problems.append(_problem(self.file, None, "", "", more, "set aside"))
        for reason, count in self.reasons.items():
            rows = "1 row is" if count == 1 else f"{count:,} rows are"
            text = f"{rows} not used: {reason}. Nothing needs doing."
            self.problems.append(_problem(self.file, None, "", "", text, "warn"))

    def _fault(self, row: int, heading: str, value: str, text: str, severity: Severity) -> None:
        self.faults[heading, text] += 1
        if self.faults[heading, text] <= _EXAMPLES:
            self.problems.append(_problem(self.file, row, heading, value, text, severity))


def _problem(
    file: str, row: int | None, heading: str, value: str, text: str, severity: Severity
) -> Problem:
    return Problem("published", file, row, heading, value, text, severity)
