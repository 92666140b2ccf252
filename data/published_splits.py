"""How a DfE table splits its rows: by phase, sex, reason, setting ..., or several at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from data import published_names as names


@dataclass(frozen=True)
class Split:
    """A column of labels, or a column of topics and one of labels beside it."""

    topic: str
    columns: tuple[int, ...]

    def read(self, row: Sequence[str]) -> tuple[str, str] | None:
        """(topic, label) of a row, None where the row is everyone."""
        text = row[self.columns[-1]]
        if names.is_total(text):
            return None
        topic = self.topic or names.topic(row[self.columns[0]])
        label = names.label(topic, text)
        return None if names.is_total(label) else (topic, label)


def splits_of(columns: Sequence[str], words: Iterable[str]) -> list[Split]:
    """The splits of a table; `words` are the columns of labels that no name tells about."""
    at = {name: index for index, name in reversed(list(enumerate(columns)))}
    topics = [name for name in names.TOPIC_COLUMNS if name in at][:1]
    items = [name for name in names.ITEM_COLUMNS if name in at][:1]
    pair = [Split("", tuple(at[name] for name in (*topics, *items)))] if items else []
    known = sorted(
        (name for name in names.DIMENSIONS if name in at), key=list(names.DIMENSIONS).index
    )
    single = [Split(names.DIMENSIONS[name], (at[name],)) for name in known]
    others = [
        Split(names.capital(name), (at[name],))
        for name in sorted(words)
        if name not in {*topics, *items, *known}
    ]
    # A reason comes before its setting, but a phase before the characteristic it is crossed with.
    phases = [split for split in single if split.topic == "Phase"]
    return [*phases, *pair, *(split for split in single if split not in phases), *others]


def crossed(parts: Iterable[tuple[str, str] | None]) -> tuple[str, str]:
    """Total / Total, one split, or `Reason and setting`, `<reason> / <setting>` for several."""
    kept = [part for part in parts if part is not None]
    if not kept:
        return names.TOTAL, names.TOTAL
    topics = [kept[0][0], *(_within_a_phrase(topic) for topic, _ in kept[1:])]
    return " and ".join(topics), " / ".join(label for _, label in kept)


def _within_a_phrase(topic: str) -> str:
    return topic if topic[1:2].isupper() else topic[:1].lower() + topic[1:]
