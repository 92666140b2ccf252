"""The names the strategy uses, in its order. Source: Lancashire AP Strategy 2023-2026."""

TITLE = "Lancashire Alternative Provision Strategy 2023-2026"
VISION = (
    "Children and young people achieve their full potential in education, learning and "
    "future employment"
)
WORKSTREAMS = (
    "Models of service delivery",
    "Policy, procedure and governance",
    "Stakeholder engagement and co-design",
    "Alternative provision framework and commissioning",
    "Implementation, training and communication",
    "Impact and effectiveness",
)
PRINCIPLES = (
    "More children supported in mainstream",
    "Fewer exclusions",
    "Appropriate use of home tuition",
    "No off-rolling",
    "Appropriate use of specialist provision",
    "Specialist provision in the right locations",
    "More young people in education, employment and training",
)
OUTCOMES = (
    "Needs-led and outreach first, with less dependency on full-time AP",
    "Better outcomes through earlier identification",
    "Redress unsustainable budget pressures",
)
TIERS = {
    1: "Targeted support in mainstream schools (outreach)",
    2: "Time-limited placements (dual registered, return to school)",
    3: "Transitional placements (to a different school or post-16)",
}
# The title says 2023-2026; the introduction says 2020-2026. The targets follow the title, so the
# last full year before it is the baseline.
YEARS = (202324, 202425, 202526)
BASELINE_YEAR = 202223
NOTE_ON_YEARS = (
    "The strategy is titled 2023-2026, and its introduction calls it 2020-2026. Targets here "
    "run from 2023/24 and start from 2022/23, the last full year before it."
)
