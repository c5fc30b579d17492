"""Reads of files and bulk operations."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.db.models import Q

from tenants.bulk.books import Books, market_here
from tenants.bulk.rules import MEDIA_TYPE, ending_of
from tenants.bulk.types import UNDER_WAY


def stored_as(file_id: UUID, media_type: str = MEDIA_TYPE) -> str:
    """The name of a file's content in the storage; each side has a folder of its own."""
    return f"{market_here() or 'hq'}/{file_name(file_id, media_type)}"


def file_name(file_id: UUID, media_type: str = MEDIA_TYPE) -> str:
    """What a file is called: its id, and an ending by which people know what it is."""
    return f"{file_id}.{ending_of(media_type)}"


def content_of(file_id: UUID, media_type: str = MEDIA_TYPE) -> bytes:
    """The content of a file that is kept."""
    with default_storage.open(stored_as(file_id, media_type)) as file:
        content: bytes = file.read()
    return content


def kept_file(books: Books, file_id: UUID, *, seen: Q, now: datetime) -> Any:
    """The file whose content is kept, if it is among those `seen`, with what it was made by; or None."""
    kept = Q(expires_at__isnull=True) | Q(expires_at__gt=now)
    rows = books.file.objects.select_related("made_by")
    return rows.filter(kept, seen, pk=file_id, removed_at__isnull=True).first()


def due_operations(books: Books, *, now: datetime) -> Sequence[UUID]:
    """The operations with which nobody goes on at the moment, oldest first."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    due = books.operation.objects.filter(free, status__in=UNDER_WAY).order_by("created_at", "pk")
    return list(due.values_list("pk", flat=True))
