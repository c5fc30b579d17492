"""Pictures: really decoded, written anew without what else a file tells, one of them the first."""

import zlib
from io import BytesIO
from struct import pack
from typing import Any
from uuid import uuid4

import pytest
from photographs import ALT, photograph, picture_file, show_picture
from PIL import Image

from kernel.errors import InvalidValue
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue.models import Product
from shared_catalog.media import operations as media
from shared_catalog.media import pictures, queries
from shared_catalog.media.models import Media
from shared_catalog.media.types import PictureDetails, Preset
from shared_catalog.registry.types import Names
from tenants.bulk.operations import FileRefused


def chunk(kind: bytes, body: bytes) -> bytes:
    return pack(">I", len(body)) + kind + body + pack(">I", zlib.crc32(kind + body))


def bomb(side: int) -> bytes:
    """A PNG of a few bytes that says it is very large."""
    head = chunk(b"IHDR", pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


class TestPictures:
    def test_are_upright_webp_in_three_sizes_and_tell_nothing_else(self) -> None:
        made = pictures.rendered(photograph((2_000, 1_000)))
        assert (made.width, made.height) == (1_000, 2_000)
        sizes = {}
        for preset, content in made.presets.items():
            image = Image.open(BytesIO(content))
            assert image.format == "WEBP"
            assert not {"exif", "icc_profile", "xmp"} & set(image.info) and not image.getexif()
            sizes[preset] = image.size
        assert sizes == {Preset.THUMB: (80, 160), Preset.CARD: (240, 480), Preset.FULL: (800, 1_600)}

    @pytest.mark.parametrize("kind", ["PNG", "WEBP"])
    def test_that_are_small_stay_as_large_as_they_are(self, kind: str) -> None:
        made = pictures.rendered(photograph((300, 200), kind=kind))
        assert Image.open(BytesIO(made.presets[Preset.FULL])).size == (300, 200)

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"\xff\xd8\xff\xe0 no picture \xff\xd9",
            photograph()[:900],
            photograph(kind="GIF"),
            photograph((640, 100)),
            bomb(8_000),
            bomb(60_000),
        ],
        ids=["nothing", "a JPEG in name", "cut off", "another format", "too small", "large", "a bomb"],
    )
    def test_that_are_none_are_refused(self, content: bytes) -> None:
        with pytest.raises(FileRefused):
            pictures.rendered(content)


@pytest.fixture
def honey(nation: Any) -> Product:
    return catalogue.draft_product(
        product_id=uuid4(),
        cooperative_id=nation.eligible().id,
        details=nation.product_details(),
        at=nation.at,
        actor="officer",
    )


class TestMedia:
    def test_have_one_primary_which_the_next_one_replaces(self, nation: Any, honey: Product) -> None:
        first = show_picture(honey.id, at=nation.at, primary=True)
        second = show_picture(honey.id, at=nation.at, colour="green", primary=True)
        assert Media.objects.get(is_primary=True) == second

        details = PictureDetails(alt=ALT, primary=True)
        media.edit_media(media_id=first.id, details=details, expected_version=1, at=nation.at)
        assert Media.objects.get(is_primary=True) == first
        media.retire_media(media_id=first.id, at=nation.at, actor="officer")
        with pytest.raises(media.MediaRetired):
            media.edit_media(media_id=first.id, details=details, at=nation.at)
        assert queries.content_of(second.id, Preset.THUMB)[8:12] == b"WEBP"

    def test_are_shown_once(self, nation: Any, honey: Product) -> None:
        show_picture(honey.id, at=nation.at)
        with pytest.raises(media.PictureKnown):
            show_picture(honey.id, at=nation.at)

    @pytest.mark.parametrize(
        ("details", "whose"),
        [
            (PictureDetails(alt=Names(ar="", fr="Miel", en="")), "product_id"),
            (PictureDetails(alt=ALT, position=20), "product_id"),
            (PictureDetails(alt=ALT), "nobody"),
        ],
    )
    def test_that_say_too_little_are_refused(
        self, nation: Any, honey: Product, details: PictureDetails, whose: str
    ) -> None:
        file_id = picture_file(photograph(), at=nation.at)
        subject: dict[str, Any] = {} if whose == "nobody" else {whose: honey.id}
        with pytest.raises(InvalidValue):
            media.add_media(
                media_id=uuid4(), file_id=file_id, details=details, at=nation.at, actor="officer", **subject
            )
        assert not Media.objects.exists()
