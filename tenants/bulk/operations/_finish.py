"""Ending an operation: its pieces become one file."""

import tempfile
from collections.abc import Iterator
from datetime import datetime
from hashlib import file_digest
from os import SEEK_END
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from tenants.bulk import queries, rules
from tenants.bulk.books import Books
from tenants.bulk.operations._progress import hold
from tenants.bulk.types import KEPT, BulkStatus, FileKind, Form

_IN_MEMORY = 4 * 1024 * 1024


def _write_lines(lines: Iterator[str], out: BinaryIO) -> None:
    for line in lines:
        out.write(line.encode())


JSON_LINES = Form(media_type=rules.MEDIA_TYPE, write=_write_lines)


@transaction.atomic
def end_operation(
    *,
    books: Books,
    operation_id: UUID,
    lease: UUID,
    status: BulkStatus,
    at: datetime,
    code: str = "",
    form: Form = JSON_LINES,
) -> Any:
    """End an operation that is held under this lease, with its result as far as it came. The file has the
    operation's id, so that one that was begun and not finished is written anew. Raises LeaseLost.
    """
    held = hold(books=books, operation_id=operation_id, lease=lease)
    _write_result(books, held, at, form)
    held.status, held.error_code, held.ended_at = status.value, code, at
    held.lease = held.leased_until = None
    if status is BulkStatus.COMPLETED and held.total is None:
        held.total = held.done
    held.save()
    books.file.objects.filter(pk=held.source_id).update(expires_at=at + KEPT)
    return held


def _write_result(books: Books, held: Any, at: datetime, form: Form) -> None:
    name = queries.stored_as(held.pk, form.media_type)
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as content:
        form.write(_lines(books, held), cast(BinaryIO, content))
        size = content.seek(0, SEEK_END)
        content.seek(0)
        digest = file_digest(cast(Any, content), "sha256")
        content.seek(0)
        default_storage.delete(name)
        default_storage.save(name, File(content))
    held.result = books.file.objects.create(
        id=held.pk,
        owner=held.owner,
        client=held.client,
        kind=FileKind.RESULT.value,
        media_type=form.media_type,
        size=size,
        lines=held.done,
        digest=digest.digest(),
        created_at=at,
        expires_at=at + KEPT,
    )
    books.piece.objects.filter(operation=held).delete()


def _lines(books: Books, held: Any) -> Iterator[str]:
    """All lines of a result: as many as were counted."""
    lines = 0
    for piece in _pieces(books, held):
        for line in piece.text.split("\n")[:-1]:
            lines += 1
            yield f"{line}\n"
    assert lines == held.done == held.succeeded + held.failed, "every line is counted, and is there"


def _pieces(books: Books, held: Any) -> Iterator[Any]:
    """All pieces in their order, each where the one before it ends."""
    following = 1
    for piece in books.piece.objects.filter(operation=held).order_by("first_line").iterator(500):
        assert piece.first_line == following, "no line is missing, and none is there twice"
        following += piece.lines
        yield piece
