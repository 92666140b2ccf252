"""A pack as a workbook."""

from packs.excel.book import write

__all__ = ["write"]
