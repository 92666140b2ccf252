"""Which figures each board is given, and in what order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from figures.explaining import workstream_line
from figures.reader import Reader
from metrics.definitions import Measure, measures_of
from metrics.facts import judged_measures
from metrics.points import ReleaseFacts
from packs.content import Block, Pack, Section, Text
from packs.gather import Gathering, definitions_section, numbered
from plan.strategy import TITLE, VISION, WORKSTREAMS

HOW_TO_READ = (
    "Each measure has three facts, never merged into one colour: whether its target is met, "
    "whether it is changing, and how it stands against others.",
    "A figure without an agreed target is not judged. An example target says that no board has "
    "agreed it.",
    "No change detectable means that chance alone could have made the change that is seen.",
)


@dataclass(frozen=True)
class Board:
    """Who a pack is for and what it holds."""

    id: str
    title: str
    meeting: str
    sections: Callable[[Gathering], list[Section]]


def scrutiny(found: Gathering) -> list[Section]:
    """The plan on a page, the six workstreams, the annex of definitions."""
    headlines = [one for one in judged_measures() if one.headline]
    first: list[Block] = [
        Text(paragraphs=(f"The strategy's vision: {VISION[0].lower()}{VISION[1:]}.",)),
        found.on_a_page(headlines, "The headline measures of the plan"),
        Text(paragraphs=HOW_TO_READ, is_list=True),
    ]
    return [
        Section(title="The plan on a page", blocks=tuple(first)),
        Section(title="Where to look first", blocks=(found.exceptions_text(),)),
        *(workstream(found, number) for number in range(1, len(WORKSTREAMS) + 1)),
        definitions_section(judged_measures()),
    ]


def workstream(found: Gathering, number: int) -> Section:
    """Every measure of a workstream that has a figure, headlines first."""
    blocks: list[Block] = [Text(paragraphs=(workstream_line(number),))]
    for group in found.measures(number):
        blocks += found.over_time(group)
        if any(one.id == "permanent_exclusion_rate" for one in group):
            blocks += found.by(group[0], "District")
    own: tuple[Measure, ...] = measures_of(number)
    return Section(
        title=f"Workstream {number}: {WORKSTREAMS[number - 1]}",
        blocks=(*blocks, *found.not_told(own)),
    )


BOARDS: Mapping[str, Board] = {
    board.id: board
    for board in (
        Board("scrutiny", "Delivery plan performance", "Education Scrutiny Committee", scrutiny),
    )
}


def pack(
    board: Board,
    reader: Reader,
    release: ReleaseFacts,
    plan_version: str,
    *,
    recipient: str = "",
) -> Pack:
    """The pack of a board from one release and plan."""
    return Pack(
        board=board.id,
        title=f"{TITLE}: {board.title[0].lower()}{board.title[1:]}",
        meeting=board.meeting,
        authority=release.authority_name,
        audience=reader.about.audience,
        release=release.release_id,
        built_at=release.built_at,
        plan_version=plan_version,
        as_at=as_at_text(release.as_at),
        sections=numbered(board.sections(Gathering(reader))),
        recipient=recipient,
    )


def as_at_text(days: Mapping[str, date]) -> str:
    """Up to which day the extracts tell."""
    if not days:
        return "Published figures only."
    first, last = min(days.values()), max(days.values())
    if first == last:
        return f"Extracts as at {last:%-d %B %Y}."
    return f"Extracts as at {first:%-d %B %Y} to {last:%-d %B %Y}."
