"""DfE's three counts of children in AP: side by side, never added."""

from datetime import date

from metrics.definitions import Measure

REVIEWED = date(2026, 11, 1)
OWNER = "Alternative provision lead"
TOGETHER = ("state_ap_pupils", "la_funded_ap", "school_arranged_ap")
WHY = "Each count sees other children; together they show where AP is."
CAVEAT = (
    "The three counts overlap and leave gaps, so they are never added. A count on one day in "
    "January understates the year."
)
PRINCIPLE = "Appropriate use of specialist provision"
OUTCOME = "Needs-led and outreach first, with less dependency on full-time AP"
SOURCE = "DfE, Schools, pupils and their characteristics"

STATE_AP_PUPILS = Measure(
    id="state_ap_pupils",
    title="Pupils in state-funded AP schools",
    workstream=4,
    principle=PRINCIPLE,
    outcome=OUTCOME,
    why_it_matters=WHY,
    definition="Pupils registered at state-funded AP schools on the January census day.",
    scope="Pupils at AP schools, sole and main registrations; academies and free schools included.",
    unit="pupils",
    polarity="neutral",
    owner=OWNER,
    reviewed_on=REVIEWED,
    periods=("year",),
    kind="stock",
    dated_by="census day",
    calculation="count",
    published=True,
    source=SOURCE,
    shown_with=TOGETHER,
    caveat=CAVEAT,
)
LA_FUNDED_AP = Measure(
    id="la_funded_ap",
    title="Pupils in AP funded by the local authority",
    workstream=4,
    principle=PRINCIPLE,
    outcome=OUTCOME,
    why_it_matters=WHY,
    definition="Pupils in AP the authority pays for, on the AP census day. It includes places "
    "under an EHC plan in independent and non-maintained special schools that are not AP.",
    scope="Pupils in the total, placements in the split by setting.",
    unit="pupils",
    polarity="neutral",
    owner=OWNER,
    reviewed_on=REVIEWED,
    periods=("year",),
    kind="stock",
    dated_by="census day",
    calculation="count",
    published=True,
    source=SOURCE,
    breakdowns=("Setting", "Reason"),
    shown_with=TOGETHER,
    caveat=CAVEAT,
)
SCHOOL_ARRANGED_AP = Measure(
    id="school_arranged_ap",
    title="Pupils in AP arranged by schools",
    workstream=4,
    principle=PRINCIPLE,
    outcome=OUTCOME,
    why_it_matters=WHY,
    definition="Pupils in AP arranged by their school, open on the January census day.",
    scope="Pupils of state-funded schools; collected since January 2023.",
    unit="pupils",
    polarity="neutral",
    owner=OWNER,
    reviewed_on=REVIEWED,
    periods=("year",),
    kind="stock",
    dated_by="census day",
    calculation="count",
    published=True,
    source=SOURCE,
    breakdowns=("Reason", "Setting"),
    shown_with=TOGETHER,
    caveat=CAVEAT,
)
