"""What can be worked out of a table with holes, and what has to be hidden besides."""

import json
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from metrics.disclosure.attack import Attacker
from metrics.disclosure.suppress import suppress, unsafe
from metrics.disclosure.system import Counts, Relation

ORACLES = Path(__file__).parents[4] / "shared" / "oracles" / "disclosure_attacks.json"


def table(cells: np.ndarray, *, threshold: int = 5) -> tuple[Counts, np.ndarray]:
    """A table with its totals, which everybody knows; and which cells are small."""
    rows, columns = cells.shape
    at = np.arange(rows * columns).reshape(rows, columns)
    values = np.concatenate([cells.ravel(), cells.sum(axis=1), cells.sum(axis=0)]).astype(float)
    totals = rows * columns + np.arange(rows + columns)
    lines = [*at, *at.T]
    relations = [
        Relation((*((int(one), 1.0) for one in line), (int(total), -1.0)))
        for line, total in zip(lines, totals, strict=True)
    ]
    known = (values == 0) | (np.arange(len(values)) >= rows * columns)
    small = (values > 0) & (values < threshold) & ~known
    counts = Counts(
        values=values,
        low=np.where(small, 1.0, np.nan),
        high=np.where(small, float(threshold), np.nan),
        relations=relations,
        known=known,
    )
    return counts, small


def test_the_only_hidden_number_of_a_total_is_worked_out() -> None:
    # 354 - 55 - 298 = 1: Lancashire's special schools in DfE's file of 2016/17.
    counts, small = table(np.array([[55, 298, 1]]))
    assert Attacker(counts, small).interval(2) == (1, 1)


def test_a_second_number_is_hidden_with_it() -> None:
    counts, small = table(np.array([[55, 298, 1], [20, 20, 20]]))
    found = suppress(counts, small)
    low, high = Attacker(counts, found.hidden).interval(2)
    assert low <= 1
    assert high >= 5


def test_what_nothing_protects_is_said_to_be_exposed() -> None:
    counts, small = table(np.array([[1]]))
    assert suppress(counts, small).exposed.tolist() == [True, False, False]


def test_an_interval_is_of_whole_numbers() -> None:
    # 2x + 2y = 6 leaves x from 0 to 3.
    counts = Counts(
        values=np.array([1.0, 2.0, 6.0]),
        low=np.full(3, np.nan),
        high=np.full(3, np.nan),
        relations=[Relation(((0, 2.0), (1, 2.0), (2, -1.0)))],
        known=np.array([False, False, True]),
    )
    assert Attacker(counts, np.array([True, True, False])).interval(0) == (0, 3)


def test_a_numerator_is_never_above_its_denominator() -> None:
    counts = Counts(
        values=np.array([2.0, 7.0]),
        low=np.full(2, np.nan),
        high=np.full(2, np.nan),
        relations=[Relation(((0, 1.0), (1, -1.0)), at_most=True)],
    )
    assert Attacker(counts, np.array([True, False])).interval(0) == (0, 7)


def test_hiding_a_denominator_hides_what_is_over_it() -> None:
    counts = Counts(
        values=np.array([2.0, 7.0]), low=np.full(2, np.nan), high=np.full(2, np.nan), hides=[(1, 0)]
    )
    assert counts.closed(np.array([False, True])).tolist() == [True, True]
    assert counts.closed(np.array([True, False])).tolist() == [True, False]


@pytest.mark.skipif(not ORACLES.is_file(), reason="the shared oracles are not beside the project")
def test_the_published_attack_on_a_four_by_four_table_is_found_and_stopped() -> None:
    told = json.loads(ORACLES.read_text(encoding="utf-8"))[0]
    names = [f"{row}|{column}" for row in told["rows"] for column in told["cols"]]
    counts, _ = table(np.array([told["cells"][name] for name in names]).reshape(4, 4))
    hidden = np.zeros(len(counts), dtype=bool)
    hidden[[names.index(name) for name in told["primary"]]] = True
    before = told["independent_LP_bounds_before"]
    attacker = Attacker(counts, hidden)
    assert {name: attacker.interval(names.index(name)) for name in before} == {
        name: tuple(ends) for name, ends in before.items()
    }
    found = suppress(counts, hidden)
    assert found.hidden.sum() == hidden.sum() + 1
    assert not found.exposed.any()
    hidden[names.index("x|d")] = True
    assert Attacker(counts, hidden).interval(names.index("w|b")) == (0, 78)


@pytest.mark.skipif(not ORACLES.is_file(), reason="the shared oracles are not beside the project")
def test_a_child_who_knows_its_own_count_does_not_learn_the_other() -> None:
    told = json.loads(ORACLES.read_text(encoding="utf-8"))[1]["counts"]
    # 1 + 2 + 1 + 0 = 4, and counts of 1 are small: a knows 1, so c = 4 - 2 - 0 - 1.
    counts, _ = table(np.array([list(told.values())]), threshold=2)
    single = counts.values == 1
    counts.known[4:] = True
    counts.single = single & ~counts.known
    # The columns' own totals are nobody's business here.
    counts.relations = counts.relations[:1]
    counts.low[:] = np.nan
    counts.high[:] = np.where(counts.single, 1.0, np.nan)
    assert suppress(counts, counts.single).hidden[:4].tolist() == [True, True, True, False]


def two_singles(*, nought: bool) -> Counts:
    """1 + 1 = 2 in a table whose total everybody knows, and perhaps a third part, of none."""
    values = np.array([1.0, 1.0, 0.0, 2.0])
    many = len(values)
    return Counts(
        values=values,
        low=np.full(many, np.nan),
        high=np.array([1.0, 1.0, np.nan, np.nan]),
        relations=[Relation(((0, 1.0), (1, 1.0), (2, 1.0), (3, -1.0)))],
        known=np.array([False, False, True, True]),
        noughts=np.array([False, False, nought, False]),
        single=np.array([True, True, False, False]),
    )


def test_a_child_from_whom_nothing_hides_the_other_is_said_to_learn_it() -> None:
    counts = two_singles(nought=False)
    assert suppress(counts, counts.single).exposed.any()


def test_a_nought_is_hidden_where_nothing_else_keeps_a_child_from_learning_of_another() -> None:
    counts = two_singles(nought=True)
    found = suppress(counts, counts.single)
    assert found.hidden.tolist() == [True, True, True, False]
    assert not found.exposed.any()


def test_a_child_who_is_all_of_a_whole_is_the_one_child_of_each_of_its_parts() -> None:
    # One child is all of 2 suspensions: by sex 2 = 0 + 2, by term 2 = 1 + 1; next year's is another.
    counts = Counts(
        values=np.array([2.0, 0.0, 2.0, 1.0, 1.0, 1.0]),
        low=np.full(6, np.nan),
        high=np.full(6, np.nan),
        relations=[
            Relation(((0, -1.0), (1, 1.0), (2, 1.0))),
            Relation(((0, -1.0), (3, 1.0), (4, 1.0))),
        ],
        single=np.array([True, False, True, True, True, True]),
    )
    child = counts.contributor
    assert len({*child[[0, 2, 3, 4]]}) == 1
    assert child[5] != child[0]


def test_two_parts_of_one_child_each_are_not_one_child() -> None:
    counts = two_singles(nought=False)
    assert counts.contributor[0] != counts.contributor[1]


def least_possible(counts: Counts, small: np.ndarray) -> int | None:
    """By trying everything: the fewest further cells that protect all small ones."""
    free = np.flatnonzero(~counts.known & ~small)
    wanted = small.copy()
    for many in range(5):
        for more in combinations(free, many):
            hidden = small.copy()
            hidden[list(more)] = True
            if not unsafe(counts, hidden, wanted | hidden, some=True).places:
                return many
    return None


def test_little_more_is_hidden_than_has_to_be() -> None:
    random = np.random.default_rng(5)
    hidden = least = 0
    for _ in range(12):
        counts, small = table(random.poisson(random.choice([2, 9, 25], size=(3, 3))))
        found = suppress(counts, small)
        fewest = least_possible(counts, small)
        if fewest is None or found.exposed.any():
            continue
        own = int(found.hidden.sum() - small.sum())
        assert own <= max(fewest + 1, 1.5 * fewest)
        hidden, least = hidden + own, least + fewest
    assert least > 0
    assert hidden <= 1.5 * least


@pytest.mark.parametrize("seed", range(10))
def test_no_small_cell_of_a_random_table_is_narrowed(seed: int) -> None:
    random = np.random.default_rng(seed)
    counts, small = table(random.poisson(random.choice([2, 6, 20], size=(6, 4))))
    found = suppress(counts, small)
    attacker = Attacker(counts, found.hidden)
    for place in np.flatnonzero(small & ~found.exposed):
        low, high = attacker.interval(int(place))
        assert low <= 1
        assert high >= 5
