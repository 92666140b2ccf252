"""The counts behind a set of figures, and what anybody knows of how they hang together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy.sparse import coo_array, csr_array, vstack
from scipy.sparse.csgraph import connected_components

# A term of a relation: which count, and how many times it is taken.
Term = tuple[int, float]


@dataclass(frozen=True)
class Relation:
    """A sum of counts that is known to be nought, or, where `at_most`, not above it."""

    terms: tuple[Term, ...]
    at_most: bool = False


@dataclass
class Counts:
    """Counts as one vector, with the relations between them.

    `values` are the true counts; NaN where an attacker looks who does not know them. `low` and
    `high` are where the worlds of a hidden count have to reach (NaN: it only must not be exact).
    """

    values: np.ndarray
    low: np.ndarray
    high: np.ndarray
    relations: Sequence[Relation] = ()
    # What hiding a count loses.
    cost: np.ndarray = field(default_factory=lambda: np.zeros(0))
    # Known to everybody whatever is printed: never hidden.
    known: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=bool))
    # Noughts, which are printed: hidden only where nothing else helps.
    noughts: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=bool))
    # Noughts that tell of all behind them: those over a small denominator.
    telling: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=bool))
    # Printed unless hidden; the others are nowhere printed, only worked out.
    printed: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=bool))
    # Counts of one contributor, who knows it.
    single: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=bool))
    # Counts that can only be whole numbers.
    whole: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=bool))
    lowest: np.ndarray = field(default_factory=lambda: np.zeros(0))
    # The least they are where noughts are known to be printed: taken when asking how many it can
    # be. How few it can be is asked without it: three hidden terms would make every year three.
    floor: np.ndarray = field(default_factory=lambda: np.zeros(0))
    highest: np.ndarray = field(default_factory=lambda: np.zeros(0))
    # Counts of one cell share a number: whoever is in it may know all of them.
    cell: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=int))
    # Hiding the first of a pair hides the second: nothing is printed over a hidden denominator.
    hides: Sequence[tuple[int, int]] = ()

    def __post_init__(self) -> None:
        """What was not said takes its plainest meaning."""
        many = len(self.values)
        plain = {
            "cost": np.ones(many),
            "known": np.zeros(many, dtype=bool),
            "noughts": np.zeros(many, dtype=bool),
            "telling": np.zeros(many, dtype=bool),
            "printed": np.ones(many, dtype=bool),
            "single": np.zeros(many, dtype=bool),
            "whole": np.ones(many, dtype=bool),
            "lowest": np.zeros(many),
            "highest": np.full(many, np.inf),
            "cell": np.arange(many),
        }
        for name, value in plain.items():
            if len(getattr(self, name)) != many:
                setattr(self, name, value)
        if len(self.floor) != many:
            self.floor = self.lowest

    def __len__(self) -> int:
        return len(self.values)

    @cached_property
    def sums(self) -> csr_array:
        """The relations that come to nought, as rows; the counts as columns."""
        return self._rows(one for one in self.relations if not one.at_most)

    @cached_property
    def tops(self) -> csr_array:
        """The relations that come to nought at most."""
        return self._rows(one for one in self.relations if one.at_most)

    def _rows(self, relations: Iterable[Relation]) -> csr_array:
        rows, columns, factors, many = [], [], [], 0
        for relation in relations:
            for column, factor in relation.terms:
                rows.append(many)
                columns.append(column)
                factors.append(factor)
            many += 1
        return coo_array((factors, (rows, columns)), shape=(many, len(self)), dtype=float).tocsr()

    @cached_property
    def rows(self) -> csr_array:
        """All relations."""
        return vstack([self.sums, self.tops]).tocsr()

    @cached_property
    def columns(self) -> csr_array:
        """The same, to be read by count."""
        return self.rows.T.tocsr()

    @cached_property
    def _beside_by_sums(self) -> csr_array:
        return _joined(self.sums)

    @cached_property
    def _beside_by_all(self) -> csr_array:
        return _joined(self.rows)

    def beside(self, places: np.ndarray, *, tops: bool) -> np.ndarray:
        """The counts that a sum joins to some, or any relation; those themselves among them."""
        return np.unique(taken(self._beside_by_all if tops else self._beside_by_sums, places))

    @cached_property
    def contributor(self) -> np.ndarray:
        """A label for each count, the same for counts of which one child is known to be behind all.

        Where one child is all of a whole, whichever part has one child has that one.
        """
        same = []
        for relation in self.relations:
            own = [term for term in relation.terms if self.single[term[0]]]
            if len(own) > 1 and (not relation.at_most or len(relation.terms) == 2):
                wholes = [one for one, factor in own if factor < 0]
                parts = [one for one, factor in own if factor > 0]
                same += [(one, other) for one in wholes for other in parts]
        many = len(self)
        first, then = np.array(same, dtype=int).reshape(-1, 2).T
        graph = coo_array((np.ones(len(first)), (first, then)), shape=(many, many))
        return connected_components(graph, directed=False)[1]

    @cached_property
    def _implied(self) -> tuple[np.ndarray, np.ndarray]:
        pairs = np.array(self.hides, dtype=int).reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]

    def implied(self, hidden: np.ndarray) -> np.ndarray:
        """The counts that are hidden because others are."""
        first, then = self._implied
        found = np.zeros(len(self), dtype=bool)
        found[then[hidden[first]]] = True
        return found

    def closed(self, hidden: np.ndarray) -> np.ndarray:
        """The hidden counts and all that are hidden with them; what is known stays known."""
        found = hidden & ~self.known
        first, then = self._implied
        while True:
            more = np.zeros(len(self), dtype=bool)
            more[then[found[first]]] = True
            more &= ~self.known & ~found
            if not more.any():
                return found
            found |= more


def _joined(rows: csr_array) -> csr_array:
    """Which columns share a row with each column."""
    there = csr_array((np.ones(rows.nnz, dtype=np.int32), rows.indices, rows.indptr), rows.shape)
    return (there.T @ there).tocsr()


def taken(table: csr_array, rows: np.ndarray) -> np.ndarray:
    """The columns that some rows of a table name, row by row."""
    starts, ends = table.indptr[rows], table.indptr[rows + 1]
    lengths = ends - starts
    offset = np.repeat(starts - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths)
    return table.indices[offset + np.arange(lengths.sum())]


def labelled(rows: csr_array) -> np.ndarray:
    """A label for each column: the same for those that rows join, however far apart."""
    many, width = rows.shape
    if not width:
        return np.zeros(0, dtype=int)
    table = rows.tocoo()
    graph = coo_array(
        (np.ones(table.nnz), (table.coords[0], table.coords[1] + many)),
        shape=(many + width, many + width),
    )
    return connected_components(graph, directed=False)[1][many:]
