"""Photographs as a telephone takes them, and pictures made of them."""

from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from PIL import Image

from kernel.ids import new_id
from shared_catalog.media import operations as media
from shared_catalog.media.models import Media
from shared_catalog.media.types import PictureDetails
from shared_catalog.registry.types import Names
from tenants.bulk.books import HQ_BOOKS
from tenants.bulk.operations import keep_paper

ALT = Names(ar="جرة عسل", fr="Un pot de miel", en="")
ORIENTATION, GPS = 0x0112, 0x8825


def photograph(
    size: tuple[int, int] = (640, 400), *, kind: str = "JPEG", colour: str = "orange", **options: Any
) -> bytes:
    """A file; a JPEG that lies on its side and tells where it was taken."""
    image = Image.new("RGB", size, colour)
    written = BytesIO()
    if kind == "JPEG":
        exif = Image.Exif()
        exif[ORIENTATION] = 6
        exif.get_ifd(GPS)[1] = "N"
        options["exif"] = exif
    image.save(written, format=kind, **options)
    return written.getvalue()


def picture_file(content: bytes, *, at: datetime, media_type: str = "image/jpeg") -> UUID:
    """A file that nothing uses yet."""
    kept = keep_paper(
        books=HQ_BOOKS, content=content, media_type=media_type, owner="person:officer", client="", at=at
    )
    return UUID(str(kept.pk))


def show_picture(
    product_id: UUID, *, at: datetime, colour: str = "orange", primary: bool = False, position: int = 0
) -> Media:
    """A picture of a product."""
    return media.add_media(
        media_id=new_id(),
        product_id=product_id,
        file_id=picture_file(photograph((240, 200), colour=colour), at=at),
        details=PictureDetails(alt=ALT, primary=primary, position=position),
        at=at,
        actor="person:officer",
    )
