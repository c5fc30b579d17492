"""Bulk operations, without the API: started, and brought to their end."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tenants.bulk import operations
from tenants.bulk.books import Books
from tenants.bulk.types import BulkStatus, Piece, Starter


def start(books: Books, *, content: bytes, document: str, field: str, owner: str, at: datetime) -> UUID:
    """An operation of a mutation, for the lines of a new file."""
    file = operations.keep_file(books=books, content=content, owner=owner, client="", at=at)
    starter = Starter(actor=owner, client="", session=None, allowed=None, counted_as=owner, language="en")
    started = operations.start_mutation(
        books=books, file_id=file.pk, document=document, field=field, starter=starter, at=at
    )
    return UUID(str(started.pk))


def complete(books: Books, *, owner: str, at: datetime) -> Any:
    """An operation of one line that is done."""
    key = start(books, content=b"{}\n", document="mutation { a }", field="a", owner=owner, at=at)
    lease = operations.take_lease(books=books, operation_id=key, now=at)
    assert lease is not None
    with transaction.atomic():
        held = operations.hold(books=books, operation_id=key, lease=lease)
        operations.keep_piece(books=books, held=held, piece=Piece(text="{}\n", lines=1, succeeded=1))
    return operations.end_operation(
        books=books, operation_id=key, lease=lease, status=BulkStatus.COMPLETED, at=at
    )
