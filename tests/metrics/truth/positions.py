"""What is said of a position against England, the region and the neighbours.

Counts are of 100,000 unless said.
"""

from tests.metrics.truth.directions import DOUBLING, HALVING
from tests.metrics.truth.words import (
    ALL_HIDDEN,
    BETTER,
    CLEAR,
    HIGHER,
    IMPROVING,
    LOWER,
    MET,
    NOT_CALCULATED,
    NOT_COMPARABLE,
    PERCENT,
    SIMILAR,
    WORSE,
    WORSENING,
    row,
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
