"""Which kind of chance surrounds a measure's values, from its definition."""

from metrics.definitions import Measure
from metrics.spread import REPEATED

# A number of places is fixed: only the children in them vary.
CAPACITIES = ("places",)

PROPORTION, RATE, REPEATED_RATE = "proportion", "rate", "rate of repeated events"
OVER_PLACES, COUNT, REPEATED_COUNT = "children over places", "count", "count of repeated events"
MEAN, MEDIAN, COST, NONE = "mean", "median", "cost", "none"

# By calculation and unit.
_RULES = {
    ("ratio", "%"): PROPORTION,
    ("ratio", "per 100 pupils"): RATE,
    ("ratio", "per 1,000 pupils"): RATE,
    ("ratio", "per 10,000 pupils"): RATE,
    ("count", "children"): COUNT,
    ("count", "pupils"): COUNT,
    ("count", "placements"): COUNT,
    ("mean", "£"): COST,
    ("mean", "hours"): MEAN,
    ("median", "weeks"): MEDIAN,
}
_OF_REPEATED = {RATE: REPEATED_RATE, COUNT: REPEATED_COUNT}


def rule_of(measure: Measure) -> str:
    """Which of the words above a measure takes.

    Raises ValueError for a measure that none of them fits.
    """
    if measure.no_interval or measure.contributor == "none":
        return NONE
    rule = _RULES.get((measure.calculation, measure.unit))
    if rule is None:
        raise ValueError(
            f"{measure.id}: no interval is known for a {measure.calculation} in {measure.unit}; "
            "say in its definition why there is no_interval, or add the rule"
        )
    if rule == PROPORTION and measure.denominator in CAPACITIES:
        return OVER_PLACES
    return _OF_REPEATED.get(rule, rule) if measure.numerator in REPEATED else rule
