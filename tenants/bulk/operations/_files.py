"""Taking files, and forgetting them."""

from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Q

from kernel.errors import DomainError
from kernel.ids import new_id
from tenants.bulk import queries, rules
from tenants.bulk.books import Books
from tenants.bulk.types import KEPT, LARGEST_PAPER, MOST_FILES, UNUSED_FOR, FileKind


class FileRefused(DomainError):
    """What was sent is not the kind of file that is wanted. Params: `reason`."""

    code = "FILE_REFUSED"
    messages = {
        "ar": "الملف غير مقبول: {reason}",
        "fr": "Le fichier est refusé : {reason}",
        "en": "The file is refused: {reason}",
    }


class TooManyFiles(DomainError):
    """So many files of one owner are kept already. Params: `most`."""

    code = "TOO_MANY_FILES"
    messages = {
        "ar": "لا يحتفظ بأكثر من {most} ملف",
        "fr": "Pas plus de {most} fichiers sont conservés",
        "en": "No more than {most} files are kept",
    }


class FileGone(DomainError):
    """The content of the file was forgotten, since nothing used it or its time was over."""

    code = "FILE_GONE"
    messages = {
        "ar": "لم يعد محتوى الملف محفوظا",
        "fr": "Le contenu du fichier n'est plus conservé",
        "en": "The content of the file is no longer kept",
    }


def keep_file(*, books: Books, content: bytes, owner: str, client: str, at: datetime) -> Any:
    """Keep a file of lines for its owner, who has a day to use it, through the same client if it came through
    one. Sent twice it is kept twice.

    Raises FileRefused, TooManyFiles.
    """
    fault = rules.fault_of(content)
    if fault is not None:
        raise FileRefused(reason=fault)
    lines = len(rules.lines_of(content))
    return _keep(books, content, owner, client, at, media_type=rules.MEDIA_TYPE, lines=lines)


def keep_paper(
    *, books: Books, content: bytes, media_type: str, owner: str, client: str, at: datetime
) -> Any:
    """Keep a paper or a picture, one of `rules.KEPT_TYPES`, for its owner, who has a day to say what it is.

    Raises FileRefused for what is larger, or is not what it is said to be; TooManyFiles.
    """
    fault = rules.fault_of_paper(content, media_type)
    if len(content) > LARGEST_PAPER:
        raise FileRefused(reason=f"more than {LARGEST_PAPER} bytes")
    if fault is not None:
        raise FileRefused(reason=fault)
    return _keep(books, content, owner, client, at, media_type=media_type, lines=0)


def keep_table(
    *, books: Books, content: bytes, media_type: str, owner: str, client: str, at: datetime
) -> Any:
    """Keep a table, one of `rules.TABLE_TYPES`, for its owner, who has a day to import it. Raises FileRefused
    for an empty one, TooManyFiles.
    """
    if not content.strip():
        raise FileRefused(reason="it is empty")
    return _keep(books, content, owner, client, at, media_type=media_type, lines=0)


def keep_made(*, books: Books, operation: Any, content: bytes, media_type: str, at: datetime) -> Any:
    """Keep a file that an operation made beside its result, as long as that."""
    key = new_id()
    file = books.file.objects.create(
        id=key,
        owner=operation.owner,
        client=operation.client,
        kind=FileKind.RESULT.value,
        media_type=media_type,
        size=len(content),
        lines=0,
        digest=sha256(content).digest(),
        created_at=at,
        expires_at=at + KEPT,
    )
    default_storage.save(queries.stored_as(key, media_type), ContentFile(content))
    return file


def use_paper(*, books: Books, file_id: UUID, at: datetime) -> Any:
    """The paper's row, kept for good from now on: something tells of it. Raises FileGone, and FileRefused for
    a file of lines or a picture that is no paper.
    """
    file = _held(books, file_id, at)
    if file.media_type not in rules.PAPER_TYPES:
        raise FileRefused(path=("file_id",), reason="it is no paper")
    file.expires_at = None
    file.save(update_fields=["expires_at"])
    return file


def read_picture(*, books: Books, file_id: UUID, at: datetime) -> tuple[bytes, bytes]:
    """The content of a picture as it was brought, and its SHA-256; the file is forgotten at its time. Raises
    FileGone, and FileRefused for what is no picture.
    """
    file = _held(books, file_id, at)
    if file.media_type not in rules.PICTURE_TYPES:
        raise FileRefused(path=("file_id",), reason="it is no picture that can be read")
    with default_storage.open(queries.stored_as(file_id, file.media_type)) as content:
        return content.read(), bytes(file.digest)


def _held(books: Books, file_id: UUID, at: datetime) -> Any:
    """The file's row, locked, so that nobody removes its content meanwhile. Raises FileGone."""
    file = books.file.objects.select_for_update().filter(pk=file_id).first()
    if file is None or file.removed_at is not None:
        raise FileGone(path=("file_id",))
    if file.expires_at is not None and file.expires_at <= at:
        raise FileGone(path=("file_id",))
    return file


def _keep(
    books: Books, content: bytes, owner: str, client: str, at: datetime, *, media_type: str, lines: int
) -> Any:
    key = new_id()
    with transaction.atomic():
        one_after_another(what="files", owner=owner)
        # A paper that something tells of is kept for good, and counts no more.
        used = Q(expires_at__isnull=True, media_type__in=rules.PAPER_TYPES)
        kept = books.file.objects.filter(owner=owner, removed_at__isnull=True).exclude(used)
        if kept.count() >= MOST_FILES:
            raise TooManyFiles(most=MOST_FILES)
        file = books.file.objects.create(
            id=key,
            owner=owner,
            client=client,
            kind=FileKind.UPLOAD.value,
            media_type=media_type,
            size=len(content),
            lines=lines,
            digest=sha256(content).digest(),
            created_at=at,
            expires_at=at + UNUSED_FOR,
        )
        # Before the commit: what is stored and not in the table is known to nobody, and never the other way.
        default_storage.save(queries.stored_as(key, media_type), ContentFile(content))
    return file


def remove_expired(*, books: Books, now: datetime) -> int:
    """Forget the contents of files whose time is over; returns of how many. Twice is once."""
    expired = books.file.objects.filter(removed_at__isnull=True, expires_at__lte=now)
    removed = 0
    for key in list(expired.values_list("pk", flat=True)):
        with transaction.atomic():
            row = expired.select_for_update().filter(pk=key).first()
            if row is not None:
                default_storage.delete(queries.stored_as(key, row.media_type))
                row.removed_at = now
                row.save(update_fields=["removed_at"])
                removed += 1
    return removed


def one_after_another(*, what: str, owner: str) -> None:
    """Let transactions that count somebody's rows here come one after another, each until it ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext(%s || current_schema()), hashtext(%s))", [what, owner]
        )
