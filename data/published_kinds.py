"""The kinds of DfE file that are read, each recognised by its columns, never by its name.

A kind says which columns are the value, the count and the denominator of which measure. Every other
number in the file is kept as `context_<column>`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from data.published_names import DIMENSIONS, ITEM_COLUMNS, TOPIC_COLUMNS, column

_PHASE = tuple(name for name, topic in DIMENSIONS.items() if topic == "Phase")
_REASON = tuple(name for name, topic in DIMENSIONS.items() if topic == "Reason")


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One measure and the columns that may hold it; the first one present is taken.

    A count has no numerator column: its value is its numerator. `rows` limits it to the parts of a
    split (`parts`); the total then stays `context_<column>`.
    """

    id: str
    value: tuple[str, ...]
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    unit: str
    rows: str = "all"
    is_count: bool = False


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A DfE publication's layout. `needs`: at least one column of each group must be there."""

    id: str
    source: str
    needs: tuple[tuple[str, ...], ...]
    never: tuple[str, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    ap_schools_only: bool = False


_EXCLUSIONS = Kind(
    id="exclusions",
    source="DfE, Suspensions and permanent exclusions in England",
    # Without a phase or another split, nothing tells these schools from pupil referral units.
    needs=(
        (*DIMENSIONS, *ITEM_COLUMNS),
        (
            "perm_excl_rate",
            "susp_rate",
            "fixed_excl_rate",
            "perm_excl",
            "suspension",
            "fixed_excl",
            "perm_physical_pupils",
            "susp_physical_pupils",
            "fixed_physical_pupils",
        ),
    ),
    indicators=(
        Indicator(
            id="permanent_exclusion_rate",
            value=("perm_excl_rate",),
            numerator=("perm_excl",),
            denominator=("headcount",),
            unit="per 100 pupils",
        ),
        Indicator(
            id="suspension_rate",
            value=("susp_rate", "suspension_rate", "fixed_excl_rate"),
            numerator=("suspension", "suspensions", "fixed_excl"),
            denominator=("headcount",),
            unit="per 100 pupils",
        ),
        Indicator(
            id="one_plus_suspension_rate",
            value=(
                "one_plus_susp_rate",
                "one_or_more_susp_rate",
                "one_or_more_fixed_excl_rate",
                "one_plus_fixed_rate",
                "one_plus_fixed_excl_rate",
            ),
            numerator=(
                "one_plus_susp",
                "one_or_more_susp",
                "one_plus_fixed",
                "one_plus_fixed_excl",
            ),
            denominator=("headcount",),
            unit="per 100 pupils",
        ),
    ),
)

_COHORT = ("cohort_djfavg", "cohort_djf_avg")
_NEET = Kind(
    id="neet",
    source="DfE, Participation in education, training and NEET age 16 to 17 by local authority",
    needs=(("neet_percent", "neet_not_known_percent", "notknown_percent", "not_known_percent"),),
    # The project's own table names its measures in a column, not in headings.
    never=("indicator",),
    indicators=(
        Indicator(id="neet_percent", value=("neet_percent",), denominator=_COHORT, unit="%"),
        Indicator(
            id="not_known_percent",
            value=("notknown_percent", "not_known_percent"),
            denominator=_COHORT,
            unit="%",
        ),
        Indicator(
            id="neet_not_known_percent",
            value=("neet_not_known_percent", "neet_notknown_percent"),
            denominator=_COHORT,
            unit="%",
        ),
        Indicator(
            id="participation_percent",
            value=(
                "total_participating_in_education_and_training_percent",
                "participating_in_education_and_training_percent",
                "total_participating_percent",
            ),
            denominator=("cohort_march",),
            unit="%",
        ),
        Indicator(
            id="september_guarantee_percent",
            value=("september_guarantee_offer_made_percent", "september_guarantee_percent"),
            unit="%",
        ),
    ),
)

_ABSENCE = Kind(
    id="absence",
    source="DfE, Pupil absence in schools in England",
    needs=(("sess_overall_percent",), ("enrolments", "sess_possible")),
    ap_schools_only=True,
    indicators=(
        # Sessions, not enrolments: DfE's percentage is of the sessions that could be attended.
        Indicator(
            id="ap_absence_percent",
            value=("sess_overall_percent",),
            numerator=("sess_overall",),
            denominator=("sess_possible",),
            unit="%",
        ),
        Indicator(
            id="ap_severe_absence_percent",
            value=("enrolments_pa_50_exact_percent",),
            numerator=("enrolments_pa_50_exact",),
            denominator=("enrolments",),
            unit="%",
        ),
    ),
)

_PUPILS = ("pupils", "pupil_count", "number_of_pupils", "headcount_of_pupils", "headcount")
_PLACEMENTS = ("placements", "placement_count", "number_of_placements")
_JANUARY = "DfE, Schools, pupils and their characteristics (January)"

_LA_FUNDED = Kind(
    id="la_funded_ap",
    source=_JANUARY,
    needs=(("setting_type", *_REASON), _PLACEMENTS),
    indicators=(
        # A placement is not a pupil: only the split is ours, its total is not the number of pupils.
        Indicator(
            id="la_funded_ap", value=_PLACEMENTS, unit="placements", rows="parts", is_count=True
        ),
    ),
)

# The same children counted as pupils: from the census of alternative provision, which has no phases.
_LA_FUNDED_PUPILS = Kind(
    id="la_funded_ap_pupils",
    source=_JANUARY,
    needs=(("gender", "sex", *_REASON), ("age", *_REASON), _PUPILS),
    never=(*_PHASE, "setting_type"),
    indicators=(Indicator(id="la_funded_ap", value=_PUPILS, unit="pupils", is_count=True),),
)

_SCHOOL_ARRANGED = Kind(
    id="school_arranged_ap",
    source=_JANUARY,
    needs=(("setting_type",), (*ITEM_COLUMNS, *_REASON), _PUPILS),
    indicators=(Indicator(id="school_arranged_ap", value=_PUPILS, unit="pupils", is_count=True),),
)

_HOME_EDUCATION = Kind(
    id="home_education",
    source="DfE, Elective home education",
    needs=(
        ("ehe_starts_full_year", "ehe_anytime_full_year", "ehe_returns_full_year", "ehe_starts"),
    ),
    indicators=(
        Indicator(
            id="home_education_starts",
            value=("ehe_starts_full_year", "ehe_starts"),
            unit="children",
            is_count=True,
        ),
    ),
)
# The termly home-education files: long, older and newer headings. They hold no starts in the year.
_HOME_EDUCATION_LONG = Kind(
    id="home_education_long",
    source="DfE, Elective home education",
    needs=(
        TOPIC_COLUMNS,
        ("child_count", "number"),
        ("child_percent", "rate_per_100", "pc", "rate"),
    ),
)

_STATE_AP = Kind(
    id="state_ap",
    source=_JANUARY,
    needs=(_PHASE, _PUPILS),
    ap_schools_only=True,
    indicators=(Indicator(id="state_ap_pupils", value=_PUPILS, unit="pupils", is_count=True),),
)

SERIES = Kind(
    id="series",
    source="",
    needs=(("indicator",), ("breakdown",), ("area_code",), ("value",), ("numerator",)),
)

# The order matters: a scorecard holds an absence column, an exclusions file a headcount by phase.
KINDS = (
    SERIES,
    _NEET,
    _EXCLUSIONS,
    _ABSENCE,
    _LA_FUNDED,
    _LA_FUNDED_PUPILS,
    _SCHOOL_ARRANGED,
    _HOME_EDUCATION,
    _HOME_EDUCATION_LONG,
    _STATE_AP,
)
_PERIOD = {"time_period", "year"}
_LEVEL = {"geographic_level", "level"}


def recognise(header: Sequence[str]) -> Kind | None:
    """The kind of a table by its headings in any order and case, or None where it is no DfE file."""
    names = {column(name) for name in header}
    if not names & _PERIOD or not names & _LEVEL:
        return None
    for kind in KINDS:
        if all(names & set(group) for group in kind.needs) and not names & set(kind.never):
            return kind
    return None
