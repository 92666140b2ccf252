"""A pack as a tagged PDF."""

from packs.pdf.document import Writing, begin, compiled, pages, write

__all__ = ["Writing", "begin", "compiled", "pages", "write"]
