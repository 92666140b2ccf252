"""Illustrative extracts: seeded, invented, and pinned to the authority's published figures.

No child, school or provider here exists. Every year from 2019/20 to 2025/26 is written
(placements from September 2018); the same seed, scale, authority and as-at date give the same
bytes. `england` is thirty counties on the same districts, written one after the other so that it
never stands in memory.
"""

from data.sample.county import SCALES, write

__all__ = ["SCALES", "write"]
