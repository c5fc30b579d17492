"""The sizes of pictures, and what is said of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared_catalog.registry.types import Names

MEDIA_TYPE = "image/webp"


class Preset(StrEnum):
    """The sizes in which every picture is kept, and no other."""

    THUMB = "thumb"
    CARD = "card"
    FULL = "full"


LONGEST_SIDE: Mapping[Preset, int] = {Preset.THUMB: 160, Preset.CARD: 480, Preset.FULL: 1_600}
"""In pixels; a picture that is smaller stays as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureDetails:
    """What is said of a picture: what it shows, in words; its place among the others; whether it is the first
    that people see.
    """

    alt: Names
    position: int = 0
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Rendered:
    """A picture written anew: how large it was, and its bytes by size."""

    width: int
    height: int
    presets: Mapping[Preset, bytes]
