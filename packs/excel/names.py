"""Names of sheets and tables: short, unique, and of letters that a workbook takes."""

import re
from dataclasses import dataclass, field

from figures.figure import ILLUSTRATIVE

LONGEST = 31
FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
# A name that was cut does not end in one of these.
SMALL = {"a", "after", "against", "and", "at", "by", "for", "from", "in", "of", "on", "or"}
SMALL |= {"that", "the", "to", "under", "while", "with"}


@dataclass
class Names:
    """The names given so far; one that is taken gets a number."""

    taken: set[str] = field(default_factory=set)

    def give(self, wanted: str) -> str:
        """The name itself, cut between words to what a sheet's name may have."""
        name, nth = cut(wanted, LONGEST), 1
        while name.lower() in self.taken:
            nth += 1
            name = f"{cut(wanted, LONGEST - len(str(nth)) - 1)} {nth}"
        self.taken.add(name.lower())
        return name


def figure_name(number: int, title: str) -> str:
    """`Fig 28 Permanent exclusion rate`: what a figure is about, without its message."""
    about = title.removeprefix(f"{ILLUSTRATIVE}: ").split(": ")[0]
    return f"Fig {number} {about}"


def cut(text: str, longest: int) -> str:
    """As many whole words as there is room for."""
    words = FORBIDDEN.sub(" ", text).replace(",", "").split()
    kept: list[str] = []
    for word in words:
        if len(" ".join([*kept, word])) > longest:
            break
        kept.append(word)
    while len(kept) < len(words) and len(kept) > 1 and kept[-1].lower() in SMALL:
        kept.pop()
    return " ".join(kept) or text[:longest]
