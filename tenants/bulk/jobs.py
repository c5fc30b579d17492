"""Timed work of files."""

from datetime import datetime

from tenants.bulk import operations
from tenants.bulk.books import Books


def remove_expired(*, now: datetime, books: Books) -> None:
    """Forget the contents of files whose time is over."""
    operations.remove_expired(books=books, now=now)
