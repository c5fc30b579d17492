"""Decoding what somebody brought as a picture, and writing it anew: the one place that knows Pillow.

Nothing of the file survives but its pixels: no EXIF (which tells where a photograph was taken), no comments,
no second image behind the first.
"""

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from shared_catalog.media.types import LONGEST_SIDE, Preset, Rendered
from tenants.bulk.operations import FileRefused

# A telephone takes 12 to 50 million pixels; what decodes to more is no photograph of a jar.
MOST_PIXELS = 50_000_000
SHORTEST_SIDE = 200

_FORMATS = ("JPEG", "PNG", "WEBP")
_QUALITY = 82


def rendered(content: bytes) -> Rendered:
    """The picture in every size, turned upright. Raises FileRefused for what does not decode as JPEG, PNG or
    WebP, or is smaller or larger than a picture of goods may be; the size is looked at before decoding.
    """
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as opened:
            _require_size(opened)
            upright = ImageOps.exif_transpose(opened)
            pixels = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        raise FileRefused(path=("file_id",), reason="it is no picture that can be read") from None
    return Rendered(*pixels.size, {preset: _written(pixels, preset) for preset in Preset})


def _require_size(opened: Image.Image) -> None:
    width, height = opened.size
    if width * height > MOST_PIXELS:
        raise FileRefused(path=("file_id",), reason=f"more than {MOST_PIXELS} pixels")
    if min(width, height) < SHORTEST_SIDE:
        raise FileRefused(path=("file_id",), reason=f"a side of less than {SHORTEST_SIDE} pixels")


def _written(pixels: Image.Image, preset: Preset) -> bytes:
    copy = pixels.copy()
    # What is told beside the pixels would be written again.
    copy.info = {}
    copy.thumbnail((LONGEST_SIDE[preset], LONGEST_SIDE[preset]), Image.Resampling.LANCZOS)
    kept = BytesIO()
    copy.save(kept, format="WEBP", quality=_QUALITY, method=4)
    return kept.getvalue()
