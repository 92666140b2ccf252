"""What a pack's PDF prints, as plain data: the template lays it out and adds no word of its own."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import pandas as pd

from figures.palette import LIGHT
from packs.content import Block, Exhibit, Fact, Pack, Section, Table, Text
from packs.pdf.letters import MAY_BREAK, breakable
from packs.pictures import Pictures

Data = dict[str, Any]
# A number as the figures print it: with its sign, its unit's sign, or a word behind it.
NUMBER = re.compile(r"-?£?\d[\d,.]*%?( million)?( \([a-z ]+\))?")
# A table of so many rows is kept on one page.
MOST_ROWS_TOGETHER = 20
# Characters of a column that never needs to be broken into lines.
SHORT = 24
# Characters of a table's text across the page.
LINE = 105
# Characters of a column's name from which its unit is put below it.
LONG = 16
BUILT = ("year", "month", "day", "hour", "minute", "second")


def content(pack: Pack, pictures: Pictures) -> Data:
    """The pack's words, tables and pictures in reading order."""
    built = datetime.fromisoformat(pack.built_at)
    return {
        "title": breakable(pack.title),
        "authority": pack.authority,
        "built": {name: getattr(built, name) for name in BUILT},
        "colours": asdict(LIGHT),
        "marks": _lines(pack.marks),
        "colophon": breakable(pack.colophon),
        "about": _lines(_about(pack)),
        "is_one_page": pack.is_one_page,
        "sections": [_section(section, pictures) for section in pack.sections],
    }


def _about(pack: Pack) -> tuple[str, ...]:
    """Lines under the title; one line where there is one page, for what its foot would say."""
    if pack.is_one_page:
        return (f"{pack.meeting}. {pack.colophon}",)
    return f"{pack.meeting}, {pack.authority}", f"{pack.as_at} Release {pack.release}."


def _section(section: Section, pictures: Pictures) -> Data:
    blocks = [_block(block, pictures) for block in section.blocks]
    for before, block in zip([None, *blocks], blocks, strict=False):
        block["opens"] = before is None or before["kind"] == "text"
    return {"title": breakable(section.title), "blocks": blocks}


def _block(block: Block, pictures: Pictures) -> Data:
    if isinstance(block, Text):
        return {"kind": "text", "paragraphs": _lines(block.paragraphs), "is_list": block.is_list}
    if isinstance(block, Table):
        return _table(block)
    return _exhibit(block, pictures)


def _table(block: Table) -> Data:
    return {
        "kind": "table",
        "title": breakable(block.title),
        "table": _cells(block.frame, _shares(block.frame)),
        "is_long": len(block.frame) > MOST_ROWS_TOGETHER,
        "source": breakable(block.source),
    }


def _exhibit(exhibit: Exhibit, pictures: Pictures) -> Data:
    figure = exhibit.figure
    return {
        "kind": "figure",
        "name": exhibit.name,
        "title": breakable(figure.title),
        "subtitle": breakable(figure.subtitle),
        "facts": [_fact(fact) for fact in exhibit.facts],
        "picture": pictures.svg(figure),
        "alternative": figure.alternative,
        "caption": breakable(f"Source: {figure.source}. Figure id {figure.id}"),
        "sentence": breakable(figure.sentence),
        "needed": _lines(exhibit.needed),
        "notes": _lines(exhibit.notes),
        "tables": _tables(exhibit),
        "passport": _halves(figure.passport),
    }


def _fact(fact: Fact) -> Data:
    """The fact and its share of the width: longer details get wider columns."""
    share = min(max(len(fact.detail), 60), 240) ** 0.5
    told = {"question": fact.question, "word": fact.word, "detail": fact.detail}
    return {name: breakable(text) for name, text in told.items()} | {
        "tone": fact.tone,
        "share": share,
    }


def _tables(exhibit: Exhibit) -> list[Data]:
    """The figure's numbers, then the counts behind each of its lines."""
    named = [(f"{exhibit.name} in numbers", exhibit.figure.table)]
    named += [(f"{exhibit.name}: counts, {line}", frame) for line, frame in exhibit.counts]
    return [
        {"title": breakable(title), **_cells(frame, [0.0] * len(frame.columns))}
        for title, frame in named
    ]


def _cells(frame: pd.DataFrame, shares: Sequence[float]) -> Data:
    """A table's texts, and for each column its share of the width (0: as wide as its texts)."""
    columns = [[_cell(value) for value in frame.iloc[:, n]] for n in range(len(frame.columns))]
    return {
        "header": [_heading(str(name)) for name in frame.columns],
        "rows": [list(row) for row in zip(*columns, strict=True)],
        "widths": list(shares),
        "numeric": [n > 0 and _is_numeric(column) for n, column in enumerate(columns)],
    }


def _heading(name: str) -> str:
    """The name of a column; a long one has its unit on a second line."""
    return breakable(name.replace(" (", "\n(", 1) if len(name) > LONG else name)


def _cell(value: object) -> str:
    return "" if pd.isna(value) else breakable(str(value))  # type: ignore[call-overload]


def _is_numeric(column: Sequence[str]) -> bool:
    """Whether a column is of numbers, and of words only where there is none."""
    told = [bool(NUMBER.fullmatch(text)) for text in column if re.search(r"\d", text)]
    return bool(told) and all(told)


def _shares(frame: pd.DataFrame) -> list[float]:
    """Widths by how much the columns hold, none narrower than its longest word."""
    texts = [
        [breakable(str(name)), *map(_cell, frame.iloc[:, n])]
        for n, name in enumerate(frame.columns)
    ]
    if len(texts) == 2 and max(map(len, texts[0])) <= SHORT:
        return [1.0, 4.0]
    wanted = [(sum(map(len, column)) / len(column)) ** 0.8 for column in texts]
    return _no_less(wanted, [_longest_word(column) + 2 for column in texts])


def _no_less(wanted: list[float], least: list[int]) -> list[float]:
    """Shares of a line in proportion to what is wanted, where each can have its least."""
    short: set[int] = set()
    while True:
        left = LINE - sum(least[n] for n in short)
        free = sum(want for n, want in enumerate(wanted) if n not in short)
        shares = [
            least[n] if n in short else want * max(left, 0) / free for n, want in enumerate(wanted)
        ]
        narrow = {n for n, share in enumerate(shares) if share < least[n]}
        if not narrow:
            return [float(share) for share in shares]
        short |= narrow


def _longest_word(texts: Sequence[str]) -> int:
    return max(len(word) for text in texts for word in re.split(rf"[\s{MAY_BREAK}]", text))


def _halves(passport: Sequence[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """The passport in two columns of about the same length, in reading order."""
    told = [(name, breakable(text)) for name, text in passport]
    sizes = [len(name) + len(text) for name, text in told]
    cuts = range(len(told) + 1)
    cut = min(cuts, key=lambda n: max(sum(sizes[:n]), sum(sizes[n:])))
    return [told[:cut], told[cut:]]


def _lines(texts: Iterable[str]) -> list[str]:
    return [breakable(text) for text in texts]
