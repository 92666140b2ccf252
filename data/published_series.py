"""The project's own table of published figures: one figure a row, already named."""

from collections.abc import Iterable, Iterator, Sequence

from data import published_names as names
from data.published_periods import period_of
from data.published_rows import PublishedRow, Report

# Names of the table that other sources of the same figures use.
_MEASURES = {
    "ap_school_absence_percent": "ap_absence_percent",
    "ap_school_severe_absence_percent": "ap_severe_absence_percent",
    "state_funded_ap_pupils": "state_ap_pupils",
    "school_arranged_ap_pupils": "school_arranged_ap",
    "la_funded_ap_pupils": "la_funded_ap",
    "ehe_starts": "home_education_starts",
}
_OWN = {
    *("permanent_exclusion_rate", "suspension_rate", "one_plus_suspension_rate"),
    *("neet_percent", "not_known_percent", "neet_not_known_percent"),
    *("participation_percent", "september_guarantee_percent"),
    *_MEASURES.values(),
}


def measure_of(indicator: str, breakdown: str) -> str:
    """The measure id of an indicator, `context_<indicator>` where it is no measure."""
    name = names.column(indicator)
    if name == "la_funded_ap_placements" and not names.is_total(breakdown):
        # Placements are not pupils: the split is ours, its total is not the number of pupils.
        return "la_funded_ap"
    name = _MEASURES.get(name, name)
    return name if name in _OWN or name.startswith("context_") else f"context_{name}"


def figures_of(
    header: Sequence[str],
    rows: Iterable[tuple[int, Sequence[str]]],
    file: str,
    report: Report,
) -> Iterator[PublishedRow]:
    """The figures of the project's own table, row by row."""
    at = {names.column(name): index for index, name in enumerate(header)}

    def cell(row: Sequence[str], name: str) -> str:
        return row[at[name]].strip() if name in at else ""

    def count(number: int, row: Sequence[str], name: str) -> float | None:
        text = cell(row, name)
        value = names.number(text) if text else None
        if text and (value is None or value < 0):
            report.bad_number(number, name, text)
            return None
        return value

    for number, row in rows:
        report.tally.read += 1
        period = period_of(cell(row, "time_period"))
        if period is None:
            report.bad_period(number, "time_period", cell(row, "time_period"))
            continue
        measure_id = measure_of(cell(row, "indicator"), cell(row, "breakdown"))
        topic, part = _breakdown(cell(row, "breakdown_topic"), cell(row, "breakdown"))
        value = count(number, row, "value")
        denominator = count(number, row, "denominator")
        if measure_id == "ap_absence_percent":
            # The percentage is of sessions; the enrolments printed beside it are not its base.
            denominator = None
        yield PublishedRow(
            period,
            cell(row, "time_identifier"),
            cell(row, "geographic_level"),
            cell(row, "area_code"),
            cell(row, "area_name"),
            measure_id,
            topic,
            part,
            count(number, row, "numerator"),
            denominator,
            value,
            cell(row, "symbol") or ("" if value is not None else "x"),
            names.published_unit(cell(row, "unit")),
            cell(row, "source"),
            cell(row, "release"),
            file,
        )


def _breakdown(topic: str, part: str) -> tuple[str, str]:
    if names.is_total(part):
        return names.TOTAL, names.TOTAL
    if " / " in part:
        return topic, part
    name = names.topic(topic)
    return name, names.label(name, part)
