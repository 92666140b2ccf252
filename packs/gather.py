"""From a reader of figures to what a pack holds: exhibits, tables of facts, definitions."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from figures import compose, explaining, promised, wording
from figures.figure import ILLUSTRATIVE, Figure, labelled
from figures.format import SYMBOLS
from figures.reader import Reader
from figures.selection import Selection
from figures.series import Mark, Series
from figures.shown import Card
from figures.table import NO_COUNT
from figures.three_facts import Box
from figures.wording import FactWords
from metrics.chance import Chance, expected_false_alarms, of_comparison, of_direction
from metrics.definitions import Measure, companions_of, definitions
from metrics.facts import judged_measures
from metrics.periods import Period, academic_year
from metrics.points import COLUMNS
from metrics.within_year import Kind
from packs.content import Block, Exhibit, Fact, Section, Table, Text, Tone

TONES: dict[str, Tone] = {"red": "bad", "orange": "near", "green": "good"}
SHORT = ("missed", "nearly")
# So many are named where exceptions are listed: a list that does not end is not read.
MOST_NAMED = 10
NOTHING = "no figure"
# Notes on the chart of the screen: a pack's picture has no faint lines, and says itself where its
# axis starts.
OF_THE_SCREEN = ("Faint lines", "The axis does not")
MET_OR_NOT = ("met", "nearly", "missed")
CHANGING = (
    "improving",
    "worsening",
    "rising",
    "falling",
    "no change detectable",
    "cannot be calculated",
    "hidden to protect children",
)
# The baseline of the strategy, and the last full year before Covid.
LOOKED_BACK_TO = {"2018/19": 2018, "2022/23": 2022}


@dataclass(frozen=True)
class Gathering:
    """What a pack can be made of: every figure of the authority, and words about them."""

    reader: Reader
    # Told of each figure as soon as it is there.
    seen: Callable[[Figure], None] = field(default=lambda figure: None, compare=False)
    _cards: dict[str, Card] = field(default_factory=dict, compare=False)

    def card(self, measure_id: str) -> Card:
        """A measure in little; asked for often, so each is made once."""
        if measure_id not in self._cards:
            self._cards[measure_id] = self.reader.card(measure_id)
        return self._cards[measure_id]

    def measures(self, *workstreams: int) -> list[list[Measure]]:
        """Judged measures of the workstreams, those never shown apart as one set."""
        wanted = [one for one in judged_measures() if one.workstream in workstreams]
        return in_sets(sorted(wanted, key=lambda one: (one.workstream, not one.headline)))

    def over_time(self, measures: Sequence[Measure]) -> list[Exhibit]:
        """A measure over time, or a set of them as one figure; nothing where there is no value."""
        if len(measures) == 1:
            return self._trend(measures[0])
        found = self.reader.together([one.id for one in measures])
        if found is None:
            return []
        if not found.stacked:
            # Measures that do not add up have a scale each: one chart would press some flat.
            return [exhibit for one in measures for exhibit in self._trend(one)]
        facts = tuple(fact for one in measures[-1:] for fact in self.facts(one))
        return [self._exhibit(found.figure, measures, facts, notes=found.notes)]

    def chosen(self, selection: Selection) -> list[Exhibit]:
        """The figure of a selection, as it stands on the screen."""
        measures = [definitions()[one] for one in selection.measures]
        first = measures[0]
        if selection.form == "together":
            return self.over_time(measures)
        if selection.form == "parts":
            return self.by(first, selection.topic)
        if selection.form == "control":
            return self.control_chart(first, "month" if selection.kind == "month" else "term")
        if selection.form == "so far":
            return self.in_the_year(first)
        if selection.form == "ahead":
            return self.ahead(first)
        return self._trend(first, made_up=selection.made_up)

    def ahead(self, measure: Measure) -> list[Exhibit]:
        """Where a measure may go next, where that is drawn at all."""
        found = self.reader.looking_ahead(measure.id)
        if found is None or found.figure is None:
            return []
        notes = tuple(text for text in (found.chance, found.verdict) if text)
        return [self._exhibit(found.figure, [measure], notes=notes)]

    def _trend(self, measure: Measure, *, made_up: bool = False) -> list[Exhibit]:
        found = self.reader.trend(measure.id, made_up=made_up)
        if found is None:
            return []
        notes = tuple(note for note in found.notes if not note.startswith(OF_THE_SCREEN))
        return [
            self._exhibit(
                found.figure,
                [measure],
                self.facts(measure),
                notes=(*notes, *self._beside(measure)),
                needed=self.reader.what_it_takes(measure.id),
                counts=found.counts,
            )
        ]

    def by(self, measure: Measure, topic: str) -> list[Exhibit]:
        """The parts of a measure in its newest period, with how far they are apart."""
        if topic not in self.reader.topics(measure.id):
            return []
        found = self.reader.breakdown(measure.id, topic)
        if found is None:
            return []
        gaps = self.reader.gaps(measure.id, topic)
        notes = tuple(text for text in (found.note, gaps.sentence if gaps else "") if text)
        return [self._exhibit(found.figure, [measure], notes=notes)]

    def in_the_year(self, measure: Measure) -> list[Exhibit]:
        """The year so far beside the same point of last year."""
        found = self.reader.year_so_far(measure.id)
        return [self._exhibit(found.figure, [measure], notes=found.notes)] if found else []

    def control_chart(self, measure: Measure, kind: Kind) -> list[Exhibit]:
        """Months or terms as a control chart."""
        found = self.reader.control_chart(measure.id, kind)
        return [self._exhibit(found.figure, [measure], notes=found.notes)] if found else []

    def _exhibit(
        self,
        figure: Figure,
        measures: Sequence[Measure],
        facts: tuple[Fact, ...] = (),
        *,
        notes: tuple[str, ...] = (),
        needed: tuple[str, ...] = (),
        counts: tuple[tuple[str, pd.DataFrame], ...] = (),
    ) -> Exhibit:
        self.seen(figure)
        return Exhibit(
            number=0,
            figure=figure,
            facts=facts,
            needed=needed,
            notes=tuple(plain(note) for note in notes),
            counts=tuple(telling(counts)),
            points=self._points(figure, measures),
        )

    def _points(self, figure: Figure, measures: Sequence[Measure]) -> pd.DataFrame:
        """The rows behind a figure: of its places, its topic and its kind of period."""
        frames = [
            _of_selection(
                self.reader.source.points(one.id)
                if figure.selection.form == "parts"
                else self.reader.source.totals(one.id),
                figure,
                self.reader,
            )
            for one in measures
        ]
        return pd.concat(frames, ignore_index=True)

    def facts(self, measure: Measure) -> tuple[Fact, ...]:
        """Target, direction and position as a pack prints them."""
        return tuple(_fact(box) for box in self.reader.boxes(measure.id))

    def _beside(self, measure: Measure) -> tuple[str, ...]:
        """The counts that are read beside a measure."""
        told = []
        for one in companions_of(measure.id):
            card = self.card(one.id)
            if card.period:
                made_up = f" ({ILLUSTRATIVE})" if card.illustrative else ""
                text = wording.beside_text(one, card.value, card.period, card.counts)
                told.append(text + made_up)
        return tuple(told)

    def exceptions(self) -> list[list[Measure]]:
        """Measures that miss or nearly miss their target, worst and best known first."""
        cards = [self.card(one.id) for one in judged_measures()]
        short = [card for card in cards if card.fact.word in SHORT and card.period]
        ordered = sorted(
            short,
            key=lambda card: (card.fact.badge.order, card.illustrative, not card.measure.headline),
        )
        return in_sets([card.measure for card in ordered])

    def exceptions_text(self) -> Text:
        """What misses its target, a line each; beyond the foremost, how many others."""
        cards = [
            self.card(one.id)
            for group in self.exceptions()
            for one in group
            if self.card(one.id).fact.word in SHORT
        ]
        if not cards:
            return Text(paragraphs=("No measure misses a target in this release.",))
        others = [card.fact.word for card in cards[MOST_NAMED:]]
        missed, nearly = (others.count(word) for word in SHORT)
        lines = [*map(_exception, cards[:MOST_NAMED]), *wording.other_exceptions(missed, nearly)]
        return Text(paragraphs=tuple(lines), is_list=True)

    def on_a_page(self, measures: Iterable[Measure], title: str) -> Table:
        """One row a measure: its newest value, what was promised, and the three facts as words."""
        cards = [self.card(one.id) for one in measures]
        return Table(
            title=title,
            frame=pd.DataFrame([self._row(card) for card in cards]),
            is_illustrative=any(card.illustrative for card in cards),
        )

    def _row(self, card: Card) -> dict[str, str]:
        told = bool(card.period)
        england = self.reader.facts(card.measure.id).position.england
        return {
            "Measure": labelled(card.measure.title, _basis(card)),
            "Newest figure": _newest(card) if told else NOTHING,
            "Promised": wording.promised_text(card.fact) or _no_target(card),
            "Target": card.fact.badge.word if told else "",
            "Direction": card.direction.word if told else "",
            "Against England": wording.position_badge(england).word if told else "",
        }

    def tally(self) -> Text:
        """How many targets are met, how many measures change, and what chance alone would give."""
        found = [self.reader.facts(one.id) for one in judged_measures() if self.card(one.id).period]
        told = [promised.told(one) for one in found]
        due = [one for one in told if one.word in MET_OR_NOT]
        tests: list[Chance | None] = []
        for one in found:
            tests += [of_direction(one.direction), of_comparison(one.position.england)]
        alarms = expected_false_alarms(tests)
        said = (
            wording.tally_text(
                [one.word for one in due],
                MET_OR_NOT,
                f"All measures of the plan: of {len(due)} targets that are due",
            ),
            wording.examples_text(sum(one.is_example for one in due)),
            wording.tally_text(
                [wording.direction_badge(one.direction).word.lower() for one in found],
                CHANGING,
                f"Direction of {len(found)} measures with a figure",
            ),
            wording.alarms_text(alarms.shown, alarms.tests, alarms.expected),
        )
        return Text(paragraphs=tuple(text for text in said if text), is_list=True)

    def since(self, measures: Iterable[Measure], title: str) -> Table | None:
        """One row a measure with a figure: the newest beside the same period of earlier years."""
        rows = [row for one in measures if (row := self._since(one))]
        if not rows:
            return None
        made_up = any(ILLUSTRATIVE in row["Measure"] for row in rows)
        return Table(title=title, frame=pd.DataFrame(rows), is_illustrative=made_up)

    def _since(self, measure: Measure) -> dict[str, str]:
        card = self.card(measure.id)
        every = replace(self.reader.about, years=None, neighbours=(), region_code="")
        frame = self.reader.source.totals(measure.id)
        line = compose.main_line(compose.trend_series(frame, measure, every))
        if line is None or line.quoted is None:
            return {}
        now = line.quoted
        marks = {name: _as_of(line, now.period, year) for name, year in LOOKED_BACK_TO.items()}
        earlier = {
            name: wording.amount(mark.value, measure)
            if mark and mark.value is not None
            else NOTHING
            for name, mark in marks.items()
        }
        return {
            "Measure": labelled(measure.title, _basis(card)),
            **earlier,
            "Newest": _newest(card),
            "Change": _changes(now, marks, measure),
            "Target": card.fact.badge.word,
            "Direction": card.direction.word,
        }

    def not_told(self, measures: Iterable[Measure]) -> list[Block]:
        """Measures without a value, and what each needs."""
        missing = [one for one in measures if not self.card(one.id).period]
        if not missing:
            return []
        lines = tuple(f"{one.title}: {explaining.needs_text(one)}" for one in missing)
        lead = Text(paragraphs=("Not shown, because this release has no figure of them:",))
        return [lead, Text(paragraphs=lines, is_list=True)]


def definitions_section(measures: Sequence[Measure]) -> Section:
    """The annex: what each measure counts, for whom, and from where."""
    blocks: list[Block] = [
        Table(
            title=f"{measure.title}: definition",
            frame=pd.DataFrame(explaining.meaning_rows(measure), columns=["About", "Definition"]),
        )
        for measure in measures
    ]
    words = pd.DataFrame([{"Words": text, "DfE's symbol": sign} for sign, text in SYMBOLS.items()])
    missing = Table(title="Words used for missing numbers", frame=words)
    return Section(title="Annex: definitions", blocks=(*blocks, missing))


def in_sets(measures: Sequence[Measure]) -> list[list[Measure]]:
    """Measures one by one, but those that are never shown apart as one set."""
    seen: set[str] = set()
    kept = []
    for one in measures:
        if one.id not in seen:
            kept.append([definitions()[name] for name in one.shown_with] or [one])
        seen |= {one.id, *one.shown_with}
    return kept


def numbered(sections: Iterable[Section]) -> tuple[Section, ...]:
    """The same sections with their figures numbered in reading order."""
    number, told = 0, []
    for section in sections:
        blocks: list[Block] = []
        for block in section.blocks:
            if isinstance(block, Exhibit):
                number += 1
                block = replace(block, number=number)
            blocks.append(block)
        told.append(replace(section, blocks=tuple(blocks)))
    return tuple(told)


def plain(text: str) -> str:
    """A line without the marks of the screen: stars, and breaks within a paragraph."""
    return " ".join(text.replace("**", "").split())


def telling(counts: Iterable[tuple[str, pd.DataFrame]]) -> Iterator[tuple[str, pd.DataFrame]]:
    """Tables of counts with the columns that hold one: a count has nothing that it is out of.

    A table is left out where its counts are its values over again, or where there is none.
    """
    for line, frame in counts:
        period, *others, value = frame.columns
        held = [name for name in others if set(frame[name]) != {NO_COUNT}]
        if any(list(frame[name]) != list(frame[value]) for name in held):
            yield line, frame[[period, *held, value]]


def _fact(box: Box) -> Fact:
    words = wording.answers_text([answer.word for answer in box.answers])
    return Fact(
        question=plain(box.question),
        word=words,
        detail=plain(box.detail),
        tone=_tone(box.answers),
    )


def _tone(answers: Sequence[FactWords]) -> Tone:
    """The tone of a single answer; several comparisons are never merged into one colour."""
    tones = {TONES.get(answer.colour, "plain") for answer in answers}
    return tones.pop() if len(tones) == 1 else "plain"


def _of_selection(frame: pd.DataFrame, figure: Figure, reader: Reader) -> pd.DataFrame:
    shown, about = figure.selection, reader.about
    wanted = frame["breakdown_topic"].isin(["Total", shown.topic])
    if shown.topic != "District":
        codes = [about.area_code, about.authority_code, about.region_code, *about.neighbours]
        national = frame["geographic_level"] == "National"
        wanted &= frame["area_code"].isin(codes) | national
    if not shown.made_up and figure.basis == "published":
        wanted &= frame["basis"] == "published"
    return frame.loc[wanted, list(COLUMNS)]


def _exception(card: Card) -> str:
    made_up = f"{ILLUSTRATIVE}: " if card.illustrative else ""
    text = wording.look_first_text(card.measure, card.value, card.period, card.fact)
    return f"{card.fact.badge.word}. {made_up}{text}"


def _no_target(card: Card) -> str:
    return "for a later year" if card.fact.word == "not yet due" else "no target agreed"


def _newest(card: Card) -> str:
    unit = wording.unit_after(card.value, card.measure.unit)
    return f"{card.value}{unit}, {card.period}{wording.before_rounding(card.fact)}"


def _basis(card: Card) -> str:
    return "sample" if card.illustrative else "published"


def _as_of(line: Series, newest: Period, year: int) -> Mark | None:
    """The mark of the like period in the academic year that begins in `year`, if it has a value."""
    period = newest
    while _begins(period) > year:
        period = period.like_before
    mark = line.at(period)
    return mark if _begins(period) == year and mark and mark.value is not None else None


def _begins(period: Period) -> int:
    """The year in which the academic year of a period begins: NEET of 2023 is of 2022/23."""
    return academic_year(period.first_day) // 100


def _changes(now: Mark, marks: Mapping[str, Mark | None], measure: Measure) -> str:
    """By how much a value differs from each of the earlier ones, by the numbers as printed."""
    assert now.value is not None
    told = [
        wording.since_text(now.value, mark.value, mark.period, measure.unit)
        for mark in reversed(list(marks.values()))
        if mark and mark.value is not None and mark.period != now.period
    ]
    return "; ".join(told) or "no earlier figure"
