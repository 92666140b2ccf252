"""A measure and its workstream explained: what is counted, what it needs, why there is nothing."""

from figures.format import lowered
from metrics.definitions import Measure
from metrics.periods import Period


def empty_text(measure: Measure, place: str) -> str:
    """Why a measure has nothing to show and what would change that."""
    return (
        f"There is no figure for {place} in this release. {needs_text(measure)} An officer can "
        "load what is missing on the page Extracts and releases."
    )


def needs_text(measure: Measure) -> str:
    """What has to be loaded for a measure to have a value."""
    names = [name.replace("_", " ") for name in measure.extracts]
    if not measure.is_local or not names:
        return f"It needs {'DfE' if measure.published else 'the council'}'s file for it."
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    own = f"the {listed} extract{'s' if len(names) > 1 else ''}"
    return f"It needs {own}{', or DfE' + chr(39) + 's file' if measure.published else ''}."


def no_groups_text(measure: Measure, place: str) -> str:
    if measure.breakdowns or measure.districts:
        return f"This release has no groups or districts of {place} for this measure."
    return "This measure is told for the whole only: its source has no groups in it."


def meaning_rows(measure: Measure) -> list[tuple[str, str]]:
    """A definition as name and text, in the order a reader asks."""
    good = {
        "low": "Lower is better",
        "high": "Higher is better",
        "band": "Good inside a range",
        "neutral": "Neither higher nor lower is better by itself",
    }
    rows = [
        ("What it is", measure.definition),
        ("Why it matters", measure.why_it_matters),
        ("Who is counted", measure.scope),
        ("How to read it", f"{good[measure.polarity]}. Unit: {measure.unit}."),
        ("What to keep in mind", measure.caveat),
        (
            "Breaks",
            " ".join(
                f"{Period(when, _year_kind(when)).label}: {why}." for when, why in measure.breaks
            ),
        ),
        ("Serves", f"{measure.principle}. {measure.outcome}."),
        ("Source", _source_text(measure)),
        ("Kept by", f"{measure.owner}, reviewed {measure.reviewed_on:%-d %B %Y}."),
    ]
    return [(name, text) for name, text in rows if text]


def _source_text(measure: Measure) -> str:
    """Where its figures come from: of two sources DfE's goes first."""
    if measure.published and measure.is_local:
        return f"DfE's published figures; where there are none, {lowered(measure.source)}"
    return measure.source


def _year_kind(time_period: int) -> str:
    return "Academic year" if time_period >= 10000 else "Calendar year"


PURPOSES = (
    "how support is given: outreach first, then time-limited and transitional placements.",
    "whether duties are kept and decisions are reviewed.",
    "what children, parents and carers say of the support.",
    "who provides, where, at what price and with what checks.",
    "whether schools and staff are reached and the plan's steps are taken.",
    "what it all comes to: exclusions, absence, home tuition, results and what follows.",
)


def all_words(measure: Measure) -> str:
    """Everything a definition says, in lower case, to be searched."""
    rows = [("", measure.title), *meaning_rows(measure)]
    return " ".join(text for _, text in rows).lower()


def workstream_line(number: int) -> str:
    """What a workstream's measures are about, in one sentence."""
    return f"This workstream is about {PURPOSES[number - 1]}"
