"""Text that people type: which sentences stop a public pack, and which do not."""

import pytest

from metrics.disclosure.free_text import risky

NAMES = ("Burnley", "Lancashire", "Secondary")


@pytest.mark.parametrize(
    "text",
    [
        "3 pupils in Burnley were excluded.",
        "Three pupils in burnley were excluded.",
        "Burnley had only three.",
        "In Skelmersdale there were two.",
        "One girl left a special school.",
        "A couple of boys did not come back.",
        "A single child at Beck High School.",
        "The rise is 4 secondary pupils.",
        "Numbers fell to ３ in Burnley.",
        "Burnley: ③ pupils.",
        "Two pupils left. Both lived in Burnley.",
        "Of 12 in Burnley, 4 returned.",
        "Of 12 in Burnley, 4.",
        "Seven looked-after children waited.",
        "Half a dozen at the academy.",
        "5-9 pupils in Burnley, of whom (3) were boys.",
        # Each of these once passed: a number in another dress, or one that a name or date hid.
        "1-2 pupils in Burnley.",
        "3/12 pupils in Burnley came back.",
        "Burnley/3 and Pendle/12.",
        "Excluded in Burnley: no.3, of 40.",
        "03 boys from Burnley.",
        "3boys from Burnley.",
        "3.0 pupils in Burnley.",
        "t\u200bwo pupils in Burnley.",
        "In Burnley __3__ were excluded.",
        "This year three pupils from Burnley were excluded.",
        "Last term two boys in Burnley left.",
        "In the autumn term 4 girls came to the centre.",
        "Over two years 3 boys left Burnley.",
        "In May 3 boys from Burnley left.",
        "Of 12 in Burnley, 3 may return.",
        "Suspended 3 per school in Burnley.",
        "3 out of 10 in Burnley.",
        "The third pupil from Burnley has left.",
        "The only child in care at Beck High School.",
        "The twins from Burnley were excluded.",
        "Both boys live in Burnley.",
        "A handful of pupils in Burnley.",
        "three pupils with autism were excluded.",
    ],
)
def test_a_number_under_ten_beside_a_place_group_or_school_is_found(text: str) -> None:
    assert risky([text], NAMES)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Example, not agreed by any board",
        "SEND Partnership Board",
        "12 pupils in Burnley were excluded.",
        "Burnley fell by 5%.",
        "Burnley fell by 5 per cent, 1.5 points, or 2 percentage points.",
        "Burnley, 2024/25: 1,204 suspensions.",
        "Tier 2 and tiers 1 and 2 in Burnley.",
        "Workstream 4 of the Lancashire strategy; see figure 3 and Table 2.",
        "Agreed by the Lancashire board on 3 March 2026, item 5, page 2.",
        "Reviewed in Burnley within six weeks, over 5 years.",
        "Year 9 pupils and key stage 4 in Lancashire.",
        "By the sixth day, as section 19 says, in Lancashire.",
        "we have three priorities.",
        "Nobody in Burnley is hidden by 0.",
        "Burnley: 3 per 1,000 pupils, and 5 per 100.",
        "In Burnley the rate is 2.5, from 16-17 year olds aged 5-11 or 11-16.",
        "In year 2 of the Lancashire strategy, from May 3, 2026.",
        "Agreed in Lancashire, minute SB-4, third term, second tier.",
        "Key-stage-4 leavers in Burnley on 07:30, 01/09/2026.",
    ],
)
def test_names_times_shares_and_dates_are_no_counts_of_children(text: str) -> None:
    assert risky([text], NAMES) == ()


def test_each_sentence_is_named_once_and_the_harmless_ones_are_not() -> None:
    note = "It went well. Two pupils in Burnley left. All is quiet now in general."
    assert risky([note, note], NAMES) == ("Two pupils in Burnley left.",)
