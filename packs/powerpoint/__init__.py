"""A pack as slides."""

from packs.powerpoint.presentation import write

__all__ = ["write"]
