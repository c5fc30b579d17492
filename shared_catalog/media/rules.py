"""What may be said of a picture."""

from dataclasses import replace

from kernel.errors import InvalidValue
from shared_catalog.media.types import PictureDetails
from shared_catalog.registry.rules import required, short
from shared_catalog.registry.types import Names

MOST_PICTURES = 20

_LONGEST_ALT = 200


def checked_details(details: PictureDetails) -> PictureDetails:
    """The details with their texts trimmed. Raises InvalidValue for a missing Arabic or French text, a long
    one, or a place beyond the last.
    """
    if not 0 <= details.position < MOST_PICTURES:
        raise InvalidValue(field="position", reason=f"not between 0 and {MOST_PICTURES - 1}")
    alt = Names(
        ar=required(details.alt.ar, field="alt.ar", longest=_LONGEST_ALT),
        fr=required(details.alt.fr, field="alt.fr", longest=_LONGEST_ALT),
        en=short(details.alt.en, field="alt.en", longest=_LONGEST_ALT),
    )
    return replace(details, alt=alt)
