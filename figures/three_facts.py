"""The three facts of a measure as a page lays them out: question, words with shapes, what is behind."""

from dataclasses import dataclass

from figures import wording
from figures.figure import labelled
from figures.wording import FactWords, TargetFact
from metrics.facts import Facts
from metrics.shortfall import WhereTheyAre
from metrics.visible import months_on_chart
from metrics.within_year import WithinYear


@dataclass(frozen=True)
class Box:
    """One fact: its question, its answers and the lines behind them."""

    question: str
    answers: tuple[FactWords, ...]
    detail: str


def boxes(found: Facts, told: TargetFact, region: str) -> tuple[Box, ...]:
    """Target, direction and position, side by side and never merged."""
    return (
        Box("**Target:** is it met?", (told.badge,), wording.target_detail(told)),
        _direction(found),
        _position(found, region),
    )


def what_it_takes(found: Facts, where: WhereTheyAre, monthly: WithinYear | None) -> tuple[str, ...]:
    """How far the target is in children, where they are, and what would show: sentences."""
    missing = wording.to_target_text(found.to_target)
    said = (
        missing,
        _where(where) if missing else "",
        wording.visible_text(found.visible, found.measure),
        wording.months_text(_months(found, monthly)),
    )
    return tuple(text for text in said if text)


def _where(where: WhereTheyAre) -> str:
    said = wording.where_text(where)
    return labelled(said, where.basis) if said else ""


def sentences_of(found: Facts, region: str) -> tuple[str, ...]:
    """The second and third fact as sentences, where a test was passed or failed."""
    apart = wording.stands_out(found.direction, found.visible)
    said = (
        wording.direction_text(found.direction, stands_out=apart),
        wording.position_text(found.position, region),
    )
    return tuple(text for text in said if text)


def _months(found: Facts, monthly: WithinYear | None) -> int | None:
    """Months until the chart of months shows a lasting step by the same share of its average."""
    change, value = found.visible.change, found.point["value"] if found.point else None
    if monthly is None or monthly.chart is None or not change or not value:
        return None
    centre = monthly.chart.phases[-1].centre
    return months_on_chart(monthly.chart, change / value * centre) if centre else None


def _direction(found: Facts) -> Box:
    badge = wording.direction_badge(found.direction)
    apart = wording.stands_out(found.direction, found.visible)
    detail = wording.direction_detail(found.direction, found.measure, stands_out=apart)
    return Box("**Direction:** is it changing?", (badge,), detail)


def _position(found: Facts, region: str) -> Box:
    own = found.position
    others = (own.england, own.region, own.neighbours)
    asked = others if own.authority is None else (own.authority,)
    question = "**Position:** against others?"
    if not any(one.is_told for one in asked):
        # One reason for all of them is said once.
        reasons = list(dict.fromkeys(one.reason for one in asked if one.reason))
        only = wording.position_badge(asked[0])
        return Box(question, (only,), _lines(tuple(f"{r[0].upper()}{r[1:]}." for r in reasons)))
    answers = tuple(
        wording.against(one, _short(wording.compared_with(one, region))) for one in asked
    )
    unit = found.measure.unit
    lines = (
        *(wording.comparison_line(one, region, unit) for one in asked),
        wording.robust_text(own),
    )
    return Box(question, answers, _lines(lines))


def _short(name: str) -> str:
    return "neighbours" if "neighbours" in name else wording.with_article(name)


def _lines(lines: tuple[str, ...]) -> str:
    return "  \n".join(line for line in lines if line)
