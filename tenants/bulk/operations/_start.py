"""Starting bulk operations, and asking them to stop."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError
from tenants.bulk import rules
from tenants.bulk.books import Books
from tenants.bulk.operations._files import FileGone, FileRefused, one_after_another
from tenants.bulk.types import KEPT, MOST_RUNNING, UNDER_WAY, BulkKind, BulkStatus, Starter


class TooManyBulkOperations(DomainError):
    """So many operations of one client are under way already. Params: `most`."""

    code = "TOO_MANY_BULK_OPERATIONS"
    messages = {
        "ar": "لا تجري أكثر من {most} عمليات جماعية في آن واحد",
        "fr": "Pas plus de {most} opérations en masse à la fois",
        "en": "No more than {most} bulk operations at a time",
    }


@transaction.atomic
def start_mutation(
    *, books: Books, file_id: UUID, document: str, field: str, starter: Starter, at: datetime
) -> Any:
    """Run a document for each line of a file, as its starter. Raises FileGone, FileRefused for a paper,
    TooManyBulkOperations.
    """
    file = books.file.objects.select_for_update().get(pk=file_id)
    if file.media_type != rules.MEDIA_TYPE:
        raise FileRefused(path=("file_id",), reason="it is a paper or a table and has no lines")
    _use(file, at)
    return _started(
        books,
        starter,
        at,
        kind=BulkKind.MUTATION,
        document=document,
        field=field,
        source=file,
        total=file.lines,
    )


@transaction.atomic
def start_query(*, books: Books, document: str, field: str, starter: Starter, at: datetime) -> Any:
    """Export a whole list, as its starter. Raises TooManyBulkOperations."""
    return _started(books, starter, at, kind=BulkKind.QUERY, document=document, field=field)


@transaction.atomic
def start_reading(
    *, books: Books, kind: BulkKind, field: str, file_id: UUID, starter: Starter, at: datetime
) -> Any:
    """Read a table, as its starter. Raises FileGone, FileRefused for a file that is no table,
    TooManyBulkOperations.
    """
    file = books.file.objects.select_for_update().get(pk=file_id)
    if file.media_type not in rules.TABLE_TYPES:
        raise FileRefused(path=("file_id",), reason="it is no table: XLSX or CSV")
    _use(file, at)
    return _started(books, starter, at, kind=kind, document="", field=field, source=file)


@transaction.atomic
def start_table(
    *, books: Books, kind: BulkKind, field: str, starter: Starter, at: datetime, document: str = ""
) -> Any:
    """Write a table, or undo what was read from one, as its starter; `document` says what is wanted, for
    whoever does it. Raises TooManyBulkOperations.
    """
    return _started(books, starter, at, kind=kind, document=document, field=field)


@transaction.atomic
def cancel_operation(*, books: Books, operation_id: UUID, at: datetime) -> Any:
    """Stop an operation: at once if it has not begun, else after the line or page under way. One that has
    ended, or is stopping, is answered as it is.
    """
    row = books.operation.objects.select_for_update().get(pk=operation_id)
    if row.status == BulkStatus.QUEUED:
        row.status, row.ended_at = BulkStatus.CANCELED.value, at
        row.save(update_fields=["status", "ended_at"])
        books.file.objects.filter(pk=row.source_id).update(expires_at=at + KEPT)
    elif row.status == BulkStatus.RUNNING:
        row.status = BulkStatus.CANCELING.value
        row.save(update_fields=["status"])
    return row


def _use(file: Any, at: datetime) -> None:
    """Keep a file that is locked while something uses it. Raises FileGone."""
    if file.removed_at is not None or (file.expires_at is not None and file.expires_at <= at):
        raise FileGone(path=("file_id",))
    file.expires_at = None
    file.save(update_fields=["expires_at"])


def _started(books: Books, starter: Starter, at: datetime, *, kind: BulkKind, **said: Any) -> Any:
    one_after_another(what="bulk", owner=starter.counted_as)
    under_way = books.operation.objects.filter(counted_as=starter.counted_as, status__in=UNDER_WAY)
    if under_way.count() >= MOST_RUNNING:
        raise TooManyBulkOperations(most=MOST_RUNNING)
    return books.operation.objects.create(
        owner=starter.actor,
        client=starter.client,
        session=starter.session,
        counted_as=starter.counted_as,
        allowed=None if starter.allowed is None else sorted(starter.allowed),
        language=starter.language,
        kind=kind.value,
        status=BulkStatus.QUEUED.value,
        created_at=at,
        **said,
    )
