"""One versioned ring of keys, from which every other secret is derived by its purpose.

A rotation adds a key with a higher version: the newest makes, all of them check. A version leaves the
ring only when nothing made with it has to be checked any more.
"""

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MINIMUM_KEY_BYTES = 32
_VERSION_BYTES, _NONCE_BYTES = 4, 12

# Published with the source, so it protects nothing: production refuses to start with it.
DEVELOPMENT_KEYS = "1:" + base64.b64encode(b"tadamun: development only, public").decode()


class BrokenSeal(Exception):
    """Stored bytes do not open: they were changed, moved, or sealed by a key that left the ring."""


@dataclass(frozen=True)
class KeyRing:
    """Keys by version, version numbers starting at 1."""

    keys: Mapping[int, bytes] = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The ring written as `1:<base64>,2:<base64>`. Raises ValueError saying which part is wrong."""
        keys: dict[int, bytes] = {}
        for part in text.split(","):
            version_text, colon, encoded = part.strip().partition(":")
            if not colon or not version_text.isdecimal() or int(version_text) < 1:
                raise ValueError("each key is written <version>:<base64>, with a version from 1 up")
            version = int(version_text)
            if version in keys:
                raise ValueError(f"version {version} appears twice")
            try:
                key = base64.b64decode(encoded, validate=True)
            except binascii.Error:
                raise ValueError(f"the key of version {version} is not base64") from None
            if len(key) < MINIMUM_KEY_BYTES:
                raise ValueError(f"the key of version {version} is shorter than {MINIMUM_KEY_BYTES} bytes")
            keys[version] = key
        return cls(MappingProxyType(dict(sorted(keys.items()))))

    @property
    def current(self) -> int:
        """The newest version: the one new secrets are made with."""
        return max(self.keys)

    @property
    def versions(self) -> tuple[int, ...]:
        """All versions, newest first: the order in which to check."""
        return tuple(sorted(self.keys, reverse=True))

    @property
    def for_development(self) -> bool:
        """Whether a published key is on the ring."""
        published = set(KeyRing.parse(DEVELOPMENT_KEYS).keys.values())
        return not published.isdisjoint(self.keys.values())

    def secret(self, purpose: str, version: int | None = None) -> bytes:
        """32 bytes for one purpose, of the current version unless another is named.

        HMAC-SHA256 of the purpose under the key: knowing the secret of one purpose tells nothing about
        another's. Raises KeyError for a version that is not on the ring.
        """
        key = self.keys[self.current if version is None else version]
        return hmac.new(key, b"tadamun:" + purpose.encode(), hashlib.sha256).digest()

    def text(self, purpose: str, version: int | None = None) -> str:
        """The same secret as 43 URL-safe characters, for whoever wants a string."""
        return base64.urlsafe_b64encode(self.secret(purpose, version)).rstrip(b"=").decode()

    def password_of(self, role: str, version: int | None = None) -> str:
        """The password of a database login; never stored, so there is nothing to leak but the ring."""
        return self.text(f"database login {role}", version)

    def seal(self, content: bytes, *, purpose: str, context: str) -> bytes:
        """`content` encrypted for storage: AES-256-GCM under the newest key's secret for `purpose`.

        `context` says what the content belongs to (a row's id): sealed bytes do not open as another row's.
        """
        nonce = os.urandom(_NONCE_BYTES)
        sealed = AESGCM(self.secret(purpose)).encrypt(nonce, content, context.encode())
        return self.current.to_bytes(_VERSION_BYTES, "big") + nonce + sealed

    def unseal(self, sealed: bytes, *, purpose: str, context: str) -> bytes:
        """What `seal` was given for the same purpose and context, by whichever key made it.

        Raises BrokenSeal when the bytes, the purpose or the context are not those, or the key left the ring.
        """
        version = int.from_bytes(sealed[:_VERSION_BYTES], "big")
        nonce, rest = sealed[_VERSION_BYTES:][:_NONCE_BYTES], sealed[_VERSION_BYTES + _NONCE_BYTES :]
        try:
            return AESGCM(self.secret(purpose, version)).decrypt(nonce, rest, context.encode())
        except (InvalidTag, KeyError, ValueError) as error:
            raise BrokenSeal(f"not sealed for {purpose} of {context}, or by a key that is gone") from error
