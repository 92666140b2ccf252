"""What happens after a permanent exclusion, and on the rolls of schools."""

from datetime import date

from metrics.definitions import Measure

REVIEWED = date(2026, 11, 1)
OWNER = "Pupil access team manager"
SCOPE = (
    "Children. Placements of tiers 2 and 3 and home tuition. Districts are where the child lives."
)
EXTRACTS = ("exclusions", "placements", "home_tuition", "calendar")
SOURCE = "Council extracts: exclusions, placements, home tuition, calendar"
BREAKDOWNS = ("Sex", "SEN provision", "Free school meals", "Ethnicity group", "Year group")

SIXTH_DAY = Measure(
    id="sixth_day_percent",
    title="Full-time provision by the sixth school day",
    workstream=2,
    principle="Fewer exclusions",
    outcome="Better outcomes through earlier identification",
    why_it_matters="The council must arrange full-time education from the sixth school day of a "
    "permanent exclusion.",
    definition="Of permanently excluded children, those with full-time provision in place on the "
    "sixth school day or already in it. Day 1 is the first school day on or after the exclusion.",
    scope=f"{SCOPE} Each child once in a period. Withdrawn exclusions left out; where nobody "
    "recorded whether provision is full-time the child is shown apart.",
    unit="%",
    polarity="high",
    owner=OWNER,
    reviewed_on=REVIEWED,
    periods=("year", "term", "month"),
    kind="flow",
    dated_by="start",
    mart="permanently_excluded_children",
    numerator="by_sixth_day",
    denominator="known",
    complement="not_by_sixth_day",
    matures_after_days=30,
    extracts=EXTRACTS,
    source=SOURCE,
    breakdowns=BREAKDOWNS,
    districts="home",
    headline=True,
)
SIXTH_DAY_UNKNOWN = Measure(
    id="context_sixth_day_unknown_percent",
    title="Permanently excluded children whose sixth day is not known",
    beside="sixth_day_percent",
    workstream=2,
    principle="Fewer exclusions",
    outcome="Better outcomes through earlier identification",
    why_it_matters="A share that nobody recorded can hide a late start.",
    definition="Of permanently excluded children, those whose provision has no full-time mark or "
    "whose sixth school day the calendar cannot tell.",
    scope=f"{SCOPE} Each child once in a period.",
    unit="%",
    polarity="neutral",
    owner=OWNER,
    reviewed_on=REVIEWED,
    periods=("year", "term", "month"),
    kind="flow",
    dated_by="start",
    mart="permanently_excluded_children",
    numerator="unknown",
    denominator="children",
    complement="known",
    matures_after_days=30,
    extracts=EXTRACTS,
    source=SOURCE,
    districts="home",
)
WAITING_FOR_PROVISION = Measure(
    id="waiting_for_provision",
    title="Permanently excluded children waiting for provision",
    workstream=2,
    principle="Fewer exclusions",
    outcome="Better outcomes through earlier identification",
    why_it_matters="A child with no provision recorded may be getting no education.",
    definition="Permanently excluded children with no placement and no home tuition recorded since "
    "the exclusion, at the month's end.",
    scope=f"{SCOPE} Up to the end of Year 11; withdrawn exclusions left out, overturned ones once "
    "they are overturned.",
    unit="children",
    polarity="low",
    owner=OWNER,
    reviewed_on=REVIEWED,
    periods=("month",),
    kind="stock",
    dated_by="month end",
    calculation="count",
    mart="waiting",
    numerator="children",
    extracts=("exclusions", "placements", "home_tuition"),
    source="Council extracts: exclusions, placements, home tuition",
    breakdowns=("Sex", "SEN provision", "Year group"),
    districts="home",
    headline=True,
)
YEAR_11_ROLL_CHANGE = Measure(
    id="year_11_roll_change",
    title="Unexplained exits between Year 10 and Year 11",
    workstream=2,
    principle="No off-rolling",
    outcome="Better outcomes through earlier identification",
    why_it_matters="A roll that shrinks before the exam year asks for an explanation. It does not "
    "show why anyone left.",
    definition="Pupils in Year 11 in January, less pupils in Year 10 the January before, at the "
    "same schools.",
    scope="Pupils on roll; state-funded mainstream secondary and all-through schools. Joiners and "
    "leavers are set off against each other. Districts are where the school is.",
    unit="pupils",
    polarity="neutral",
    owner=OWNER,
    reviewed_on=REVIEWED,
    periods=("year",),
    kind="cohort",
    dated_by="census day",
    calculation="count",
    mart="roll_change",
    numerator="net_change",
    no_interval="a net change of rolls is not a number of events",
    extracts=("pupils", "schools"),
    source="Council extracts: pupils, schools",
    breakdowns=("School",),
    districts="school",
    caveat="These are unexplained exits, nothing more: families move, and no figure of this kind "
    "can tell a school's decision from a parent's.",
)
HOME_EDUCATION_STARTS = Measure(
    id="home_education_starts",
    title="Children starting elective home education",
    workstream=2,
    principle="No off-rolling",
    outcome="Better outcomes through earlier identification",
    why_it_matters="Leaving for home education is a parent's right; a fast rise asks why.",
    definition="Children who started elective home education at any time in the year.",
    scope="Children, DfE's count, rounded to 10 (England to 100). All ages of compulsory schooling.",
    unit="children",
    polarity="neutral",
    owner=OWNER,
    reviewed_on=REVIEWED,
    periods=("year",),
    kind="flow",
    dated_by="event",
    calculation="count",
    rounded=True,
    published=True,
    source="DfE, Elective home education",
    breaks=((202122, "Returns to DfE were voluntary before autumn 2024"),),
)
