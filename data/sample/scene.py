"""What every extract of one replica needs: the place, its schools, its children, the as-at date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from data.sample.authority import Authority
from data.sample.people import People
from data.sample.pins import Pins
from data.sample.providers import Providers
from data.sample.school_calendar import SchoolCalendar
from data.sample.schools import Sites


class Ids:
    """The next free number of each kind, so that replicas never share an identifier."""

    def __init__(self) -> None:
        self.person = self.young_person = self.case = self.placement = 1
        self.episode = self.provider = 1


@dataclass
class Scene:
    seed: int
    replica: int
    as_at: date
    authority: Authority
    pins: Pins
    calendar: SchoolCalendar
    sites: Sites
    providers: Providers
    people: People
    ids: Ids

    @property
    def today(self) -> np.datetime64:
        return np.datetime64(self.as_at, "D")

    def draws(self, part: int) -> np.random.Generator:
        """A stream of its own for each part, so that one part's size never changes another.

        That is what makes an extract of an earlier as-at date the beginning of the later one.
        """
        return np.random.default_rng([self.seed, self.replica, part])
