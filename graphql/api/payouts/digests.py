"""Digests as the API spells them: 64 hexadecimal digits, in one spelling."""

import re

from kernel.errors import InvalidValue

_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


def digest_of(text: str) -> bytes:
    """The 32 bytes that a digest spells. Raises InvalidValue."""
    if not _DIGEST.fullmatch(text):
        reason = "a digest is 64 hexadecimal digits in lower case"
        raise InvalidValue(path=("digest",), field="digest", reason=reason)
    return bytes.fromhex(text)
