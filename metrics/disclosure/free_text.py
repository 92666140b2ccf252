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
    "half[- ]dozen|half[- ]a[- ]dozen|half of a dozen"
)
PEOPLE = (
    "pupils?|child|children|kids?|boys?|girls?|students?|learners?|leavers?|teenagers?|"
    "young (?:person|people|ones?)|person|people|famil(?:y|ies)|cases?"
)
ORDINAL = "[1-9](?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
# Nothing a longer number begins with: 1.5, 1,204, 2024/25, 2-13, or a name such as KS4 and SB-4.
ALONE = r"(?<!\w)(?<!\d[.,/:-])(?<!(?-i:[A-Z0-9])-)(?<!£)"
SMALL = tuple(
    re.compile(text, re.IGNORECASE)
    for text in (
        # 1 to 9 alone: no part of 12, 1.5, 1,204, 2024/25, 5%, 6th or 3-2.
        rf"{ALONE}(?:0*[1-9]|{SPOKEN})(?![\w%]|[.,/:-]\d)",
        # 3-4, 3/12, 3.0, 3pupils
        rf"{ALONE}[1-9]-[1-9](?![\w%]|[.,/:-]\d)",
        rf"{ALONE}[1-9]/\d{{1,3}}(?![\w%/]|[.,:-]\d)",
        rf"{ALONE}[1-9]\.0+(?![\w%])",
        rf"{ALONE}[1-9](?:no|x|{PEOPLE})\b",
        rf"\b(?:{ORDINAL})\s+(?:\w+\s+)?(?:{PEOPLE})\b",
        rf"\b(?:only|sole|lone)\s+(?:{PEOPLE})\b",
        r"\b(?:both|twins?|triplets|twosome|threesome|foursome|quartet|quintet|sextet|handful)\b",
    )
)
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
# "This year three pupils left" and "over two terms 3 boys came" name no year and no term.
NOT_A_NAME = re.compile(
    r"this|that|last|next|previous|past|current|each|every|any|same|per|an?|another|whole|half|the|"
    rf"our|{SPOKEN}|\d+|school|academic|calendar|financial|autumn|spring|summer"
)
UNITS = (
    "years?|months?|weeks?|days?|school days?|hours?|minutes?|terms?|half[- ]terms?|per ?cent|"
    r"percentage points?|points?|per \d[\d,]*|million|thousand|hundred|times|pm|am"
)
NUMBER = rf"(?<![\d.,])(?:[1-9]|{SPOKEN})"
NAMES = re.compile(
    rf"(?:\b(?P<before>\w+)\s+)?\b(?:{NAMED})[\s-]+{NUMBER}(?:\s*(?:,|and|or|to|-|–)\s*{NUMBER})*\b",
    re.IGNORECASE,
)
HARMLESS = (
    re.compile(
        rf"\b{NUMBER}(?:\s*(?:and|or|to|-|–)\s*{NUMBER})*[\s-]+(?:{UNITS})\b", re.IGNORECASE
    ),
    # Of months, only with a capital: "3 may return" is no date, nor is "in May 3 left".
    re.compile(rf"\b[0-3]?\d(?:st|nd|rd|th)?\s+(?:{MONTHS.title()}|{MONTHS.upper()})\b"),
    re.compile(rf"\b(?:{MONTHS})\s+[0-3]?\d(?=(?:st|nd|rd|th)?,?\s+20\d\d\b)", re.IGNORECASE),
)
# What tells of a place, phase, group or school without being a name.
KINDS = re.compile(
    r"\b(?:schools?|academy|academies|college|nursery|infants?|juniors?|primary|primaries|"
    r"secondary|secondaries|special|pru|prus|provider|unit|centre|district|districts|borough|"
    r"county|town|village|ward|wards|parish|division|area|boys?|girls?|males?|females?|sen|send|"
    r"ehc|ehcps?|fsm|free school meals?|looked[- ]after|in care|fostered|adopted|carers?|"
    r"travellers?|gypsy|roma|ethnic|white|black|asian|muslim|refugees?|asylum|eal|autis\w+|adhd|"
    r"semh|disab\w+|pregnant|year \d+|y\d+|years? (?:one|two|three|four|five|six|seven|eight|"
    r"nine|ten|eleven)|reception|sixth form|key stage \d|ks\d|hospital)\b",
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
    told = NAMES.sub(_unless_it_counts, _plain(sentence))
    for harmless in HARMLESS:
        told = harmless.sub(" … ", told)
    return any(small.search(told) for small in SMALL)


def _unless_it_counts(found: re.Match[str]) -> str:
    """What `year 3` leaves of a sentence: nothing where it is a name, itself in `this year 3`."""
    before = (found["before"] or "").lower()
    return found[0] if NOT_A_NAME.fullmatch(before) else f"{before} … "


def _plain(text: str) -> str:
    """Digits of any script and shape as plain ones: ３, ³ and ③ are 3; nothing that is not seen."""
    folded = unicodedata.normalize("NFKC", text).replace("_", " ")
    folded = "".join(one for one in folded if unicodedata.category(one) != "Cf")
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
