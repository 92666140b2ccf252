"""Which figures each board is given, and in what order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from figures.explaining import workstream_line
from figures.figure import Figure, file_stem
from figures.format import lowered
from figures.reader import Reader
from metrics.definitions import Measure, definitions, measures_of
from metrics.facts import judged_measures
from metrics.points import ReleaseFacts
from packs.content import Block, Pack, Section, Text
from packs.gather import Gathering, definitions_section, in_sets, numbered
from plan.strategy import (
    NOTE_ON_YEARS,
    OUTCOMES,
    PRINCIPLES,
    TIERS,
    TITLE,
    VISION,
    WORKSTREAMS,
)

HOW_TO_READ = (
    "Each measure has three facts, never merged into one colour: whether its target is met, "
    "whether it is changing, and how it stands against others.",
    "A figure without an agreed target is not judged. An example target says that no board has "
    "agreed it.",
    "No change detectable means that chance alone could have made the change that is seen.",
)
# What looks back has to say of its own numbers.
LOOKING_BACK = (
    "2022/23 is the baseline: the last full year before the strategy. 2018/19 is the last full "
    "year before Covid closed schools.",
    "A change from one year to another is not tested against chance here; the direction, over the "
    "newest five years, is.",
    "Where DfE has not published 2025/26 yet, the newest year it has published stands, with its "
    "name.",
)
MAINSTREAM, EXCLUSIONS, AFTERWARDS = PRINCIPLES[0], PRINCIPLES[1], PRINCIPLES[-1]
MOST_EXCEPTIONS = 8
OFFICERS = "One figure or workstream"
OF_TIER = {
    1: (
        "outreach_first_percent",
        "not_excluded_after_outreach_percent",
        "mainstream_support_percent",
        "outreach_reach_percent",
    ),
    2: ("returned_to_school_percent", "placement_on_time_percent", "time_limited_median_weeks"),
    3: ("tier_3_transition_percent", "full_time_ap_rate", "post_16_destination_percent"),
}


@dataclass(frozen=True)
class Board:
    """Who a pack is for and what it holds; one that `is_one_page` holds text and a table."""

    id: str
    title: str
    meeting: str
    sections: Callable[[Gathering], list[Section]]
    years: int | None = 10
    is_one_page: bool = False


def scrutiny(found: Gathering) -> list[Section]:
    """The plan on a page, the six workstreams, the annex of definitions."""
    # Before what is printed first: figures are drawn as soon as they are there.
    workstreams = [workstream(found, number) for number in range(1, len(WORKSTREAMS) + 1)]
    headlines = [one for one in judged_measures() if one.headline]
    first: list[Block] = [
        Text(paragraphs=(f"The strategy's vision: {VISION[0].lower()}{VISION[1:]}.",)),
        Text(paragraphs=HOW_TO_READ, is_list=True),
        found.on_a_page(headlines, "The headline measures of the plan"),
    ]
    return [
        Section(title="The plan on a page", blocks=tuple(first)),
        Section(title="Where to look first", blocks=(found.exceptions_text(),)),
        *workstreams,
        definitions_section(judged_measures()),
    ]


def workstream(found: Gathering, number: int) -> Section:
    """Every measure of a workstream that has a figure, headlines first."""
    blocks: list[Block] = [Text(paragraphs=(workstream_line(number),))]
    for group in found.measures(number):
        blocks += found.over_time(group)
        if any(one.id == "permanent_exclusion_rate" for one in group):
            # What members have asked for: which places, phases, reasons, and girls and boys.
            for topic in ("District", "Phase", "Reason", "Sex"):
                blocks += found.by(group[0], topic)
    own: tuple[Measure, ...] = measures_of(number)
    return Section(
        title=f"Workstream {number}: {WORKSTREAMS[number - 1]}",
        blocks=(*blocks, *found.not_told(own)),
    )


def _every(found: Gathering, measures: Iterable[Measure]) -> list[Block]:
    """Each measure over time, sets as one figure."""
    return [exhibit for group in in_sets(list(measures)) for exhibit in found.over_time(group)]


def send(found: Gathering) -> list[Section]:
    """Exceptions first, then each outcome of the strategy, then each tier."""
    first = found.exceptions()[:MOST_EXCEPTIONS]
    shown = {one.id for group in first for one in group}
    exceptions: list[Block] = [found.exceptions_text()]
    exceptions += [exhibit for group in first for exhibit in found.over_time(group)]
    return [
        Section(title="Exceptions first", blocks=tuple(exceptions)),
        *(_outcome(found, name, shown) for name in OUTCOMES),
        Section(title="The three tiers side by side", blocks=tuple(_side_by_side(found))),
        *(_tier(found, number) for number in TIERS),
        definitions_section(judged_measures()),
    ]


def _outcome(found: Gathering, name: str, shown: set[str]) -> Section:
    own = [one for one in judged_measures() if one.outcome == name]
    table = found.on_a_page(own, f"Measures of the outcome: {name}")
    rest = [one for one in own if one.id not in shown]
    return Section(title=f"Outcome: {name}", blocks=(table, *_every(found, rest)))


def _tier(found: Gathering, number: int) -> Section:
    """What a tier's support comes to."""
    own = [definitions()[one] for one in OF_TIER[number]]
    table = found.on_a_page(own, f"Measures of tier {number}")
    return Section(title=f"Tier {number}: {TIERS[number]}", blocks=(table,))


def _side_by_side(found: Gathering) -> list[Block]:
    """Every measure that is told by tier, with its parts."""
    told = [one for one in judged_measures() if "Tier" in one.breakdowns]
    return [exhibit for one in told for exhibit in found.by(one, "Tier")]


def education(found: Gathering) -> list[Section]:
    """Schools, exclusions with their groups and places, and what follows at 16 and 17."""
    own = judged_measures()
    schools = [one for one in own if one.contributor == "school" or one.principle == MAINSTREAM]
    exclusions = [one for one in own if one.principle == EXCLUSIONS]
    after = [one for one in own if one.principle == AFTERWARDS]
    # As in `scrutiny`, the figures first.
    of_schools, of_after = _every(found, schools), _every(found, after)
    of_exclusions = _exclusions(found, exclusions, schools)
    return [
        Section(
            title="In short",
            blocks=(
                found.on_a_page([*exclusions, *after, *schools], "Measures of this pack"),
                found.tally(),
            ),
        ),
        Section(title="Schools", blocks=tuple(of_schools)),
        Section(title="Exclusions", blocks=tuple(of_exclusions)),
        Section(title="Education, employment and training", blocks=tuple(of_after)),
        definitions_section([*schools, *exclusions, *after]),
    ]


def _exclusions(
    found: Gathering, exclusions: Sequence[Measure], schools: Sequence[Measure]
) -> list[Block]:
    """Over time; those that schools decide also within the year, by group and by place."""
    rest = [one for one in exclusions if one not in schools]
    blocks = _every(found, rest)
    for one in rest:
        if one.published and one.headline:
            blocks += found.in_the_year(one)
            blocks += found.control_chart(one, "month")
            for topic in ("Phase", "Reason", "SEN provision", "District"):
                blocks += found.by(one, topic)
    return blocks


def end_of_strategy(found: Gathering) -> list[Section]:
    """The newest year against the baseline and against the last full year before Covid."""
    every = judged_measures()
    said = Text(paragraphs=(NOTE_ON_YEARS, *LOOKING_BACK), is_list=True)
    sections = [Section(title="What the strategy came to", blocks=(found.tally(), said))]
    for number, name in enumerate(WORKSTREAMS, start=1):
        own = [one for one in every if one.workstream == number]
        table = found.since(own, f"Workstream {number}: 2018/19, 2022/23 and now")
        headlines = [one for one in own if one.headline]
        blocks = [*([table] if table else []), *_every(found, headlines), *found.not_told(own)]
        sections.append(Section(title=f"Workstream {number}: {name}", blocks=tuple(blocks)))
    return [*sections, definitions_section(every)]


def summary(found: Gathering) -> list[Section]:
    """One page: how many targets are met, the headline measures, the foremost exceptions."""
    headlines = [one for one in judged_measures() if one.headline]
    table = found.on_a_page(headlines, "The headline measures of the plan")
    return [Section(title="The plan on a page", blocks=(found.tally(), table))]


BOARDS: Mapping[str, Board] = {
    board.id: board
    for board in (
        Board("scrutiny", "Delivery plan performance", "Education Scrutiny Committee", scrutiny),
        Board("send", "Outcomes and tiers, exceptions first", "SEND Partnership Board", send),
        Board(
            "education",
            "Schools, exclusions and what follows",
            "Lancashire Education Partnership Board",
            education,
        ),
        Board(
            "end_of_strategy",
            "End of strategy report",
            "SEND Partnership Board and Lancashire Education Partnership Board",
            end_of_strategy,
            years=8,
        ),
        Board("summary", "Summary on a page", "Members of the council", summary, is_one_page=True),
    )
}


def one_workstream(number: int) -> Board:
    """A board of a single workstream."""
    name = WORKSTREAMS[number - 1]

    def sections(found: Gathering) -> list[Section]:
        return [workstream(found, number), definitions_section(measures_of(number))]

    return Board(f"workstream_{number}", f"Workstream {number}: {name}", OFFICERS, sections)


def board_of(board_id: str) -> Board:
    """The board of an id: one of BOARDS, or workstream_1 to workstream_6. KeyError otherwise."""
    if board_id in BOARDS:
        return BOARDS[board_id]
    numbers = {f"workstream_{number}": number for number in range(1, len(WORKSTREAMS) + 1)}
    return one_workstream(numbers[board_id])


def choices() -> dict[str, str]:
    """What can be made, in words -> board id: the boards, then each workstream."""
    named = {f"{board.meeting}: {board.title}": board.id for board in BOARDS.values()}
    every = [one_workstream(number) for number in range(1, len(WORKSTREAMS) + 1)]
    return named | {board.title: board.id for board in every}


def one_figure(figure: Figure, years: int | None) -> Board:
    """A board of a figure that stands on the screen, over the years it stands for."""

    def sections(found: Gathering) -> list[Section]:
        return [Section(title="Figure", blocks=tuple(found.chosen(figure.selection)))]

    name = file_stem(f"{figure.selection.measures[0]}_{figure.id}", figure.basis)
    return Board(name, figure.title, OFFICERS, sections, years)


def pack(
    board: Board,
    reader: Reader,
    release: ReleaseFacts,
    plan_version: str,
    *,
    recipient: str = "",
    typed: tuple[str, ...] = (),
    accepted_by: str = "",
    seen: Callable[[Figure], None] = lambda figure: None,
) -> Pack:
    """The pack of a board from one release and plan; `seen` is told of each figure meanwhile."""
    spanned = replace(reader, about=replace(reader.about, years=board.years))
    return Pack(
        board=board.id,
        title=f"{TITLE}: {lowered(board.title)}",
        meeting=board.meeting,
        authority=release.authority_name,
        audience=reader.about.audience,
        release=release.release_id,
        built_at=release.built_at,
        plan_version=plan_version,
        as_at=as_at_text(release.as_at),
        sections=numbered(board.sections(Gathering(spanned, seen))),
        recipient=recipient,
        typed=typed,
        accepted_by=accepted_by,
        is_one_page=board.is_one_page,
    )


def as_at_text(days: Mapping[str, date]) -> str:
    """Up to which day the extracts tell."""
    if not days:
        return "Published figures only."
    first, last = min(days.values()), max(days.values())
    if first == last:
        return f"Extracts as at {last:%-d %B %Y}."
    return f"Extracts as at {first:%-d %B %Y} to {last:%-d %B %Y}."
