"""Published files in: DfE open data as rows of measures, each value as DfE printed it.

Nothing is recomputed. A symbol becomes an empty value beside today's symbol; a number that has no
measure of its own is kept as `context_<column>`.
"""

from collections.abc import Iterable, Iterator, Sequence

from data.problems import Problem
from data.published_kinds import KINDS, SERIES, Kind, recognise
from data.published_rows import PublishedRow, Report, Tally
from data.published_series import figures_of
from data.published_table import Table

__all__ = ["KINDS", "Kind", "PublishedRow", "Tally", "recognise", "tidy"]


def tidy(
    kind: Kind,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    file: str,
    *,
    problems: list[Problem] | None = None,
    tally: Tally | None = None,
    first_row: int = 2,
) -> Iterator[PublishedRow]:
    """Every figure of one published table, in file order.

    `problems` and `tally` are filled as the rows are read, so look at them after the last figure.
    `first_row` is the number that a person sees beside the first row under the headings.
    """
    report = Report(file, [] if problems is None else problems, Tally() if tally is None else tally)
    numbered = _numbered(rows, len(header), first_row)
    if kind is SERIES:
        yield from figures_of(header, numbered, file, report)
    else:
        yield from Table(kind, header, numbered, file, report).figures()
    report.finish()


def _numbered(
    rows: Iterable[Sequence[str]], width: int, first_row: int
) -> Iterator[tuple[int, Sequence[str]]]:
    """Rows with their numbers, blank lines left out, short rows filled up with empty cells."""
    for number, row in enumerate(rows, start=first_row):
        if any(cell.strip() for cell in row):
            yield number, row if len(row) >= width else [*row, *[""] * (width - len(row))]
