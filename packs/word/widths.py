"""How wide the columns of a table on a page are: measured by their letters, shared out by lines."""

import math
from collections.abc import Sequence

from figures.format import NO_VALUE, SYMBOLS
from figures.table import NO_COUNT

# All widths are in twentieths of a point: 17 cm of an A4 page.
PAGE_WIDTH = 9638
# A letter of the table's text, how much wider it is in bold, and what a cell keeps free beside words.
LETTER, CAPITAL, SPACE = 100, 132, 55
BOLD = 1.08
ROOM = 240
# How much longer a text is over several lines, for the room at their ends.
FULL = 1.15
# In tables longer than this a few long texts do not count.
FEW_ROWS = 14
NO_NUMBER = {"", NO_VALUE, NO_COUNT, *SYMBOLS.values()}


def widths(heads: Sequence[str], rows: Sequence[Sequence[str]], *, scale: float = 1.0) -> list[int]:
    """Widths of the columns: as wide as their words where the page allows, the rest shared out.

    No column is narrower than its longest word, as long as those fit beside each other; short names
    of rows stay on one line.
    """
    columns = list(zip(heads, *rows, strict=True))
    told = [_widths_of(column, place, scale) for place, column in enumerate(columns)]
    wanted = [max(own) for own in told]
    if sum(wanted) <= PAGE_WIDTH:
        return [math.ceil(one) for one in wanted]
    least = [
        max(_widths_of(_unbroken(column), place, scale)) for place, column in enumerate(columns)
    ]
    if wanted[0] <= PAGE_WIDTH / 4 and sum(least) - least[0] + wanted[0] <= PAGE_WIDTH:
        least[0] = wanted[0]
    if sum(least) >= PAGE_WIDTH:
        return [int(one * PAGE_WIDTH / sum(least)) for one in least]
    given = _shared(_shared(least, [_usual(own) for own in told]), wanted)
    needs = [wish - has for wish, has in zip(wanted, given, strict=True)]
    given[needs.index(max(needs))] += PAGE_WIDTH - sum(given)
    return [int(one) for one in given]


def _unbroken(texts: Sequence[str]) -> list[str]:
    """What may not be broken: words, and what stands in the place of a number."""
    return [part for text in texts for part in ([text] if text in NO_NUMBER else text.split(" "))]


def _usual(told: Sequence[float]) -> float:
    """What the texts of a column fit into, in a long table three quarters of them.

    There one long text does not starve the columns beside it.
    """
    share = 1.0 if len(told) <= FEW_ROWS else 0.75
    return sorted(told)[math.ceil(share * len(told)) - 1]


def _shared(least: list[float], wanted: list[float]) -> list[float]:
    """What the page has over the least widths, given line by line.

    The column whose text takes most lines is widened until it takes one less, the cheapest first,
    as long as a line can be saved.
    """
    given, left = list(least), PAGE_WIDTH - sum(least)
    while left > 0:
        lines = [_lines(wish, has) for wish, has in zip(wanted, given, strict=True)]
        costs = [
            _width_for(wish, count - 1) - has if count > 1 else math.inf
            for wish, count, has in zip(wanted, lines, given, strict=True)
        ]
        affordable = [n for n, cost in enumerate(costs) if cost <= left]
        if not affordable:
            break
        chosen = min(affordable, key=lambda n: (-lines[n], costs[n]))
        given[chosen] += costs[chosen]
        left -= costs[chosen]
    return given


def _width_for(wish: float, lines: int) -> float:
    """The width in which a text of that length takes so many lines; lines are never quite full."""
    return (wish - ROOM) / lines * (FULL if lines > 1 else 1) + ROOM


def _lines(wish: float, has: float) -> int:
    if has >= wish:
        return 1
    return max(math.ceil((wish - ROOM) * FULL / (has - ROOM) - 1e-9), 2)


def _widths_of(texts: Sequence[str], place: int, scale: float) -> list[float]:
    """The room of each text of a column on one line; heads and names of rows are bold."""
    bold = len(texts) if place == 0 else 1
    return [
        _length(text) * (BOLD if n < bold else 1) * scale + ROOM for n, text in enumerate(texts)
    ]


def _length(text: str) -> float:
    return sum(
        CAPITAL if letter.isupper() else SPACE if letter == " " else LETTER for letter in text
    )
