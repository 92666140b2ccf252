"""What a figure was asked to show, and the short id that is printed on it."""

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import Literal

Form = Literal["trend", "parts", "control", "so far", "ahead", "together"]
LETTERS = 10
PASTED = re.compile(r"\b[A-Z0-9]{5}[\s-]*[A-Z0-9]{5}\b\W*$")


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Everything that decides which points a figure of a release shows."""

    form: Form
    measures: tuple[str, ...]
    area_code: str
    kind: str = "year"
    years: int | None = None
    neighbour_set: str = ""
    topic: str = ""
    made_up: bool = False
    audience: str = "officer"

    @property
    def text(self) -> str:
        """The same selection is the same text."""
        return "|".join(
            (
                self.form,
                "+".join(self.measures),
                self.area_code,
                self.kind,
                str(self.years or "all"),
                self.neighbour_set,
                self.topic,
                "made up too" if self.made_up else "",
                self.audience,
            )
        )


def short_id(seal: str, selection: Selection) -> str:
    """Ten letters and figures in two groups, from the seal of a release and a selection of it.

    The seal is a digest of all files of the release: a release altered by one byte gives none of
    the ids that were printed from it.
    """
    digest = hashlib.sha256(f"{seal}|{selection.text}".encode()).digest()
    text = base64.b32encode(digest).decode()[:LETTERS]
    return f"{text[:5]}-{text[5:]}"


def tidied(typed: str) -> str:
    """An id as a reader types it: any case, with or without its hyphen, 0 for O and 1 for I."""
    # The id ends what is pasted, whatever words stand before it.
    found = PASTED.search(typed.upper().strip())
    plain = "".join(letter for letter in (found[0] if found else typed.upper()) if letter.isalnum())
    plain = plain.translate(str.maketrans("018", "OIB"))
    return f"{plain[:5]}-{plain[5:]}" if len(plain) == LETTERS else plain
