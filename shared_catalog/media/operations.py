"""The writes of pictures; each is one transaction, and bad input raises before anything is changed."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet

from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.fingerprint import fingerprint
from kernel.versions import require_version
from shared_catalog.catalogue.models import Product
from shared_catalog.media import pictures, queries, rules
from shared_catalog.media.models import Media
from shared_catalog.media.types import PictureDetails
from shared_catalog.registry.models import Cooperative
from shared_catalog.registry.operations import IdReused
from tenants.bulk.books import HQ_BOOKS
from tenants.bulk.operations import read_picture
from tenants.database.claims import claim, done_before
from tenants.events import operations as events


class MediaRetired(DomainError):
    """The picture is shown no more. Params: `alt`."""

    code = "MEDIA_RETIRED"
    messages = {
        "ar": "لم تعد الصورة معروضة: {alt}",
        "fr": "L'image n'est plus affichée : {alt}",
        "en": "The picture is shown no more: {alt}",
    }


class PictureKnown(DomainError):
    """The same file is shown there already. Params: `alt`."""

    code = "PICTURE_KNOWN"
    messages = {
        "ar": "الصورة نفسها معروضة من قبل: {alt}",
        "fr": "La même image y figure déjà : {alt}",
        "en": "The same picture is there already: {alt}",
    }


@transaction.atomic
def add_media(
    *,
    media_id: UUID,
    product_id: UUID | None = None,
    cooperative_id: UUID | None = None,
    file_id: UUID,
    details: PictureDetails,
    at: datetime,
    actor: str,
) -> Media:
    """Show a picture of a product or of a cooperative, under an id made by the caller. It is written anew in
    every size; the file that was brought is forgotten with all that it tells. A primary one takes the place
    of the one before.

    Raises NotFound, IdReused, InvalidValue, PictureKnown, FileGone, FileRefused.
    """
    claim(media_id)
    checked = rules.checked_details(details)
    subject = {"product": product_id, "cooperative": cooperative_id}
    said = fingerprint({**asdict(checked), **subject, "file": file_id})
    known = Media.objects.filter(id=media_id).first()
    if known is not None:
        if bytes(known.fingerprint) != said:
            raise IdReused(kind="media", id=media_id)
        return done_before(known)
    if (product_id is None) == (cooperative_id is None):
        raise InvalidValue(field="product_id", reason="a picture shows a product or a cooperative")
    content, digest = read_picture(books=HQ_BOOKS, file_id=file_id, at=at)
    picture = pictures.rendered(content)
    shown = _shown(product_id, cooperative_id)
    if (twin := shown.filter(digest=digest).first()) is not None:
        raise PictureKnown(path=("file_id",), alt=twin.alt_fr)
    if shown.count() >= rules.MOST_PICTURES:
        raise InvalidValue(field="product_id", reason=f"at most {rules.MOST_PICTURES}")
    if checked.primary:
        shown.filter(is_primary=True).update(is_primary=False)
    media = Media.objects.create(
        id=media_id,
        product_id=product_id,
        cooperative_id=cooperative_id,
        digest=digest,
        width=picture.width,
        height=picture.height,
        added_at=at,
        added_by=actor,
        fingerprint=said,
        **_columns(checked),
    )
    # Before the commit: what is stored and not in the table is known to nobody, and never the other way.
    for preset, rendered in picture.presets.items():
        default_storage.save(queries.stored_as(media_id, preset), ContentFile(rendered))
    _tell("added", media, at)
    return media


@transaction.atomic
def edit_media(
    *, media_id: UUID, details: PictureDetails, expected_version: int | None = None, at: datetime
) -> Media:
    """Say otherwise what a picture shows and where it stands. What is said already is returned as it is.

    Raises NotFound, InvalidValue, MediaRetired, VersionConflict.
    """
    checked = rules.checked_details(details)
    media = _locked(media_id)
    columns = _columns(checked)
    if all(getattr(media, name) == value for name, value in columns.items()):
        return media
    require_version(expected=expected_version, current=media.version)
    if checked.primary and not media.is_primary:
        _shown(media.product_id, media.cooperative_id).filter(is_primary=True).update(is_primary=False)
    for name, value in columns.items():
        setattr(media, name, value)
    media.version += 1
    media.save(update_fields=[*columns, "version"])
    _tell("edited", media, at)
    return media


@transaction.atomic
def retire_media(*, media_id: UUID, at: datetime, actor: str) -> Media:
    """Show a picture no more; its row stays. Raises NotFound, MediaRetired."""
    media = _locked(media_id)
    media.retired_at, media.retired_by = at, actor
    media.save(update_fields=["retired_at", "retired_by"])
    _tell("retired", media, at)
    return media


def _locked(media_id: UUID) -> Media:
    """The picture, with the pictures of the same thing waiting. Raises NotFound, MediaRetired."""
    media = Media.objects.filter(id=media_id).first()
    if media is None:
        raise NotFound(kind="media", id=media_id)
    shown = _shown(media.product_id, media.cooperative_id).filter(id=media_id).first()
    if shown is None:
        raise MediaRetired(alt=media.alt_fr)
    return shown


def _shown(product_id: UUID | None, cooperative_id: UUID | None) -> "QuerySet[Media]":
    """The pictures of a thing that are shown; whoever else would change them waits. Raises NotFound."""
    kind, key = ("product", product_id) if cooperative_id is None else ("cooperative", cooperative_id)
    holder: Any = Product if cooperative_id is None else Cooperative
    if holder.objects.select_for_update().filter(id=key).first() is None:
        raise NotFound(kind=kind, id=key)
    return Media.objects.filter(**{f"{kind}_id": key}, retired_at__isnull=True)


def _columns(details: PictureDetails) -> dict[str, Any]:
    return {
        "alt_ar": details.alt.ar,
        "alt_fr": details.alt.fr,
        "alt_en": details.alt.en,
        "position": details.position,
        "is_primary": details.primary,
    }


def _tell(what: str, media: Media, at: datetime) -> None:
    said = {
        "product": None if media.product_id is None else str(media.product_id),
        "cooperative": None if media.cooperative_id is None else str(media.cooperative_id),
        "primary": media.is_primary,
    }
    events.append(name=f"media.{what}", subject_id=media.id, payload=said, at=at)
