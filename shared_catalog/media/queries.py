"""Reads of pictures."""

from uuid import UUID

from django.core.files.storage import default_storage
from django.db.models import Q

from shared_catalog.catalogue.types import ProductStatus
from shared_catalog.media.types import Preset
from shared_catalog.registry.types import CooperativeStatus

PUBLIC = Q(
    Q(product__status=ProductStatus.PUBLISHED) | Q(cooperative__status=CooperativeStatus.ELIGIBLE),
    retired_at__isnull=True,
)
"""Pictures that anybody may see: of what markets may list, and of who may sell."""


def stored_as(media_id: UUID, preset: Preset) -> str:
    """The name of a picture's content in the storage, which all hosts share."""
    return f"media/{media_id}/{preset}.webp"


def content_of(media_id: UUID, preset: Preset) -> bytes:
    """The bytes of a picture in one size."""
    with default_storage.open(stored_as(media_id, preset)) as file:
        content: bytes = file.read()
    return content
