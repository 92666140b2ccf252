"""A pack in the shape of a committee report, in the order councils use.

What a pack knows is said; what only the report's author can know is left to the author, by name.
Nothing is decided here: the committee is asked to consider, to note and to agree what to ask.
"""

import re
from collections.abc import Callable, Iterable, Sequence

import pandas as pd

from figures.figure import labelled
from figures.wording import together_title
from metrics.definitions import definitions
from packs.content import Exhibit, Pack, Section, Table, Text
from packs.word.outline import Chapter, of_sections
from plan.strategy import NOTE_ON_YEARS, OUTCOMES, TITLE, VISION, WORKSTREAMS

TO_COMPLETE = "To be completed by the report author."
ANNEX = "Annex"
EXAMPLE = "no board has agreed it"
AGREED = re.compile(r"Agreed by .+?\.(?= |$)")
BUDGET = OUTCOMES[-1]
SIXTH_DAY = "sixth_day_percent"
SHORT = (
    ("Missed", "The target is missed"),
    ("Nearly", "The target is nearly met"),
    ("Missed (example)", "An example target, which no board has agreed, is missed"),
    ("Nearly (example)", "An example target, which no board has agreed, is nearly met"),
)
# Groups of people whom equality law names, or comes near to naming.
GROUPS = ("Sex", "SEN provision", "Ethnicity group", "Free school meals")
PROMISE = (
    "The strategy promises a delivery plan each year with outcomes, measures and timeframes, "
    "and a copy at least once a year to the Education Scrutiny Committee, to scrutinise and "
    "challenge performance against the targets agreed at the SEND Partnership Board and the "
    "Lancashire Education Partnership Board."
)


def chapters(pack: Pack) -> tuple[Chapter, ...]:
    """Purpose, recommendations, background, figures, implications, background papers; annexes."""
    own = [one for one in pack.sections if not one.title.startswith(ANNEX)]
    annexes = [one for one in pack.sections if one.title.startswith(ANNEX)]
    return (
        Chapter(title="Purpose", blocks=(Text(paragraphs=purpose(pack)),)),
        Chapter(title="Recommendations", blocks=recommendations(pack)),
        Chapter(title="Background", blocks=background(pack)),
        figures(own),
        Chapter(title="Implications", parts=implications(pack)),
        Chapter(title="Background papers", blocks=background_papers(pack)),
        *of_sections(annexes),
    )


def figures(sections: Sequence[Section]) -> Chapter:
    """The sections of the pack, one level down."""
    return Chapter(title="Figures", parts=of_sections(sections))


def purpose(pack: Pack) -> tuple[str, ...]:
    shown = f"This report shows performance against the delivery plan of the {TITLE}."
    if pack.exhibits:
        shown += (
            f" It holds {how_many(pack.exhibits)}, each with its source, its numbers as a table "
            "and its text alternative."
        )
    return shown, pack.as_at


def recommendations(pack: Pack) -> tuple[Text, ...]:
    """What is asked, and the figures that it is about; made from the facts, never a decision."""
    lines = tuple(
        f"{name}: {measures_of(found)}."
        for word, name in SHORT
        if (found := with_target(pack.exhibits, word))
    )
    note = "note where targets are missed or nearly met" if lines else "note what they show"
    asked = (
        f"{_asked(pack.meeting)} asked to consider the figures below, to {note}, and to agree "
        "what to ask."
    )
    listed = (Text(paragraphs=lines, is_list=True),) if lines else ()
    return (Text(paragraphs=(asked,)), *listed)


def measures_of(exhibits: Sequence[Exhibit]) -> str:
    """What the figures are of, by name, so that nobody has to look a number up."""
    return "; ".join(f"{_measure(one)} ({one.name})" for one in exhibits)


def _measure(one: Exhibit) -> str:
    """The name of what a figure is of; made-up records say so."""
    known = [definitions().get(name) for name in one.figure.selection.measures]
    told = [found for found in known if found]
    if not told:
        return one.figure.title
    title = told[0].title if len(told) == 1 else together_title(told)
    return labelled(title, one.figure.basis)


def _asked(meeting: str) -> str:
    """A single body by its name; several of them, and a paper without one, as their members."""
    is_one = meeting.endswith(("Committee", "Board")) and " and " not in meeting
    return f"The {meeting} is" if is_one else "Members are"


def with_target(exhibits: Iterable[Exhibit], word: str) -> list[Exhibit]:
    """The figures whose fact about the target is answered with this word."""
    return [
        one
        for one in exhibits
        if any(fact.question.startswith("Target") and fact.word == word for fact in one.facts)
    ]


def background(pack: Pack) -> tuple[Text, ...]:
    """The strategy, the plan, and who agreed the targets."""
    vision = f"{VISION[0].lower()}{VISION[1:]}"
    return (
        Text(
            paragraphs=(
                f"The vision of the {TITLE}: {vision}. {PROMISE}",
                NOTE_ON_YEARS,
                "The plan is co-ordinated through six workstreams:",
            )
        ),
        Text(paragraphs=tuple(numbered(WORKSTREAMS)), is_list=True),
        *_who_agreed(pack.exhibits),
    )


def _who_agreed(exhibits: Sequence[Exhibit]) -> tuple[Text, ...]:
    if not exhibits:
        return ()
    lead = Text(paragraphs=("Who agreed the targets:",))
    return lead, Text(paragraphs=tuple(agreements(exhibits)), is_list=True)


def numbered(names: Iterable[str]) -> Iterable[str]:
    return (f"Workstream {number}: {name}" for number, name in enumerate(names, start=1))


def agreements(exhibits: Sequence[Exhibit]) -> list[str]:
    """Who agreed the targets of which figures; examples and figures without a target say so."""
    by_body: dict[str, list[Exhibit]] = {}
    for one in exhibits:
        for told in AGREED.findall(one.figure.target) or [_unagreed(one)]:
            by_body.setdefault(told, []).append(one)
    return [f"{told.removesuffix('.')}: {named(found)}." for told, found in by_body.items()]


def _unagreed(one: Exhibit) -> str:
    if EXAMPLE in one.figure.target:
        return "An example target that no board has agreed"
    return "No target agreed"


def implications(pack: Pack) -> tuple[Chapter, ...]:
    """One heading each; a sentence where the pack can tell something true."""
    told: tuple[tuple[str, Callable[[Pack], str]], ...] = (
        ("Finance", finance),
        ("Legal", legal),
        ("Equality", equality),
        ("Data protection", data_protection),
    )
    return tuple(
        Chapter(title=name, blocks=(Text(paragraphs=(say(pack) or TO_COMPLETE,)),))
        for name, say in told
    )


def finance(pack: Pack) -> str:
    """Which figures are of measures that serve the outcome about the budget, and are of money."""
    found = [one for one in pack.exhibits if _about_money(one)]
    titles = "; ".join(f"{one.figure.title} ({one.name})" for one in found)
    return f"What is spent: {titles}." if found else ""


def _about_money(one: Exhibit) -> bool:
    known = [definitions().get(name) for name in one.figure.selection.measures]
    return any(
        found.outcome == BUDGET and (found.unit == "£" or "budget" in found.title.lower())
        for found in known
        if found
    )


def legal(pack: Pack) -> str:
    """The one duty among the measures that names its law's own day."""
    found = [one for one in pack.exhibits if SIXTH_DAY in one.figure.selection.measures]
    if not found:
        return ""
    return f"{definitions()[SIXTH_DAY].why_it_matters} {found[0].name} shows how often it has."


def equality(pack: Pack) -> str:
    """Which figures show groups of children."""
    told = {
        topic: [one for one in pack.exhibits if one.figure.selection.topic == topic]
        for topic in GROUPS
    }
    parts = [f"by {_inner(topic)} in {named(found)}" for topic, found in told.items() if found]
    return f"Differences between groups of children are shown {', '.join(parts)}." if parts else ""


def _inner(topic: str) -> str:
    """A topic inside a sentence; SEN keeps its capitals."""
    return topic if topic[:2].isupper() else topic.lower()


def data_protection(pack: Pack) -> str:
    """How small numbers are treated, and whether the report is exempt."""
    told = dict.fromkeys(one.figure.suppression for one in pack.exhibits)
    marks = [f"{mark.removesuffix('.')}." for mark in pack.marks if mark.startswith("Exempt")]
    return " ".join([*marks, *told])


def background_papers(pack: Pack) -> tuple[Table | Text, ...]:
    """Every source with the figures that rest on it."""
    by_source: dict[tuple[str, str], list[Exhibit]] = {}
    for one in pack.exhibits:
        by_source.setdefault((one.figure.source, one.figure.published), []).append(one)
    if not by_source:
        return (Text(paragraphs=(pack.colophon,)),)
    frame = pd.DataFrame(
        [
            {"Source": source, "Published": published, "Used in": named(found)}
            for (source, published), found in by_source.items()
        ]
    )
    return (Table(title="Sources of the figures", frame=frame),)


def how_many(exhibits: Sequence[Exhibit]) -> str:
    return "1 figure" if len(exhibits) == 1 else f"{len(exhibits)} figures"


def named(exhibits: Sequence[Exhibit]) -> str:
    """Figure 4; Figures 1, 3 and 7; runs of three and more as Figures 2 to 9."""
    spans = _spans(sorted({one.number for one in exhibits}))
    if len(exhibits) == 1:
        return exhibits[0].name
    *first, last = spans
    return f"Figures {', '.join(first)} and {last}" if first else f"Figures {last}"


def _spans(numbers: Sequence[int]) -> list[str]:
    spans: list[list[int]] = []
    for number in numbers:
        if spans and spans[-1][-1] == number - 1:
            spans[-1].append(number)
        else:
            spans.append([number])
    return [text for span in spans for text in _span(span)]


def _span(span: Sequence[int]) -> list[str]:
    if len(span) < 3:
        return [str(number) for number in span]
    return [f"{span[0]} to {span[-1]}"]
