"""How a replay is told from other content under the same id: by a fingerprint of what was said."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID


def fingerprint(content: Mapping[str, Any]) -> bytes:
    """SHA-256 (32 bytes) of the content as canonical JSON, the same on every server and version of Python.

    The order of keys, the way a list was made, the zone an instant is written in and trailing zeros of a
    decimal do not count. Raises TypeError for what has no one way to be written: floats, instants without a
    zone, sets, bytes.
    """
    return hashlib.sha256(canonical(content)).digest()


def canonical(content: Mapping[str, Any]) -> bytes:
    """The content as canonical JSON: what `fingerprint` is the SHA-256 of. Raises TypeError as it does."""
    text = json.dumps(_canonical(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def _canonical(value: Any) -> Any:
    match value:
        case None | bool():
            return value
        case str():
            return str.__str__(value)  # an enum's value, not its name
        case int():
            return int(value)
        case UUID():
            return str(value)
        case datetime():
            return _instant(value)
        case date():
            return value.isoformat()
        case Decimal():
            return _decimal(value)
        case Mapping():
            return {_key(key): _canonical(item) for key, item in value.items()}
        case Sequence() if not isinstance(value, (bytes, bytearray, memoryview)):
            return [_canonical(item) for item in value]
        case _:
            raise TypeError(f"a {type(value).__name__} has no place in a fingerprint")


def _instant(value: datetime) -> str:
    if value.tzinfo is None:
        raise TypeError("an instant without a zone has no place in a fingerprint")
    return value.astimezone(UTC).isoformat()


def _decimal(value: Decimal) -> str:
    if not value.is_finite():
        raise TypeError(f"{value} has no place in a fingerprint")
    written = format(value, "f")
    shortest = written.rstrip("0").rstrip(".") if "." in written else written
    return "0" if shortest == "-0" else shortest


def _key(value: object) -> str:
    if isinstance(value, (str, UUID)):
        return str(value)
    raise TypeError(f"a {type(value).__name__} has no place as a key of a fingerprint")
