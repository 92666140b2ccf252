"""The whole plan in a few lines: what was promised, what changes, how England compares."""

from collections.abc import Sequence

from figures import wording
from figures.figure import ILLUSTRATIVE
from figures.format import lowered
from figures.shown import Card

MET_OR_NOT = ("met", "nearly", "missed")
MOVES = ("Improving", "Worsening")


def in_short(cards: Sequence[Card]) -> tuple[str, ...]:
    """Sentences about the measures that have a figure; only what a test bears out is named."""
    told = [one for one in cards if one.period]
    if not told:
        return ()
    lines = [_promised(told)]
    for word in MOVES:
        lines.append(_named(word, [one for one in told if one.direction.word == word]))
    rest = sum(one.direction.word not in MOVES for one in told)
    lines.append(f"**Neither, as far as can be told:** {rest} of {len(told)} measures.")
    for word in ("Better than England", "Worse than England"):
        lines.append(_named(word, [one for one in told if one.position.word == word]))
    return tuple(lines)


def _promised(told: Sequence[Card]) -> str:
    due = [one for one in told if one.fact.word in MET_OR_NOT]
    if not due:
        return "**Targets:** none is due yet."
    examples = wording.examples_text(sum(one.fact.is_example for one in due))
    if all(one.fact.is_example for one in due):
        examples = "All are example targets, which no board has agreed."
    lead = f"**Targets:** of {len(due)} that are due"
    said = wording.tally_text([one.fact.word for one in due], MET_OR_NOT, lead)
    return f"{said} {examples}".strip()


def _named(word: str, found: Sequence[Card]) -> str:
    if not found:
        return f"**{word}:** none."
    names = [
        lowered(one.measure.title) + (f" ({ILLUSTRATIVE})" if one.illustrative else "")
        for one in found
    ]
    return f"**{word}:** {'; '.join(names)}."
