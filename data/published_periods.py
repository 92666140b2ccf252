"""Periods as DfE prints them, and the release that a file belongs to."""

from collections.abc import Iterable
from datetime import date


def period_of(text: str) -> int | None:
    """202223 for `202223`, `2022/23` or `2022-23`; 2022 for a calendar year; None otherwise."""
    digits = text.strip().removesuffix(".0").replace("/", "").replace("-", "")
    if len(digits) == 8 and digits[4:6] == digits[:2]:
        digits = digits[:4] + digits[6:]
    if not digits.isdecimal() or not digits.startswith(("19", "20")):
        return None
    if len(digits) == 6 and (int(digits[:4]) + 1) % 100 == int(digits[4:]):
        return int(digits)
    return int(digits) if len(digits) == 4 else None


def release_of(periods: Iterable[str]) -> str:
    """The release a file belongs to, as the newest period in it: `2022/23`, or `2025`."""
    newest = max((period_of(text) or 0 for text in set(periods)), key=_start, default=0)
    if not newest:
        return ""
    return str(newest) if newest < 10000 else f"{newest // 100}/{newest % 100:02d}"


def start_of(period: int) -> date:
    """The first of September that an academic year starts on, or that lies in a calendar year."""
    return date(_start(period), 9, 1)


def _start(period: int) -> int:
    return period if period < 10000 else period // 100
