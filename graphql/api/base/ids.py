"""Global ids: opaque to clients, they carry the type, the market where there is one, and the primary key.

`Cooperative:<key>` for what belongs to the nation, `Listing:casablanca:<key>` for what belongs to one
market, in URL-safe base64. Exactly one spelling is accepted for each, so that ids can be compared as texts.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field

from api.base.errors import NotFound

MAX_LENGTH = 200


def encode(type_name: str, key: Any, *, market: str | None = None) -> str:
    """The global id of a row."""
    parts = (type_name, str(key)) if market is None else (type_name, market, str(key))
    return urlsafe_b64encode(":".join(parts).encode()).decode().rstrip("=")


def type_name_of(global_id: str) -> str:
    """The type that an id claims to be of. Raises NotFound when it is no id at all."""
    return _parts(global_id)[0]


def parts_of(global_id: str) -> list[str]:
    """The type, the market where there is one, and the key, as texts. Raises NotFound for what is no id."""
    parts = _parts(global_id)
    if encode(parts[0], parts[-1], market=parts[1] if len(parts) == 3 else None) != global_id:
        raise NotFound()
    return parts


@lru_cache(maxsize=50_000)
def key_of(global_id: str, *, type_name: str, market: str | None, column: "Field[Any, Any]") -> Any:
    """The primary key in an id of this very type and market (None: the nation). Raises NotFound for all
    others.
    """
    parts = _parts(global_id)
    if parts[:-1] != ([type_name] if market is None else [type_name, market]):
        raise NotFound()
    try:
        key = column.to_python(parts[-1])
    except (ValidationError, ValueError):
        raise NotFound() from None
    if encode(type_name, key, market=market) != global_id or (isinstance(key, int) and key.bit_length() > 63):
        raise NotFound()
    return key


def _parts(global_id: str) -> list[str]:
    try:
        if len(global_id) > MAX_LENGTH:
            raise ValueError(global_id)
        text = urlsafe_b64decode(global_id + "=" * (-len(global_id) % 4)).decode()
    except ValueError:
        raise NotFound() from None
    parts = text.split(":")
    if len(parts) not in (2, 3) or "\0" in text:
        raise NotFound()
    return parts
