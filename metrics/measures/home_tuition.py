"""Home tuition: how many, how much, and whether anybody looks again."""

from datetime import date

from metrics.definitions import Measure

REVIEWED = date(2026, 11, 1)
OWNER = "Pupil access team manager"
PRINCIPLE = "Appropriate use of home tuition"
OUTCOME = "Needs-led and outreach first, with less dependency on full-time AP"
HOME = "Districts are where the child lives."

HOME_TUITION_RATE = Measure(
    id="home_tuition_rate",
    title="Children on home tuition",
    workstream=6,
    principle=PRINCIPLE,
    outcome=OUTCOME,
    why_it_matters="Too much home tuition keeps children out of school; too little leaves some "
    "without education.",
    definition="Children on home tuition at the month's end, over pupils on roll at the January "
    "census, times 10,000; the year is the mean of its month ends.",
    scope=f"Children, each once. {HOME}",
    unit="per 10,000 pupils",
    polarity="band",
    owner=OWNER,
    reviewed_on=REVIEWED,
    periods=("year", "month"),
    kind="stock",
    dated_by="month end",
    multiplier=10000,
    mart="tuition_months",
    numerator="children",
    denominator="headcount",
    mean_of_month_ends=True,
    extracts=("home_tuition", "pupils"),
    source="Council extracts: home tuition, pupils",
    breakdowns=("Sex", "SEN provision", "Year group", "Reason"),
    districts="home",
    headline=True,
)
TUITION_HOURS = Measure(
    id="tuition_hours",
    title="Weekly hours of home tuition",
    workstream=6,
    principle=PRINCIPLE,
    outcome=OUTCOME,
    why_it_matters="Home tuition has to be suitable, and as near to full-time as the child can "
    "manage.",
    definition="Mean weekly hours per child on home tuition at the month's end; the year is the "
    "mean of its month ends.",
    scope=f"Children with hours recorded; a child with two packages has the hours of both. {HOME}",
    unit="hours",
    polarity="high",
    owner=OWNER,
    reviewed_on=REVIEWED,
    periods=("year", "month"),
    kind="stock",
    dated_by="month end",
    calculation="mean",
    multiplier=1,
    mart="tuition_months",
    numerator="hours",
    denominator="children_with_hours",
    mean_of_month_ends=True,
    extracts=("home_tuition",),
    source="Council extracts: home tuition",
    breakdowns=("Sex", "SEN provision", "Year group", "Reason"),
    districts="home",
)
TUITION_REVIEW = Measure(
    id="tuition_review_percent",
    title="Long home tuition reviewed in the last 12 weeks",
    workstream=2,
    principle=PRINCIPLE,
    outcome=OUTCOME,
    why_it_matters="Home tuition is meant to be temporary, and is only kept so by looking again.",
    definition="Of home tuition episodes open for over 12 weeks at the month's end, those reviewed "
    "in the 12 weeks before; the year is the mean of its month ends.",
    scope=f"Episodes, not children. {HOME}",
    unit="%",
    polarity="high",
    owner=OWNER,
    reviewed_on=REVIEWED,
    periods=("year", "month"),
    kind="stock",
    dated_by="month end",
    mart="tuition_months",
    numerator="reviewed",
    denominator="open_over_12_weeks",
    complement="not_reviewed",
    mean_of_month_ends=True,
    extracts=("home_tuition",),
    source="Council extracts: home tuition",
    breakdowns=("Sex", "SEN provision", "Year group", "Reason"),
    districts="home",
    headline=True,
)
