"""Young people not in education, employment or training, never without those not known."""

from datetime import date

from metrics.definitions import Measure

REVIEWED = date(2026, 11, 1)
OWNER = "Post-16 and NEET lead"
PRINCIPLE = "More young people in education, employment and training"
OUTCOME = "Better outcomes through earlier identification"
TOGETHER = ("neet_percent", "not_known_percent", "neet_not_known_percent")
SCOPE = (
    "Young people of academic age 16 and 17; custody left out of the cohort. The official year is "
    "December, January and February. A month is not the official measure. Districts are where the "
    "young person lives."
)
SOURCE = "Council extracts: NEET"
BREAKDOWNS = ("Sex", "SEN provision")

NEET_PERCENT = Measure(
    id="neet_percent",
    title="Not in education, employment or training (NEET)",
    workstream=6,
    principle=PRINCIPLE,
    outcome=OUTCOME,
    why_it_matters="Every young person has to take part in education or training until 18.",
    definition="Young people known to be NEET in December, January and February, over the cohorts "
    "of the three months.",
    scope=SCOPE,
    unit="%",
    polarity="low",
    owner=OWNER,
    reviewed_on=REVIEWED,
    periods=("year", "month"),
    kind="stock",
    dated_by="month end",
    mart="neet",
    numerator="neet",
    denominator="cohort",
    complement="not_neet",
    extracts=("neet",),
    published=True,
    source=SOURCE,
    breakdowns=BREAKDOWNS,
    districts="home",
    shown_with=TOGETHER,
    headline=True,
    caveat="NEET can fall because more young people are not known. Read the two together.",
)
NOT_KNOWN_PERCENT = Measure(
    id="not_known_percent",
    title="Activity not known",
    workstream=6,
    principle=PRINCIPLE,
    outcome=OUTCOME,
    why_it_matters="A young person nobody can place may be NEET.",
    definition="Young people whose activity is not known in December, January and February, over "
    "the cohorts of the three months.",
    scope=SCOPE,
    unit="%",
    polarity="low",
    owner=OWNER,
    reviewed_on=REVIEWED,
    periods=("year", "month"),
    kind="stock",
    dated_by="month end",
    mart="neet",
    numerator="not_known",
    denominator="cohort",
    complement="known",
    extracts=("neet",),
    published=True,
    source=SOURCE,
    breakdowns=BREAKDOWNS,
    districts="home",
    shown_with=TOGETHER,
)
NEET_NOT_KNOWN_PERCENT = Measure(
    id="neet_not_known_percent",
    title="NEET or not known",
    workstream=6,
    principle=PRINCIPLE,
    outcome=OUTCOME,
    why_it_matters="Together they show how many young people are out of sight or out of learning.",
    definition="Young people NEET or not known in December, January and February, over the cohorts "
    "of the three months.",
    scope=SCOPE,
    unit="%",
    polarity="low",
    owner=OWNER,
    reviewed_on=REVIEWED,
    periods=("year", "month"),
    kind="stock",
    dated_by="month end",
    mart="neet",
    numerator="neet_not_known",
    denominator="cohort",
    complement="neither",
    extracts=("neet",),
    published=True,
    source=SOURCE,
    breakdowns=BREAKDOWNS,
    districts="home",
    shown_with=TOGETHER,
    headline=True,
)
NEET_AFTER_AP = Measure(
    id="neet_after_ap_percent",
    title="NEET or not known after AP",
    workstream=6,
    principle=PRINCIPLE,
    outcome=OUTCOME,
    why_it_matters="Young people who were in AP are those the strategy is for.",
    definition="Of young people marked as alternative provision in NCCIS (characteristic 200) or "
    "linked to a tier 2 or 3 placement, those NEET or not known; the year is December to February.",
    scope=SCOPE,
    unit="%",
    polarity="low",
    owner=OWNER,
    reviewed_on=REVIEWED,
    periods=("year", "month"),
    kind="stock",
    dated_by="month end",
    mart="neet",
    numerator="ap_neet_not_known",
    denominator="ap_cohort",
    complement="ap_neither",
    extracts=("neet", "placements"),
    source="Council extracts: NEET, placements",
    breakdowns=BREAKDOWNS,
    districts="home",
    caveat="DfE warns that characteristics are recorded very unevenly. The share of young people "
    "that can be linked to a pupil stands beside it.",
)
NEET_LINKED = Measure(
    id="context_neet_linked_percent",
    title="Young people with a pupil identifier in the NEET extract",
    beside="neet_after_ap_percent",
    workstream=6,
    principle=PRINCIPLE,
    outcome=OUTCOME,
    why_it_matters="Only these can be linked to a placement.",
    definition="Of the cohort, those whose row holds a pupil identifier.",
    scope=SCOPE,
    unit="%",
    polarity="neutral",
    owner=OWNER,
    reviewed_on=REVIEWED,
    periods=("year", "month"),
    kind="stock",
    dated_by="month end",
    mart="neet",
    numerator="linked",
    denominator="cohort",
    extracts=("neet", "placements"),
    source=SOURCE,
    districts="home",
)
PARTICIPATION = Measure(
    id="participation_percent",
    title="In education or training at 16 and 17",
    workstream=6,
    principle=PRINCIPLE,
    outcome=OUTCOME,
    why_it_matters="It is the other side of NEET: who does take part.",
    definition="Young people in education or training in March.",
    scope="Young people of academic age 16 and 17, DfE's count.",
    unit="%",
    polarity="high",
    owner=OWNER,
    reviewed_on=REVIEWED,
    periods=("year",),
    kind="stock",
    dated_by="event",
    published=True,
    source="DfE, Participation in education, training and NEET age 16 to 17",
)
SEPTEMBER_GUARANTEE = Measure(
    id="september_guarantee_percent",
    title="Offered a place under the September guarantee",
    workstream=6,
    principle=PRINCIPLE,
    outcome=OUTCOME,
    why_it_matters="Every 16 and 17 year old is owed the offer of a place by September.",
    definition="Young people offered a suitable place in education or training by the end of "
    "September.",
    scope="Young people of academic age 16 and 17, DfE's percentage.",
    unit="%",
    polarity="high",
    owner=OWNER,
    reviewed_on=REVIEWED,
    periods=("year",),
    kind="stock",
    dated_by="event",
    published=True,
    source="DfE, Participation in education, training and NEET age 16 to 17",
)
