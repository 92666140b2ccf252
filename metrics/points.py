"""Points: the values of a measure with their counts, from one release."""

COLUMNS = (
    "measure_id",
    "time_period",
    "time_identifier",
    "geographic_level",
    "area_code",
    "area_name",
    "breakdown_topic",
    "breakdown",
    "numerator",
    "denominator",
    "value",
    "lower_ci",
    "upper_ci",
    "method",
    "unit",
    "basis",
    "symbol",
    "provisional",
    "source",
)
