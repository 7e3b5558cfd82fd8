"""Results turned into blocks: prose, tables, charts and maps, and blocks into papers."""

from helpers.report.book import Book
from helpers.report.prose import register_magic

__all__ = ["Book", "register_magic"]
