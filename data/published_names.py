"""The words of DfE's open data, put into ours: topics, labels, units, numbers and symbols.

DfE renames its columns and labels between releases; this module is the one place that knows it.
"""

import math
import re
from datetime import date
from functools import cache

from data.codes import codes_of

TOTAL = "Total"
AP_SCHOOL = "Alternative provision school"

# A column that splits the rows, by any name a release has given it.
DIMENSIONS = {
    "school_type": "Phase",
    "education_phase": "Phase",
    "school_phase": "Phase",
    "phase": "Phase",
    "phase_type_grouping": "Phase",
    "sex": "Sex",
    "gender": "Sex",
    "sen_provision": "SEN provision",
    "sen_status": "SEN provision",
    "sen": "SEN provision",
    "sen_primary_need": "SEN primary need",
    "primary_need": "SEN primary need",
    "fsm": "Free school meals",
    "fsm_status": "Free school meals",
    "fsm_eligible": "Free school meals",
    "fsm_eligibility": "Free school meals",
    "free_school_meals": "Free school meals",
    "ethnicity": "Ethnicity group",
    "ethnicity_major": "Ethnicity group",
    "ethnicity_group": "Ethnicity group",
    "ethnic_group": "Ethnicity group",
    "ethnicity_minor": "Ethnicity",
    "nc_year": "Year group",
    "ncyear": "Year group",
    "nc_year_group": "Year group",
    "year_group": "Year group",
    "national_curriculum_year": "Year group",
    "age": "Age",
    "age_group": "Age",
    "reason": "Reason",
    "placement_reason": "Reason",
    "exclusion_reason": "Reason",
    "reason_for_exclusion": "Reason",
    "reason_for_placement": "Reason",
    "primary_placement_reason": "Reason",
    "setting_type": "Setting",
    "setting": "Setting",
}
# Releases with one pair of columns: what the rows are split by, and into what.
TOPIC_COLUMNS = (
    "breakdown_topic",
    "characteristic_group",
    "characteristic_grouping",
    "characteristic_type",
    "characteristic_desc",
    "filter_group",
)
ITEM_COLUMNS = ("breakdown", "characteristic", "pupil_characteristic", "characteristic_1", "filter")

_TOPICS = (
    (r"minor", "Ethnicity"),
    (r"ethn", "Ethnicity group"),
    (r"\bsex\b|gender", "Sex"),
    (r"primary need|type of need", "SEN primary need"),
    (r"\bsen\b|special educational", "SEN provision"),
    (r"\bfsm\b|free school meal", "Free school meals"),
    (r"nc ?year|year group|national curriculum year", "Year group"),
    (r"\bage\b", "Age"),
    (r"reason", "Reason"),
    (r"setting", "Setting"),
    (r"school type|phase", "Phase"),
)
# Whole labels only: "eligible in the last six years" is another group than "eligible".
_LABELS: dict[str, tuple[tuple[str, str], ...]] = {
    "Phase": (
        (r".*(pupil referral|alternative provision|\bpru\b|\bap\b).*", AP_SCHOOL),
        (r"(state.funded )?primary( schools?)?", "Primary"),
        (r"(state.funded )?secondary( schools?)?", "Secondary"),
        (r"(state.funded )?special( schools?)?", "Special"),
    ),
    "Sex": (
        (r"((gender|sex)\W*)?(females?|girls?)", "Female"),
        (r"((gender|sex)\W*)?(males?|boys?)", "Male"),
        (r"((gender|sex)\W*)?(unknown|not known|unclassified)", "Not known"),
    ),
    "SEN provision": (
        (r"(sen provision\W*)?no( identified)? (sen|special educational needs?)", "No SEN"),
        (
            r"(sen provision\W*)?(sen )?(support|without( a)? statement( or ehc( plan)?)?)",
            "SEN support",
        ),
        (
            r"(sen provision\W*)?(sen )?(with (a )?)?((statements?( of sen)?|sen statement) (or )?)?"
            r"(ehc( ?plans?)?|ehcps?|education,? health and care plans?)( \(ehcp?\))?",
            "EHC plan",
        ),
        (r"(sen provision\W*)?(sen )?(unclassified|unknown|not known)", "Not known"),
    ),
    "Free school meals": (
        (r"(fsm\W*)?(known to be )?eligible( for (fsm|free school meals))?", "Eligible"),
        (r"(fsm\W*)?(not ?|non.)(fsm )?eligible( for (fsm|free school meals))?", "Not eligible"),
        (r"(fsm\W*)?(unclassified|unknown|not known)", "Not known"),
    ),
}
_TOTAL = re.compile(r"|totals?|z|16-17|all( (pupils|children|schools|school types|ages))?", re.I)
_YEAR = re.compile(
    r"^(?:nc ?year|year group|national curriculum year|year)s? ?(\d{1,2}|reception|r|n[12]|x)$",
    re.I,
)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?", re.I)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")


def column(name: str) -> str:
    """A heading in lower case, without the byte-order mark, spaces as underscores."""
    return re.sub(r"\s+", "_", name.strip("\ufeff \t\"'").lower())


def is_total(label: str) -> bool:
    """Rows of everyone: `Total`, `total`, `All pupils`, an empty filter, NEET's `16-17`."""
    return _TOTAL.fullmatch(label.strip()) is not None


def topic(text: str) -> str:
    """Our breakdown_topic for DfE's words, else DfE's own with a capital."""
    plain = text.replace("_", " ").strip()
    for pattern, name in _TOPICS:
        if re.search(pattern, plain, re.I):
            return name
    return capital(plain)


def capital(text: str) -> str:
    """A heading as words: `type_of_establishment` is `Type of establishment`."""
    plain = text.replace("_", " ").strip()
    return plain[:1].upper() + plain[1:]


def label(topic_name: str, text: str) -> str:
    """Our breakdown for DfE's label within a topic, else DfE's own label."""
    plain = re.sub(r"\s+", " ", text.replace("_", " ")).strip()
    for pattern, name in _LABELS.get(topic_name, ()):
        if re.fullmatch(pattern, plain, re.I):
            return name
    if topic_name == "Ethnicity group":
        return _ethnicity_groups().get(plain.lower(), plain)
    if topic_name == "Year group" and (found := _YEAR.match(plain)):
        year = found.group(1).upper()
        return _descriptions("nc_year").get("R" if year == "RECEPTION" else year, plain)
    return plain


def unit(name: str) -> str:
    """The unit that an indicator's column name tells, empty for scores, schools and sessions."""
    words = set(name.split("_"))
    if words & {"percent", "percentage", "pc", "perc", "ppts"} or name in _PERCENTAGES:
        return "%"
    if words & {"annual", "annualchange"}:
        return "%"
    if "rate" in words:
        return "per 100 pupils"
    if words & {"quintile", "schools", "sess", "att8"}:
        return ""
    if words & {"placement", "placements"}:
        return "placements"
    if words & {"ehe", "cohort", "child", "children", "population", "number", "count"}:
        return "children"
    return "pupils"


# NEET scorecards print these attainment shares without saying so in the name.
_PERCENTAGES = {"level_3", "l2_em_gcse_othl2", "pt_l2basics_94"}


def published_unit(text: str) -> str:
    """One of our units for a unit in words ("% of 16-17 year olds, March" is "%")."""
    if text.startswith(("%", "per 100 children")):
        return "%"
    return text.split(",")[0].strip()


def number(text: str) -> float | None:
    """A number as DfE prints it: fractions, `1,234`, `3.83E-2`; None where it is not one."""
    plain = text.strip()
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    if not _NUMBER.fullmatch(plain):
        return None
    value = float(plain)
    return value if math.isfinite(value) else None


@cache
def _descriptions(code_set: str) -> dict[str, str]:
    return {code.code: code.description for code in codes_of(code_set)}


@cache
def _ethnicity_groups() -> dict[str, str]:
    # Releases to 2022/23 print Chinese pupils as a group of their own: two rows, not one.
    return {
        spelling.lower(): code.description
        for code in codes_of("ethnicity_group")
        for spelling in (code.code, *code.aliases)
        if "chinese" not in spelling.lower()
    }


@cache
def symbols(on: date) -> dict[str, str]:
    """What each printed symbol, in lower case, meant on a date, as one of today's symbols."""
    return {
        code.code.lower(): code.group_name
        for code in codes_of("symbol")
        if (code.valid_from or on) <= on <= (code.valid_to or on)
    }
