"""The rules of data/disclosure.toml, and what is refused in such a file."""

from pathlib import Path

import pytest

from metrics.disclosure.rules import BadRules, Limits, Rules, load


def test_the_shipped_rules_are_those_of_the_strategy() -> None:
    rules = load()
    assert rules.defaults == Limits(
        threshold=5,
        least_denominator=10,
        least_for_means=10,
        least_providers=3,
        largest_share=0.8,
        districts=True,
        breakdowns=True,
    )
    assert (rules.most_hidden, rules.least_revision) == (0.2, 5)


def test_an_override_is_of_one_measure(tmp_path: Path) -> None:
    file = tmp_path / "disclosure.toml"
    file.write_text('[measures.suspension_rate]\nthreshold = 7\nreason = "Small schools."\n')
    rules = load(file)
    assert rules.of("suspension_rate").threshold == 7
    assert rules.of("neet_percent") == Rules().defaults


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[defaults]\nthreshhold = 5\n", "threshhold"),
        ("[default]\nthreshold = 5\n", "default"),
        ('[measures.suspensions]\nthreshold = 5\nreason = "x"\n', "no such measure"),
        ("[measures.suspension_rate]\nthreshold = 5\n", "reason"),
        ('[defaults]\nthreshold = "five"\n', "expected a int"),
        ("[defaults]\nthreshold = 1\n", "protects nothing"),
    ],
)
def test_a_file_that_cannot_be_followed_is_refused(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "disclosure.toml"
    file.write_text(text)
    with pytest.raises(BadRules, match=said):
        load(file)
