"""What is said of a direction, of years and of months. Counts are of 100,000 unless said."""

from tests.metrics.made_world import CHOPPY
from tests.metrics.truth.words import (
    ALL_HIDDEN,
    FALLING,
    IMPROVING,
    NO_CHANGE,
    NOT_CALCULATED,
    PERCENT,
    RISING,
    UNTOLD,
    WORSENING,
    row,
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
        "one high year at the start, then four that hardly fall: the one does all the work",
        {"own": [700, 400, 401, 399, 400]},
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
