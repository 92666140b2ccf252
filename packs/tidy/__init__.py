"""A pack as tidy tables, with the metadata that explains them."""

from packs.tidy.table import ees, ees_meta, metadata, write

__all__ = ["ees", "ees_meta", "metadata", "write"]
