"""What a pack holds, free of any file format: sections of text, tables and figures with their facts."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from figures.figure import EXEMPT, ILLUSTRATIVE, Figure

MADE_UP = f"{ILLUSTRATIVE}: this pack holds made-up records, for showing the product only"
Tone = Literal["good", "bad", "near", "plain"]


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One of the three facts beside a figure: its question, the word that answers it, the detail.

    `tone` is a second sign beside the word, never in its place.
    """

    question: str
    word: str
    detail: str = ""
    tone: Tone = "plain"


@dataclass(frozen=True, kw_only=True)
class Exhibit:
    """A figure in a pack: its number, its facts, the counts behind it and its points.

    `counts` are tables by the name of their line; `points` are rows in the columns of
    `metrics.points.COLUMNS`. `needed` says what the target takes.
    """

    number: int
    figure: Figure
    facts: tuple[Fact, ...] = ()
    needed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    counts: tuple[tuple[str, pd.DataFrame], ...] = ()
    points: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def name(self) -> str:
        return f"Figure {self.number}"


@dataclass(frozen=True, kw_only=True)
class Text:
    """Paragraphs of plain text; a list where `is_list`."""

    paragraphs: tuple[str, ...]
    is_list: bool = False


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table with its title and source; the first column names the rows. Cells are text."""

    title: str
    frame: pd.DataFrame
    source: str = ""
    is_illustrative: bool = False


Block = Text | Table | Exhibit


@dataclass(frozen=True, kw_only=True)
class Section:
    """A heading and what stands under it, in the order it is read."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class Pack:
    """Everything one meeting is given. `as_at` is a sentence; `recipient` is named on exempt packs.

    `typed` is what people wrote of all that may be printed; `accepted_by` is who has read it for
    small numbers. One of text and a table that `is_one_page` is set as small as it takes, within
    what can be read.
    """

    board: str
    title: str
    meeting: str
    authority: str
    audience: str
    release: str
    built_at: str
    plan_version: str
    as_at: str
    sections: tuple[Section, ...]
    recipient: str = ""
    typed: tuple[str, ...] = ()
    accepted_by: str = ""
    is_one_page: bool = False

    @property
    def exhibits(self) -> tuple[Exhibit, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Exhibit))

    @property
    def blocks(self) -> Iterator[Block]:
        """Every block, in reading order."""
        for section in self.sections:
            yield from section.blocks

    @property
    def is_illustrative(self) -> bool:
        """Whether one figure or table of the pack has made-up records in it."""
        return any(
            block.figure.is_illustrative if isinstance(block, Exhibit) else block.is_illustrative
            for block in self.blocks
            if isinstance(block, Exhibit | Table)
        )

    @property
    def marks(self) -> tuple[str, ...]:
        """What stands on every page: that the pack is exempt, and that records are made up."""
        whom = f". For {self.recipient}" if self.recipient else ""
        exempt = f"{EXEMPT}{whom}" if self.audience == "officer" else ""
        return tuple(text for text in (exempt, MADE_UP if self.is_illustrative else "") if text)

    @property
    def colophon(self) -> str:
        """Whose figures these are, from which release and plan."""
        told = f"{self.authority}, release {self.release}, plan {self.plan_version}. {self.as_at}"
        return f"{told} Text accepted by {self.accepted_by}." if self.accepted_by else told
