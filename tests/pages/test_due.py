"""The dates of figures on screen: the calendar among the definitions, the passport of a figure."""


def test_the_definitions_page_says_when_figures_are_due(opened, releases) -> None:
    test = opened("definitions", releases)
    assert not test.exception
    found = next(table.value for table in test.table if "Next due" in table.value.columns)
    sources = found.iloc[:, 0].to_list()
    assert any("Suspensions and permanent exclusions" in one for one in sources)
    assert any("Permanent exclusion rate" in one for one in sources)
    assert "ILLUSTRATIVE extracts" in sources[-1]
    words = ("Expected ", "Was due ", "The ", "No month given: ", "Date of ", "By month: ")
    assert all(one.startswith(words) for one in found["Next due"])


def test_a_figures_passport_says_when_it_was_published_and_is_next_due(opened, releases) -> None:
    asked = {"permanent_exclusion_rate_tab": "What it means"}
    test = opened("workstream_6", releases, **asked)
    told = [caption.value for caption in test.caption]
    assert any(one.startswith("**Published.** 20") for one in told)
    assert any(one.startswith(("**Next due.** Expected", "**Next due.** Was due")) for one in told)
    assert any(" release, published " in one for one in told)
