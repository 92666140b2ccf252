"""Text that people type: sentences that tell of fewer than ten beside a place, group or school.

Sentences made from the cube are safe by how they are made; nobody can promise that of a note.
The search would rather stop a harmless sentence than let a child through: an officer who has
read it can accept it by name.
"""

import re
import unicodedata
from collections.abc import Iterable

SPOKEN = (
    "one|two|three|four|five|six|seven|eight|nine|single|couple|pair|trio|"
    "half[- ]dozen|half[- ]a[- ]dozen"
)
# 1 to 9 alone: no part of 12, 1.5, 1,204, 2024/25, 5%, 6th, KS4 or 3-2.
SMALL = re.compile(rf"(?<![\w.,/£-])(?:[1-9]|{SPOKEN})(?![\w%]|[.,/:-]\d)", re.IGNORECASE)
MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)
# Numbers that count nobody: names, spans of time, shares and dates.
NAMED = (
    "tiers?|workstreams?|figures?|tables?|section|sections|schedule|part|page|pages|item|items|"
    "minutes?|paragraph|appendix|annex|version|phase|stage|key stage|years? group|year|years|"
    "term|quarter|week|priority|objective|action|recommendation|option|level"
)
UNITS = (
    "years?|months?|weeks?|days?|school days?|hours?|minutes?|terms?|half[- ]terms?|per ?cent|"
    "percentage points?|points?|per|out of 10|million|thousand|hundred|times|pm|am"
)
NUMBER = rf"(?<![\d.,])(?:[1-9]|{SPOKEN})"
HARMLESS = tuple(
    re.compile(text, re.IGNORECASE)
    for text in (
        rf"\b(?:{NAMED})\s+{NUMBER}(?:\s*(?:,|and|or|to|-|–)\s*{NUMBER})*\b",
        rf"\b{NUMBER}(?:\s*(?:and|or|to|-|–)\s*{NUMBER})*[\s-]+(?:{UNITS})\b",
        rf"\b[0-3]?\d(?:st|nd|rd|th)?\s+(?:{MONTHS})\b",
        rf"\b(?:{MONTHS})\s+[0-3]?\d\b",
    )
)
# What tells of a place, phase, group or school without being a name.
KINDS = re.compile(
    r"\b(?:schools?|academy|academies|college|nursery|infants?|juniors?|primary|primaries|"
    r"secondary|secondaries|special|pru|prus|provider|unit|centre|district|districts|borough|"
    r"county|town|village|ward|wards|parish|division|area|boys?|girls?|males?|females?|sen|send|"
    r"ehc|ehcps?|fsm|free school meals?|looked[- ]after|in care|traveller|roma|ethnic|year \d+|"
    r"reception|key stage \d)\b",
    re.IGNORECASE,
)
ENDS = re.compile(r"(?<=[.!?;])\s+|\n+")
# A capital within a sentence makes a name: of a village as well as of a school.
CAPITAL = re.compile(r"(?<=[\w,;:)’'] )[A-Z][\w’'-]+")


def risky(texts: Iterable[str], names: Iterable[str] = ()) -> tuple[str, ...]:
    """The sentences that put a number under ten beside a place, phase, group or school.

    `names` are the places and groups of the release; a word with a capital counts as a name too.
    Beside is in the same sentence or the one before or after.
    """
    known = _any_of(names)
    found: dict[str, None] = {}
    for text in texts:
        sentences = [one for one in ENDS.split(_plain(text)) if one.strip()]
        named = [_names_something(one, known) for one in sentences]
        for nth, sentence in enumerate(sentences):
            if any(named[max(nth - 1, 0) : nth + 2]) and counts_few(sentence):
                found[sentence.strip()] = None
    return tuple(found)


def counts_few(sentence: str) -> bool:
    """Whether a sentence has a number from one to nine that may count somebody."""
    told = _plain(sentence)
    for harmless in HARMLESS:
        told = harmless.sub(" … ", told)
    return bool(SMALL.search(told))


def _plain(text: str) -> str:
    """Digits of any script and shape as plain ones: ３, ³ and ③ are 3."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(
        str(unicodedata.digit(one)) if one.isdigit() and not one.isascii() else one
        for one in folded
    )


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    told = sorted({re.escape(one.strip()) for one in names if one.strip()}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(told) or '(?!)'})\b", re.IGNORECASE)


def _names_something(sentence: str, known: re.Pattern[str]) -> bool:
    patterns = (KINDS, known, CAPITAL)
    return any(pattern.search(sentence) for pattern in patterns)
