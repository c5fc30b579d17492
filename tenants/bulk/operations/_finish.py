"""Ending an operation: its pieces become one file."""

import tempfile
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from tenants.bulk import queries
from tenants.bulk.books import Books
from tenants.bulk.operations._progress import hold
from tenants.bulk.types import KEPT, BulkStatus, FileKind

_IN_MEMORY = 4 * 1024 * 1024


@transaction.atomic
def end_operation(
    *, books: Books, operation_id: UUID, lease: UUID, status: BulkStatus, at: datetime, code: str = ""
) -> Any:
    """End an operation that is held under this lease, with its result as far as it came. The file has the
    operation's id, so that one that was begun and not finished is written anew. Raises LeaseLost.
    """
    held = hold(books=books, operation_id=operation_id, lease=lease)
    _write_result(books, held, at)
    held.status, held.error_code, held.ended_at = status.value, code, at
    held.lease = held.leased_until = None
    if status is BulkStatus.COMPLETED and held.total is None:
        held.total = held.done
    held.save()
    books.file.objects.filter(pk=held.source_id).update(expires_at=at + KEPT)
    return held


def _write_result(books: Books, held: Any, at: datetime) -> None:
    name = queries.stored_as(held.pk)
    digest, size, lines = sha256(), 0, 0
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as content:
        for piece in _pieces(books, held):
            text = piece.text.encode()
            digest.update(text)
            size += len(text)
            lines += text.count(b"\n")
            content.write(text)
        assert lines == held.done == held.succeeded + held.failed, "every line is counted, and is there"
        content.seek(0)
        default_storage.delete(name)
        default_storage.save(name, File(content))
    held.result = books.file.objects.create(
        id=held.pk,
        owner=held.owner,
        client=held.client,
        kind=FileKind.RESULT.value,
        size=size,
        lines=lines,
        digest=digest.digest(),
        created_at=at,
        expires_at=at + KEPT,
    )
    books.piece.objects.filter(operation=held).delete()


def _pieces(books: Books, held: Any) -> Iterator[Any]:
    """All pieces in their order, each where the one before it ends."""
    following = 1
    for piece in books.piece.objects.filter(operation=held).order_by("first_line").iterator(500):
        assert piece.first_line == following, "no line is missing, and none is there twice"
        following += piece.lines
        yield piece
