"""Widths of columns in which a table comes out as low as it can, found by trying."""

from collections.abc import Sequence
from functools import cache
from itertools import permutations

from figures.static_text import width, wrapped

# Parts of the room that a try moves from one column to another: large ones first.
STEPS = (16, 8, 4, 2, 1)
PARTS = 160
# Points that a width may lose where it is rounded.
ROUNDED = 0.2
# What a try begins with: room by the longest text of each column, by the usual one, by shorter ones.
SHARES = (1.0, 0.75, 0.5, 0.25)


def widths(
    rows: Sequence[Sequence[str]], room: float, size: float, beside: float = 0.0
) -> tuple[float, ...]:
    """Points of each column of a table with its head as first row, `beside` the words of a cell left free.

    No column is narrower than its longest word where there is room for that.
    """
    columns = [
        _Column(texts, n == 0, size, beside) for n, texts in enumerate(zip(*rows, strict=True))
    ]
    least = [column.least for column in columns]
    if sum(least) >= room:
        return tuple(room * one / sum(least) for one in least)
    part = (room - sum(least)) / PARTS
    found = [_bettered(columns, _start(columns, share), part) for share in SHARES]
    _, given = min(found)
    return tuple(one + part * share for one, share in zip(least, given, strict=True))


class _Column:
    """A column: its longest word, and how many lines each cell has where it is so much wider."""

    def __init__(self, texts: Sequence[str], names: bool, size: float, beside: float) -> None:
        cells = [(text, names or n == 0) for n, text in enumerate(texts)]
        longest = ROUNDED + max(
            width(word, size, bold=bold) for text, bold in cells for word in text.split() or [""]
        )
        long = [width(text, size, bold=bold) for text, bold in cells]
        self.least = longest + beside

        @cache
        def lines(more: float) -> tuple[int, ...]:
            return tuple(
                len(wrapped(text, longest + more, size, bold=bold)) for text, bold in cells
            )

        self.lines = lines
        self.filled = cache(lambda more: tuple(one / (longest + more) for one in long))
        self.long = sorted(long)


def _start(columns: Sequence[_Column], share: float) -> list[int]:
    """Parts of the room by how long the text is that so large a share of a column's is no longer than."""
    long = [column.long[round(share * (len(column.long) - 1))] for column in columns]
    parts = [int(PARTS * one / (sum(long) or 1)) for one in long]
    parts[0] += PARTS - sum(parts)
    return parts


def _bettered(
    columns: Sequence[_Column], start: list[int], part: float
) -> tuple[tuple[float, float], list[int]]:
    """How high the table is, and the parts of the room each column then has beyond its least."""

    def high(given: Sequence[int]) -> tuple[float, float]:
        """Lines of the table; where they are as many, how full the fullest cell of each row is."""
        wider = [share * part for share in given]
        lines = [column.lines(more) for column, more in zip(columns, wider, strict=True)]
        filled = [column.filled(more) for column, more in zip(columns, wider, strict=True)]
        return _tallest(lines), _tallest(filled)

    best, lowest = start, high(start)
    for step in STEPS:
        is_lower = True
        while is_lower:
            is_lower = False
            for taken, to in permutations(range(len(columns)), 2):
                given = list(best)
                given[taken] -= step
                given[to] += step
                if given[taken] >= 0 and (found := high(given)) < lowest:
                    best, lowest, is_lower = given, found, True
    return lowest, best


def _tallest(columns: Sequence[tuple[float, ...]]) -> float:
    """The sum over rows of what is greatest in each."""
    return sum(max(row) for row in zip(*columns, strict=True))
