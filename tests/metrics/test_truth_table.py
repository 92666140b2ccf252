"""The three facts in words: what is said of one world after another, and why.

Each row is a world in a sentence, in a few numbers, and in the words it must get; a word left out
is the one a lone year without target and company gets. Counts are of 100,000 unless said.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import pytest

from metrics.facts import Facts
from tests.metrics.made_world import CHOPPY, World, facts_in

MET, NEARLY, MISSED, NO_TARGET = "met", "nearly", "missed", "no target agreed"
NOT_COMPARABLE, NOT_YET_DUE, NOT_CALCULATED = "not comparable", "not yet due", "not calculated"
CLEAR, CHANCE, HIDDEN = "clear", "could be chance", "suppressed"
IMPROVING, WORSENING, RISING, FALLING = "improving", "worsening", "rising", "falling"
NO_CHANGE, UNTOLD = "no change detectable", "cannot be calculated"
BETTER, SIMILAR, WORSE, HIGHER, LOWER = "better", "similar", "worse", "higher", "lower"


@dataclass(frozen=True, kw_only=True)
class Words:
    """What is said; `robust` without what comes after a semicolon, or the reason of none."""

    target: str = NO_TARGET
    certainty: str = NOT_CALCULATED
    direction: str = UNTOLD
    england: str = NOT_COMPARABLE
    region: str = NOT_COMPARABLE
    neighbours: str = NOT_COMPARABLE
    robust: str = NOT_CALCULATED


class Row(NamedTuple):
    sentence: str
    world: World
    words: Words
    product_is_wrong: str = ""


ALL_HIDDEN = {
    **dict.fromkeys(("direction", "england", "region", "neighbours", "robust"), HIDDEN),
    "certainty": HIDDEN,
}


def row(sentence: str, world: Mapping[str, Any], wrong: str = "", **words: str) -> Row:
    return Row(sentence, World(**world), Words(**words), wrong)


def said(found: Facts) -> Words:
    robust = found.position.robust.partition(";")[0]
    return Words(
        target=found.target.fact,
        certainty=found.target.certainty,
        direction=found.direction.fact,
        england=found.position.england.fact,
        region=found.position.region.fact,
        neighbours=found.position.neighbours.fact,
        robust=NOT_CALCULATED if robust.startswith(NOT_CALCULATED) else robust,
    )


PERCENT = {"unit": "%", "polarity": "high", "of": 1000}
TARGETS = (
    row(
        "458 exclusions where 400 were agreed, the interval of 417 to 502 clear of it",
        {"own": 458, "target": 400},
        target=MISSED,
        certainty=CLEAR,
    ),
    row(
        "410 where 400 were agreed: worse by any amount is missed, though it could be chance",
        {"own": 410, "target": 400},
        target=MISSED,
        certainty=CHANCE,
    ),
    row(
        "380 where 400 were agreed: met, and 400 is within its interval of 343 to 420",
        {"own": 380, "target": 400},
        target=MET,
        certainty=CHANCE,
    ),
    row(
        "300 where 400 were agreed: met, the interval of 267 to 336 clear of it",
        {"own": 300, "target": 400},
        target=MET,
        certainty=CLEAR,
    ),
    row(
        "400 where 400 were agreed: an equal value has met it",
        {"own": 400, "target": 400},
        target=MET,
        certainty=CHANCE,
    ),
    row(
        "401 where 400 were agreed and nothing was to be tolerated",
        {"own": 401, "target": 400},
        target=MISSED,
        certainty=CHANCE,
    ),
    row(
        "410 where 400 were agreed and 10 tolerated: worse by no more than that is nearly",
        {"own": 410, "target": 400, "tolerance": 10},
        target=NEARLY,
        certainty=CHANCE,
    ),
    row(
        "411 where 400 were agreed and 10 tolerated: one too many",
        {"own": 411, "target": 400, "tolerance": 10},
        target=MISSED,
        certainty=CHANCE,
    ),
    row(
        "460 where 400 were agreed and 60 tolerated: a tolerance is not chance",
        {"own": 460, "target": 400, "tolerance": 60},
        target=NEARLY,
        certainty=CLEAR,
    ),
    row(
        "390 where 400 were agreed and 20 tolerated: better than agreed is met, never nearly",
        {"own": 390, "target": 400, "tolerance": 20},
        target=MET,
        certainty=CHANCE,
    ),
    row("nothing was agreed", {"own": 380}, target=NO_TARGET),
    row(
        "somebody wrote 400 down, no body agreed it",
        {"own": 300, "target": 400, "agreed": "neither"},
        target=NO_TARGET,
    ),
    row(
        "300 where an example says 400",
        {"own": 300, "target": 400, "agreed": "example"},
        target="met (example)",
        certainty=CLEAR,
    ),
    row(
        "405 where an example says 400 and tolerates 10",
        {"own": 405, "target": 400, "tolerance": 10, "agreed": "example"},
        target="nearly (example)",
        certainty=CHANCE,
    ),
    row(
        "500 where an example says 400",
        {"own": 500, "target": 400, "agreed": "example"},
        target="missed (example)",
        certainty=CLEAR,
    ),
    row(
        "2024/25 is told and the target is for 2025/26",
        {"own": 300, "target": 400, "target_years": (202526,)},
        target=NOT_YET_DUE,
    ),
    row(
        "2024/25 is told and the example is for 2025/26",
        {"own": 500, "target": 400, "target_years": (202526,), "agreed": "example"},
        target="not yet due (example)",
    ),
    row(
        "2026/27 is told and the target ended with 2025/26: none is agreed for it",
        {"own": 300, "target": 400, "newest": 202627},
        target=NO_TARGET,
    ),
    row(
        "2024/25 is told and only 2023/24 had a target",
        {"own": 300, "target": 400, "target_years": (202324,)},
        target=NO_TARGET,
    ),
    row(
        "450 in 2023/24, for which 460 were agreed, 350 for the years after it",
        {"own": 450, "newest": 202324, "rule": {"kind": "fixed", "values": [0.46, 0.35, 0.35]}},
        target=MET,
        certainty=CHANCE,
    ),
    row(
        "the newest year is hidden to protect children, a target agreed for it",
        {"own": [380, "c"], "target": 400},
        target=HIDDEN,
        **ALL_HIDDEN,
    ),
    row(
        "the newest year is hidden and nothing was agreed: that comes first",
        {"own": [380, "c"]},
        target=NO_TARGET,
        **(ALL_HIDDEN | {"certainty": NOT_CALCULATED}),
    ),
    row(
        "the newest year is hidden and its target not yet due: that comes first",
        {"own": [380, "c"], "target": 400, "target_years": (202526,)},
        target=NOT_YET_DUE,
        **(ALL_HIDDEN | {"certainty": NOT_CALCULATED}),
    ),
    row(
        "the only year is provisional: it gets no facts",
        {"own": 300, "target": 400, "provisional": 1},
        target=NOT_CALCULATED,
    ),
    row(
        "500 so far in a provisional year, 300 in the matured year before it",
        {"own": [300, 500], "target": 400, "provisional": 1},
        target=MET,
        certainty=CLEAR,
    ),
    row(
        "DfE has no figure for the newest year, 300 in the year before it",
        {"own": [300, "x"], "target": 400},
        target=MET,
        certainty=CLEAR,
    ),
    row(
        "nothing is loaded at all", {"own": [], "target": 400, "years": None}, target=NOT_CALCULATED
    ),
    row(
        "300 where 400 were agreed, counted anew since the baseline of 2022/23",
        {"own": 300, "target": 400, "breaks": (202425,)},
        target=NOT_COMPARABLE,
    ),
    row(
        "counted anew since the baseline, and the board noted it when it agreed",
        {"own": 300, "target": 400, "breaks": (202425,), "note": "Known to the board"},
        target=MET,
        certainty=CLEAR,
    ),
    row(
        "counted anew in the baseline year itself: the baseline is of the new kind",
        {"own": 300, "target": 400, "breaks": (202223,)},
        target=MET,
        certainty=CLEAR,
    ),
    row(
        "counted anew, and nobody agreed the target: not comparable comes first",
        {"own": 300, "target": 400, "breaks": (202425,), "agreed": "neither"},
        target=NOT_COMPARABLE,
    ),
    row(
        "from 500 in 2022/23 to 350 in 2025/26 by equal steps makes 400 for 2024/25; 430 came",
        {"own": [500, 460, 430], "rule": {"kind": "linear", "end": 0.35}},
        target=MISSED,
        certainty=CHANCE,
    ),
    row(
        "a tenth fewer each year from 500 makes exactly 405 for 2024/25; 405 came",
        {"own": [500, 460, 405], "rule": {"kind": "percent_change", "percent": -10}},
        target=MET,
        certainty=CHANCE,
    ),
    row(
        "a tenth fewer each year, and no figure for 2022/23 to begin from",
        {"own": [460, 405], "rule": {"kind": "percent_change", "percent": -10}},
        target=NOT_COMPARABLE,
    ),
    row(
        "to be no higher than England, which stood at 300 when that was agreed and is at 520 now",
        {
            "own": 480,
            "england": [300, 510, 515, 520],
            "rule": {"kind": "match", "comparator": {"name": "England"}},
        },
        target=MISSED,
        certainty=CLEAR,
        england=SIMILAR,
    ),
    row(
        "70% where 70% were agreed and more is better",
        PERCENT | {"own": 700, "target": 700},
        target=MET,
        certainty=CHANCE,
    ),
    row(
        "69.96% where 70% were agreed: printed as 70.0%, and missed",
        PERCENT | {"own": 6996, "of": 10_000, "target": 7000},
        target=MISSED,
        certainty=CHANCE,
    ),
    row(
        "65% where 70% were agreed and five points tolerated, the interval of 62 to 67.9 clear",
        PERCENT | {"own": 650, "target": 700, "tolerance": 50},
        target=NEARLY,
        certainty=CLEAR,
    ),
    row(
        "64.9% where 70% were agreed and five points tolerated",
        PERCENT | {"own": 649, "target": 700, "tolerance": 50},
        target=MISSED,
        certainty=CLEAR,
    ),
    row(
        "80% where 70% were agreed and more is better",
        PERCENT | {"own": 800, "target": 700},
        target=MET,
        certainty=CLEAR,
    ),
    row(
        "DfE prints 80% of 1,000 and no count: the interval takes 800",
        PERCENT | {"own": ["80"], "target": 700},
        target=MET,
        certainty=CLEAR,
    ),
    row(
        "DfE prints 80% and no cohort: met, and how sure that is cannot be told",
        PERCENT | {"own": ["80"], "target": 700, "cohort_known": False},
        target=MET,
        certainty=NOT_CALCULATED,
    ),
    row(
        "88% in a band of 80 to 95, clear of both its limits",
        PERCENT | {"own": 880, "target": (800, 950), "polarity": "band"},
        target=MET,
        certainty=CLEAR,
    ),
    row(
        "80% in a band of 80 to 95, met at either limit",
        PERCENT | {"own": 800, "target": (800, 950), "polarity": "band"},
        target=MET,
        certainty=CHANCE,
    ),
    row(
        "96% above a band of 80 to 95 by no more than the point tolerated",
        PERCENT | {"own": 960, "target": (800, 950), "polarity": "band", "tolerance": 10},
        target=NEARLY,
        certainty=CHANCE,
    ),
    row(
        "70% under a band of 80 to 95: a band is two-sided",
        PERCENT | {"own": 700, "target": (800, 950), "polarity": "band"},
        target=MISSED,
        certainty=CLEAR,
    ),
    row(
        "a single number agreed for a band: neither way is better, so it is no target",
        PERCENT | {"own": 880, "target": 800, "polarity": "band"},
        target=NO_TARGET,
    ),
    row(
        "a number agreed for a measure no way is better for",
        {"own": 300, "target": 400, "polarity": "neutral"},
        target=NO_TARGET,
    ),
    row(
        "a band agreed for a measure no way is better for says what is good",
        {"own": 300, "target": (200, 400), "polarity": "neutral"},
        target=MET,
        certainty=CLEAR,
    ),
    row(
        "none at all where 3 were agreed: none may come of 3.69 expected",
        {"own": 0, "target": 3},
        target=MET,
        certainty=CHANCE,
    ),
    row(
        "none at all where 4 were agreed: none comes of 4 less than one time in forty",
        {"own": 0, "target": 4},
        target=MET,
        certainty=CLEAR,
    ),
    row(
        "8 where 4 were agreed is double, and 8 may come of 3.45 expected",
        {"own": 8, "target": 4},
        target=MISSED,
        certainty=CHANCE,
    ),
)

HALVING, DOUBLING = [800, 700, 600, 500, 400], [400, 500, 600, 700, 800]
WAITING = {
    "months": True,
    "years": None,
    "of": 200,
    "unit": "%",
    "polarity": "low",
}
# Two years of months that waver about a half, as a tossed coin would.
WAVER = [100, 95, 104, 99, 108, 93, 101, 97, 106, 96, 103, 98] * 2
DIRECTIONS = (
    row("five years that halve where low is good", {"own": HALVING}, direction=IMPROVING),
    row("five years that double where low is good", {"own": DOUBLING}, direction=WORSENING),
    row(
        "five years that halve where high is good",
        {"own": HALVING, "polarity": "high"},
        direction=WORSENING,
    ),
    row(
        "five years that double where high is good",
        {"own": DOUBLING, "polarity": "high"},
        direction=IMPROVING,
    ),
    row(
        "five years that double where no way is better",
        {"own": DOUBLING, "polarity": "neutral"},
        direction=RISING,
    ),
    row(
        "five years that halve where a band is good: it may be good or bad",
        {"own": HALVING, "polarity": "band"},
        direction=FALLING,
    ),
    row("four years that halve: five are needed", {"own": [800, 650, 500, 400]}, direction=UNTOLD),
    row("two years, the newer half the older", {"own": [800, 400]}, direction=UNTOLD),
    row(
        "nothing is loaded at all",
        {"own": [], "years": None},
        target=NOT_CALCULATED,
        direction=UNTOLD,
    ),
    row("five years alike", {"own": [400] * 5}, direction=NO_CHANGE),
    row(
        "five years up and down by no more than chance",
        {"own": [410, 390, 405, 385, 400]},
        direction=NO_CHANGE,
    ),
    row(
        "8, 7, 6, 5, 4 children: so few halve by chance",
        {"own": [8, 7, 6, 5, 4]},
        direction=NO_CHANGE,
    ),
    row(
        "a hundred times as many of as many more: 800 to 400 is no chance",
        {"own": HALVING, "of": 10_000_000},
        direction=IMPROVING,
    ),
    row(
        "four falling years and one that leaps: without the leap they fall",
        {"own": [420, 410, 400, 390, 700]},
        direction=NO_CHANGE,
    ),
    row(
        "four years alike and one that leaps: without the leap nothing rises",
        {"own": [400, 400, 400, 400, 700]},
        direction=NO_CHANGE,
    ),
    row(
        "four years alike and one that drops: without the drop nothing falls",
        {"own": [700, 700, 700, 700, 400]},
        direction=NO_CHANGE,
    ),
    row(
        "one high year at the start, then four that hardly rise",
        {"own": [700, 399, 401, 400, 401]},
        direction=NO_CHANGE,
    ),
    row(
        "five years that halve, Covid's two among them",
        {"own": [800, 90, 80, 700, 600, 500, 400], "breaks": (201920, 202021)},
        direction=IMPROVING,
    ),
    row(
        "450, two years of Covid, then 440, 460, 430, 450: no change but Covid's own",
        {"own": [450, 150, 140, 440, 460, 430, 450], "breaks": (201920, 202021)},
        direction=NO_CHANGE,
    ),
    row(
        "140 in a Covid year, then 250, 440, 430, 458, with that year left out: four are left",
        {"own": [140, 250, 440, 430, 458], "breaks": (202021,)},
        direction=UNTOLD,
    ),
    row(
        "the same five years of something that Covid did not touch",
        {"own": [140, 250, 440, 430, 458]},
        direction=WORSENING,
    ),
    row(
        "six years that fall, the newest counted anew: the five before it are told",
        {"own": [900, *HALVING[:-1], 400, 90], "breaks": (202425,)},
        direction=IMPROVING,
    ),
    row(
        "counted anew in 2020/21: what was four times as much before says nothing",
        {"own": [1600, 400, 405, 395, 400, 405], "breaks": (201920,)},
        direction=NO_CHANGE,
    ),
    row(
        "a fall of a half where years differ by a third everywhere",
        {"own": HALVING, "years": CHOPPY},
        direction=NO_CHANGE,
    ),
    row(
        "a fall to a thirtieth where years differ by a third everywhere",
        {"own": [12000, 9000, 6000, 3000, 400], "years": CHOPPY},
        direction=IMPROVING,
    ),
    row(
        "an uneven fall by a half, and nobody else's years to learn from",
        {"own": [800, 640, 620, 480, 400], "years": None},
        direction=NO_CHANGE,
    ),
    row(
        "the same uneven fall where others show that years differ by little",
        {"own": [800, 640, 620, 480, 400]},
        direction=IMPROVING,
    ),
    row(
        "the council's own count falls unevenly; DfE's figures of others teach it nothing",
        {"own": [800, 640, 620, 480, 400], "basis": "local"},
        direction=NO_CHANGE,
    ),
    row(
        "five years that halve, and a provisional one that more than doubles",
        {"own": [*HALVING, 900], "provisional": 1},
        direction=IMPROVING,
    ),
    row(
        "five years that halve, the last of them provisional: four have matured",
        {"own": HALVING, "provisional": 1},
        direction=UNTOLD,
    ),
    row(
        "five years that halve, then one that is hidden",
        {"own": [*HALVING, "c"]},
        **(ALL_HIDDEN | {"certainty": NOT_CALCULATED}),
    ),
    row(
        "a hidden year among older ones: five others are told",
        {"own": [900, 800, "c", 600, 500, 400]},
        direction=IMPROVING,
    ),
    row(
        "five years printed without count or cohort",
        {"own": ["0.8", "0.7", "0.6", "0.5", "0.4"], "cohort_known": False, "years": None},
        direction=UNTOLD,
    ),
    row(
        "five percentages with their cohorts and no counts",
        PERCENT | {"own": ["80", "70", "60", "50", "40"], "years": None},
        direction=WORSENING,
    ),
    row(
        "a year at 100%, where the line's test does not hold",
        PERCENT | {"own": [700, 800, 900, 950, 1000]},
        direction=UNTOLD,
    ),
    row(
        "five counts, not rates, that double",
        {
            "own": DOUBLING,
            "unit": "children",
            "polarity": "neutral",
            "changed": {"calculation": "count"},
        },
        direction=RISING,
    ),
    row(
        "two years of months that waver, then eight at a third where low is good",
        WAITING | {"own": [*WAVER, *[66, 70, 63, 68, 71, 64, 69, 67]]},
        direction=IMPROVING,
    ),
    row(
        "two years of months that waver, then eight at two thirds where low is good",
        WAITING | {"own": [*WAVER, *[134, 130, 137, 132, 129, 136, 131, 133]]},
        direction=WORSENING,
    ),
    row(
        "the same where no way is better",
        WAITING | {"own": [*WAVER, *[134, 130, 137, 132, 129, 136, 131, 133]], "polarity": "band"},
        direction=RISING,
    ),
    row("months that waver", WAITING | {"own": WAVER}, direction=NO_CHANGE),
    row("seven months: a chart's words need more", WAITING | {"own": WAVER[:7]}, direction=UNTOLD),
    row(
        "one month far over the limits a year ago, and back since",
        WAITING | {"own": [*WAVER[:12], 160, *WAVER[:11]]},
        direction=NO_CHANGE,
    ),
    row(
        "months that waver, and eight provisional ones at a third",
        WAITING | {"own": [*WAVER, *[66, 70, 63, 68, 71, 64, 69, 67]], "provisional": 8},
        direction=NO_CHANGE,
    ),
)

# The interval of 500 is 457 to 546.
SAME = [[500] * 3] * 10
POSITIONS = (
    row("500 where England has 400", {"own": 500, "england": 400}, england=WORSE),
    row(
        "500 where England has 520, inside 457 to 546",
        {"own": 500, "england": 520},
        england=SIMILAR,
    ),
    row("500 where England has 600", {"own": 500, "england": 600}, england=BETTER),
    row(
        "500 where England has 400 and high is good",
        {"own": 500, "england": 400, "polarity": "high"},
        england=BETTER,
    ),
    row(
        "500 where England has 600 and high is good",
        {"own": 500, "england": 600, "polarity": "high"},
        england=WORSE,
    ),
    row(
        "500 where England has 400 and no way is better",
        {"own": 500, "england": 400, "polarity": "neutral"},
        england=HIGHER,
    ),
    row(
        "500 where England has 600 and a band is good",
        {"own": 500, "england": 600, "polarity": "band"},
        england=LOWER,
    ),
    row("500 where the region has 400", {"own": 500, "region": 400}, region=WORSE),
    row(
        "500 where England has 600 and the region 400: each by itself",
        {"own": 500, "england": 600, "region": 400},
        england=BETTER,
        region=WORSE,
    ),
    row(
        "500 where every neighbour has 400, by four ways of asking",
        {"own": 500, "neighbours": 400},
        neighbours=WORSE,
        robust="4 of 4 ways agree (worse)",
    ),
    row("500 and nobody else in the release", {"own": 500}),
    row(
        "5 of 1,000 where England has 4 of 1,000: so few tell nothing apart",
        {"own": 5, "england": 4, "of": 1000},
        england=SIMILAR,
    ),
    row("none at all where England has 3", {"own": 0, "england": 3}, england=SIMILAR),
    row("none at all where England has 5", {"own": 0, "england": 5}, england=BETTER),
    row(
        "500 this year and 500 last; England's newest is last year's 400",
        {"own": [500, 500], "england": [400, None]},
        england=WORSE,
    ),
    row(
        "England's newest year is hidden, the one before is 400",
        {"own": [500, 500], "england": [400, "c"]},
        england=WORSE,
    ),
    row(
        "300 last year, 500 provisionally this year; England 400 in both",
        {"own": [300, 500], "england": [400, 400], "provisional": 1},
        england=BETTER,
    ),
    row(
        "only a provisional year; England 400",
        {"own": 500, "england": 400, "provisional": 1},
        target=NOT_CALCULATED,
        england=NOT_CALCULATED,
    ),
    row(
        "last year's figure only, and England's this year's only: no year in common",
        {"own": [500, None], "england": [None, 400]},
        england=NOT_COMPARABLE,
    ),
    row(
        "300 last year, hidden this year; England 400 in both",
        {"own": [300, "c"], "england": [400, 400]},
        **(ALL_HIDDEN | {"certainty": NOT_CALCULATED}),
    ),
    row(
        "0.5 without count or cohort, where England has 400",
        {"own": ["0.5"], "england": 400, "cohort_known": False},
        england=NOT_CALCULATED,
    ),
    row(
        "300 with a count last year, 0.5 without one this year: last year does not speak for it",
        {"own": [300, "0.5"], "england": [400, 400], "cohort_known": False},
        england=NOT_CALCULATED,
    ),
    row(
        "the council's own count, where DfE publishes England's 400",
        {"own": 500, "england": 400, "basis": "local"},
        england=NOT_CALCULATED,
    ),
    row(
        "DfE's figure, where England's is not of DfE",
        {"own": 500, "england": 400, "others_basis": "local"},
        england=NOT_COMPARABLE,
    ),
    row(
        "a count of children: a larger area has more",
        {"own": 500, "england": 400, "unit": "children", "changed": {"calculation": "count"}},
    ),
    row(
        "a measure DfE does not publish",
        {"own": 500, "england": 400, "changed": {"published": False, "mart": "exclusions"}},
    ),
    row(
        "five of ten neighbours have a figure: half are not enough",
        {"own": 500, "neighbours": [400] * 5},
    ),
    row(
        "six of ten neighbours have a figure",
        {"own": 500, "neighbours": [400] * 6},
        neighbours=WORSE,
        robust="4 of 4 ways agree (worse)",
    ),
    row(
        "nine neighbours at 400 and one at 2,000: their mean is 560, their median 400",
        {"own": 500, "neighbours": [*[400] * 9, 2000]},
        neighbours=BETTER,
        robust="depends on the method: 2 of 4 ways agree (better)",
    ),
    row(
        "the neighbours of 2021 at 400, those of 2025 at 600",
        {"own": 500, "neighbours": 600, "old_neighbours": 400},
        neighbours=BETTER,
        robust="depends on the method: 2 of 4 ways agree (worse)",
    ),
    row(
        "the neighbours at 400 and England at 500",
        {"own": 500, "neighbours": 400, "england": 500},
        england=SIMILAR,
        neighbours=WORSE,
        robust="depends on the method: 4 of 5 ways agree (worse)",
    ),
    row(
        "300, 300, 500 where all have 500 each year: alike this year, better over three",
        {"own": [300, 300, 500], "england": [500] * 3, "neighbours": SAME},
        england=SIMILAR,
        neighbours=SIMILAR,
        robust="depends on the method: 5 of 6 ways agree (similar)",
    ),
    row(
        "600 each year where all have 500: six ways agree",
        {"own": [600] * 3, "england": [500] * 3, "region": [500] * 3, "neighbours": SAME},
        england=WORSE,
        region=WORSE,
        neighbours=WORSE,
        robust="6 of 6 ways agree (worse)",
    ),
    row(
        "500 each year but for Covid's 60, which three years together leave out",
        {
            "own": [500, 60, 500, 500],
            "england": [500] * 4,
            "neighbours": [[500] * 4] * 10,
            "breaks": (202223,),
        },
        england=SIMILAR,
        neighbours=SIMILAR,
        robust="6 of 6 ways agree (similar)",
    ),
    row(
        "69% of 1,000 where England has 75% and high is good",
        PERCENT | {"own": 690, "england": 750},
        england=WORSE,
    ),
    row(
        "75% of 1,000, printed without a count, where England has 69%",
        PERCENT | {"own": ["75"], "england": 690},
        england=BETTER,
    ),
    row(
        "all three facts at once: 800 falls to 400, 450 were agreed, all others have 600",
        {
            "own": HALVING,
            "target": 450,
            "england": [600] * 5,
            "region": [600] * 5,
            "neighbours": [[600] * 5] * 10,
        },
        target=MET,
        certainty=CLEAR,
        direction=IMPROVING,
        england=BETTER,
        region=BETTER,
        neighbours=BETTER,
        robust="6 of 6 ways agree (better)",
    ),
    row(
        "all three at once: 400 rises to 800, an example says 600, England has 900",
        {"own": DOUBLING, "target": 600, "agreed": "example", "england": 900},
        target="missed (example)",
        certainty=CLEAR,
        direction=WORSENING,
        england=BETTER,
    ),
)


def cases(rows: tuple[Row, ...]) -> list[Any]:
    return [
        pytest.param(
            each.world,
            each.words,
            id=each.sentence,
            marks=[pytest.mark.xfail(strict=True, reason=each.product_is_wrong)]
            if each.product_is_wrong
            else [],
        )
        for each in rows
    ]


@pytest.mark.parametrize(("world", "words"), cases(TARGETS))
def test_the_target(world: World, words: Words) -> None:
    assert asdict(said(facts_in(world))) == asdict(words)


@pytest.mark.parametrize(("world", "words"), cases(DIRECTIONS))
def test_the_direction(world: World, words: Words) -> None:
    assert asdict(said(facts_in(world))) == asdict(words)


@pytest.mark.parametrize(("world", "words"), cases(POSITIONS))
def test_the_position(world: World, words: Words) -> None:
    assert asdict(said(facts_in(world))) == asdict(words)
