"""The figure: what no chart is shown or exported without."""

from dataclasses import dataclass, fields

import pandas as pd

from figures.drawing import Drawing
from figures.selection import Selection

ILLUSTRATIVE = "ILLUSTRATIVE"
EXEMPT = "Exempt: not for publication (Schedule 12A)"
BASIS_WORDS = {
    "published": "Published by DfE, printed as published",
    "local": "From the council's own records",
    "sample": "ILLUSTRATIVE: made-up records, for showing the product only",
    "mixed": "Published by DfE, beside the council's own records",
    "mixed sample": "Published by DfE, beside ILLUSTRATIVE made-up records",
}


@dataclass(frozen=True, kw_only=True)
class Comparator:
    """Who a place is compared with: the set's version, and how its value is made."""

    name: str
    version: str
    method: str

    def __str__(self) -> str:
        if self == NOT_COMPARED:
            return f"{self.name}: {self.method}."
        return f"{self.name} ({self.version}; {self.method})"


NOT_COMPARED = Comparator(
    name="Nobody", version="no version", method="no other authority's figure is in this release"
)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A titled, sourced and scoped picture with its table and its text alternative.

    `id` is the short id printed on it; `sentence` says what the picture shows, made from its facts.

    Raises ValueError naming the field that is blank: a figure is usable away from its page only
    if it says all of this itself.
    """

    id: str
    title: str
    subtitle: str
    scope: str
    basis: str
    comparators: tuple[Comparator, ...]
    as_at: str
    published: str
    next_due: str
    source: str
    breaks: str
    suppression: str
    target: str
    sentence: str
    alternative: str
    table: pd.DataFrame
    drawing: Drawing
    selection: Selection

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, str) and not value.strip():
                raise ValueError(f"figure {self.id!r}: {field.name} is blank; say it in words")
        if self.basis not in BASIS_WORDS:
            raise ValueError(
                f"figure {self.id!r}: basis is {self.basis!r}; expected one of {list(BASIS_WORDS)}"
            )
        if not self.comparators:
            raise ValueError(f"figure {self.id!r}: comparators are empty; use NOT_COMPARED")
        if self.table.empty:
            raise ValueError(f"figure {self.id!r}: its table has no rows")
        if self.is_illustrative:
            for name in ("title", "alternative"):
                if ILLUSTRATIVE not in getattr(self, name):
                    raise ValueError(
                        f"figure {self.id!r}: {name} does not say {ILLUSTRATIVE}, "
                        "though the basis is sample"
                    )

    @property
    def is_illustrative(self) -> bool:
        return "sample" in self.basis

    @property
    def passport(self) -> tuple[tuple[str, str], ...]:
        """What is printed under a figure, in order: (name, text)."""
        return (
            ("Who is counted", self.scope),
            ("Where it comes from", f"{BASIS_WORDS[self.basis]}. {self.source}"),
            ("Compared with", "; ".join(str(one) for one in self.comparators)),
            ("As at", self.as_at),
            ("Published", self.published),
            ("Next due", self.next_due),
            ("Breaks", self.breaks),
            ("Small numbers", self.suppression),
            ("Target", self.target),
        )


def basis_of(bases: set[str]) -> str:
    """One word for all the rows of a figure; illustrative as soon as one of them is."""
    if len(bases) == 1:
        return next(iter(bases))
    return "mixed sample" if "sample" in bases else "mixed"


def labelled(text: str, basis: str) -> str:
    """A title or text alternative with the label its basis asks for."""
    return f"{ILLUSTRATIVE}: {text}" if "sample" in basis else text


def file_stem(name: str, basis: str) -> str:
    """A file name without its ending; illustrative files say so in it."""
    return f"{ILLUSTRATIVE}_{name}" if "sample" in basis else name
