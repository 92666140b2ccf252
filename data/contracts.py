"""The nine extracts: what one row is, and what each column means and may hold."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal[
    "identifier",  # replaced by a keyed hash on load
    "reference",  # a public number kept as text: URN, UKPRN, provider
    "text",
    "date",
    "month",
    "dates",  # several, separated by semicolons
    "code",
    "codes",  # several, separated by semicolons
    "district",
    "flag",
    "whole",
    "number",
    "period",
]
EARLIEST = date(2000, 1, 1)
# Schools older than our other records are normal; 1900 itself is a spreadsheet's empty date.
EARLIEST_OPENING = date(1901, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column. `low` and `high` are inclusive; `era_by` dates the codes of the set.

    A period of `low` 200000 has six digits: it may not be a calendar year.
    """

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    code_set: str = ""
    namespace: str = ""
    low: float = 0
    high: float = 1_000_000_000
    earliest: date = EARLIEST
    era_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Extract:
    """One extract: `key` makes a row unique, `event_dates` say how far the data go.

    `ordered` holds (first, last) pairs of dates; `resident_by` is the district that shows
    whose extract it is; `first_date` is the column of the earliest event.
    """

    name: str
    grain: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    event_dates: tuple[str, ...] = ()
    first_date: str = ""
    ordered: tuple[tuple[str, str], ...] = ()
    resident_by: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.required)

    def column(self, name: str) -> Column:
        """Raises KeyError for a column the extract does not have."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def _identifier(name: str, meaning: str, *, required: bool = True) -> Column:
    return Column(name=name, kind="identifier", meaning=meaning, required=required, namespace=name)


def _code(name: str, meaning: str, *, code_set: str = "", required: bool = False) -> Column:
    return Column(
        name=name, kind="code", meaning=meaning, code_set=code_set or name, required=required
    )


def _reason(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(
        name=name,
        kind="code",
        meaning=meaning,
        code_set="reason",
        required=required,
        era_by="start_date",
    )


def _date(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name=name, kind="date", meaning=meaning, required=required)


def _of(kind: Kind, name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name=name, kind=kind, meaning=meaning, required=required)


def _academic_year(meaning: str) -> Column:
    return Column(name="time_period", kind="period", meaning=meaning, required=True, low=200_000)


def _year_group(*, required: bool = False) -> Column:
    return _code("nc_year", "National curriculum year group", required=required)


def _sex(*, required: bool = False) -> Column:
    return _code("sex", "Sex as recorded: F, M or U", required=required)


def _sen(*, required: bool = False, era_by: str = "") -> Column:
    return Column(
        name="sen_provision",
        kind="code",
        meaning="N no special educational needs, K SEN support, E education, health and care plan",
        code_set="sen_provision",
        required=required,
        era_by=era_by,
    )


def _home(*, required: bool = False) -> Column:
    return _of(
        "district",
        "home_district",
        "District the child lives in: ONS code or name",
        required=required,
    )


_PUPIL = "Pupil identifier, the same in every extract; replaced by a keyed hash on load"
_HOURS = Column(
    name="hours_per_week", kind="number", meaning="Hours of provision in a normal week", high=60
)
_COST = _of("number", "weekly_cost", "Cost in pounds of a normal week")

EXCLUSIONS = Extract(
    name="exclusions",
    grain="one suspension or permanent exclusion",
    columns=(
        _identifier("exclusion_id", "Identifier of the suspension or permanent exclusion"),
        _identifier("pupil_id", _PUPIL),
        _of("reference", "school_urn", "URN of the excluding school", required=True),
        _code("category", "SUSP suspension, PERM permanent, LNCH lunchtime", required=True),
        _reason("reason_1", "First reason given", required=True),
        _reason("reason_2", "Second reason, from 2020/21"),
        _reason("reason_3", "Third reason, from 2020/21"),
        _date("start_date", "First day of the exclusion", required=True),
        _of("whole", "sessions", "Half days lost to a suspension"),
        _code("status", "notified, upheld, withdrawn or overturned", required=True),
        _date("status_date", "Day the status was reached"),
        _year_group(required=True),
        _sex(required=True),
        _sen(required=True, era_by="start_date"),
        _of("flag", "fsm_eligible", "Eligible for free school meals"),
        _of("flag", "looked_after", "Looked after by a council"),
        _code("ethnicity_group", "DfE's major ethnicity group"),
        _home(required=True),
    ),
    key=("exclusion_id",),
    event_dates=("start_date", "status_date"),
    first_date="start_date",
    resident_by="home_district",
)

NEET = Extract(
    name="neet",
    grain="one 16-17 year old in one month",
    columns=(
        _identifier("young_person_id", "Identifier of the young person in NCCIS"),
        _of("month", "month", "Month described, YYYY-MM", required=True),
        Column(
            name="academic_age",
            kind="whole",
            meaning="Age at the start of the academic year: 16 or 17",
            required=True,
            low=16,
            high=17,
        ),
        _code("activity_code", "NCCIS current activity", required=True),
        Column(
            name="characteristic_codes",
            kind="codes",
            meaning="NCCIS characteristics, three digits each; 200 is alternative provision",
            code_set="characteristic_code",
        ),
        _sex(),
        _sen(era_by="month"),
        _home(required=True),
        _identifier("pupil_id", _PUPIL, required=False),
    ),
    key=("young_person_id", "month"),
    event_dates=("month",),
    first_date="month",
    resident_by="home_district",
)

HOME_TUITION = Extract(
    name="home_tuition",
    grain="one episode of home tuition",
    columns=(
        _identifier("episode_id", "Identifier of the episode"),
        _identifier("pupil_id", _PUPIL),
        _date("start_date", "First day of tuition", required=True),
        _date("planned_end_date", "Day tuition is planned to end"),
        _date("end_date", "Day tuition ended; blank while it lasts"),
        _code("end_reason", "Where the child went"),
        _code("reason", "Why tuition is needed", code_set="home_tuition_reason", required=True),
        Column(
            name="hours_per_week",
            kind="number",
            meaning="Hours of tuition in a normal week",
            required=True,
            high=60,
        ),
        _of("flag", "full_time", "Amounts to full-time education"),
        _of("dates", "review_dates", "Days on which the tuition was reviewed"),
        _of("reference", "provider_id", "Provider, as in the providers extract"),
        _COST,
        _of("reference", "school_urn", "URN of the school where the child is on roll"),
        _year_group(required=True),
        _sex(),
        _sen(era_by="start_date"),
        _home(),
    ),
    key=("episode_id",),
    event_dates=("start_date", "end_date", "review_dates"),
    first_date="start_date",
    ordered=(("start_date", "planned_end_date"), ("start_date", "end_date")),
    resident_by="home_district",
)

PLACEMENTS = Extract(
    name="placements",
    grain="one placement in alternative provision, or one episode of outreach",
    columns=(
        _identifier("placement_id", "Identifier of the placement"),
        _identifier("pupil_id", f"{_PUPIL}; blank for tier 1 advice to a school", required=False),
        Column(
            name="tier",
            kind="whole",
            meaning="1 targeted support, 2 time-limited, 3 transitional",
            required=True,
            low=1,
            high=3,
        ),
        _date("start_date", "First day of the placement", required=True),
        _date("planned_end_date", "Day the placement is planned to end"),
        _date("end_date", "Day the placement ended; blank while it lasts"),
        _code("end_reason", "Where the child went"),
        _of("reference", "provider_id", "Provider, as in the providers extract", required=True),
        _code("enrolment_status", "At the provider: C single, M main, S subsidiary"),
        _of("flag", "full_time", "Full-time provision; needed for tiers 2 and 3"),
        _HOURS,
        _code("referral_reason", "Why the child was referred, in DfE's words"),
        _of("reference", "home_school_urn", "URN of the home school; needed for tier 1"),
        _year_group(),
        _sex(),
        _sen(era_by="start_date"),
        _home(),
        _COST,
        _date("pupil_view_recorded_on", "Day the pupil's own view was recorded"),
        _of("whole", "sessions_possible", "Half days of attendance possible"),
        _of("whole", "sessions_absent", "Half days of absence"),
    ),
    key=("placement_id",),
    event_dates=("start_date", "end_date", "pupil_view_recorded_on"),
    first_date="start_date",
    ordered=(("start_date", "planned_end_date"), ("start_date", "end_date")),
    resident_by="home_district",
)

PROVIDERS = Extract(
    name="providers",
    grain="one provider",
    columns=(
        _of("reference", "provider_id", "Identifier of the provider", required=True),
        _of("text", "provider_name", "Name of the provider", required=True),
        _of("reference", "urn", "URN, where DfE registers it"),
        _of("reference", "ukprn", "UKPRN, where it has one"),
        _code("setting_type", "DfE's type of setting", required=True),
        _of("district", "district", "District of the provider: ONS code or name"),
        _date("framework_from", "First day on the council's framework"),
        _date("framework_to", "Last day on the framework; blank while on it"),
        _of("dates", "quality_assured_dates", "Days on which it was quality-assured"),
    ),
    key=("provider_id",),
    event_dates=("quality_assured_dates",),
    ordered=(("framework_from", "framework_to"),),
)

SCHOOLS = Extract(
    name="schools",
    grain="one school in one period of validity",
    columns=(
        _of("reference", "school_urn", "URN of the school", required=True),
        _of("reference", "laestab", "Authority and establishment number"),
        _of("text", "school_name", "Name of the school", required=True),
        _code("phase", "NS, PS, MP, MS, SS, SP, AT or PR", required=True),
        _of("text", "school_type", "Type of school, in the council's words"),
        _of("flag", "academy", "Academy or free school"),
        _of("district", "district", "District of the school: ONS code or name", required=True),
        Column(name="latitude", kind="number", meaning="Degrees north", low=-90, high=90),
        Column(name="longitude", kind="number", meaning="Degrees east", low=-180, high=180),
        _of("whole", "ap_places", "Places of alternative provision"),
        Column(
            name="valid_from",
            kind="date",
            meaning="First day of these details",
            required=True,
            earliest=EARLIEST_OPENING,
        ),
        Column(
            name="valid_to",
            kind="date",
            meaning="Last day of these details; blank while they hold",
            earliest=EARLIEST_OPENING,
        ),
    ),
    key=("school_urn", "valid_from"),
    ordered=(("valid_from", "valid_to"),),
    resident_by="district",
)

PUPILS = Extract(
    name="pupils",
    grain="one cell of the January headcount (sole and dual-main registrations)",
    columns=(
        _academic_year("Academic year of the January count"),
        _of("reference", "school_urn", "URN of the school", required=True),
        _year_group(required=True),
        _sex(required=True),
        _sen(required=True),
        _of("flag", "fsm_eligible", "Eligible for free school meals"),
        _code("ethnicity_group", "DfE's major ethnicity group"),
        _home(),
        _of("whole", "headcount", "Pupils in the cell", required=True),
    ),
    key=(
        "time_period",
        "school_urn",
        "nc_year",
        "sex",
        "sen_provision",
        "fsm_eligible",
        "ethnicity_group",
        "home_district",
    ),
    resident_by="home_district",
)

CALENDAR = Extract(
    name="calendar",
    grain="one term",
    columns=(
        _academic_year("Academic year"),
        _code("term", "Autumn term, Spring term or Summer term", required=True),
        _date("first_day", "First day of term", required=True),
        _date("last_day", "Last day of term", required=True),
        _date("census_day", "School census day of the term", required=True),
        _of("dates", "non_school_days", "Holidays and closures within the term"),
    ),
    key=("time_period", "term"),
    ordered=(("first_day", "last_day"),),
)

RETURNS = Extract(
    name="returns",
    grain="one value entered by an officer for a measure that has no extract",
    columns=(
        _of("text", "measure_id", "Measure the value is for", required=True),
        _of("period", "time_period", "Year, six digits; four for a calendar year", required=True),
        _of("text", "time_identifier", "Kind of period, such as Academic year", required=True),
        _of("number", "numerator", "Count or amount", required=True),
        _of("number", "denominator", "What it is out of"),
        _of("whole", "invited", "People asked, for a response rate"),
        _of("text", "note", "Where the value came from"),
        _of("text", "entered_by", "Officer who entered it"),
    ),
    key=("measure_id", "time_period", "time_identifier"),
)

EXTRACTS: tuple[Extract, ...] = (
    EXCLUSIONS,
    NEET,
    HOME_TUITION,
    PLACEMENTS,
    PROVIDERS,
    SCHOOLS,
    PUPILS,
    CALENDAR,
    RETURNS,
)
BY_NAME = {extract.name: extract for extract in EXTRACTS}

# Headings that name or place a child. Their columns are never read.
PERSONAL = frozenset(
    [
        "name",
        "fullname",
        "forename",
        "forenames",
        "firstname",
        "middlename",
        "middlenames",
        "surname",
        "lastname",
        "familyname",
        "preferredname",
        "preferredsurname",
        "legalname",
        "legalsurname",
        "legalforename",
        "givenname",
        "initials",
        "pupilname",
        "childname",
        "studentname",
        "youngpersonname",
        "knownas",
        "upn",
        "uniquepupilnumber",
        "formerupn",
        "uln",
        "uniquelearnernumber",
        "uci",
        "nhsnumber",
        "nino",
        "nationalinsurancenumber",
        "dob",
        "dateofbirth",
        "birthdate",
        "birthday",
        "address",
        "fulladdress",
        "homeaddress",
        "address1",
        "address2",
        "address3",
        "addressline1",
        "addressline2",
        "addressline3",
        "street",
        "town",
        "house",
        "housename",
        "housenumber",
        "postcode",
        "homepostcode",
        "postalcode",
        "phone",
        "telephone",
        "mobile",
        "phonenumber",
        "telephonenumber",
        "mobilenumber",
        "homephone",
        "email",
        "emailaddress",
        "parentname",
        "parentcarer",
        "parentcarername",
        "carername",
        "guardianname",
        "contactname",
        "uprn",
    ]
)


def fold_heading(heading: str) -> str:
    """The form in which headings are compared: lower case, letters and digits only."""
    return "".join(letter for letter in heading.lower() if letter.isalnum())


def is_personal(heading: str) -> bool:
    """True for a heading that names or places a child, whatever its spacing or case."""
    folded = fold_heading(heading)
    for owner in ("pupil", "child", "student", "youngperson", "learner", "parent", "carer"):
        folded = folded.removeprefix(owner) or folded
    return folded in PERSONAL or fold_heading(heading) in PERSONAL
