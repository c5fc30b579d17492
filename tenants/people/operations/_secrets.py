"""Secrets of links: 256 random bits, of which only a hash is kept."""

import hashlib
import secrets
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LinkSecret:
    """A new secret and what is stored of it."""

    text: str
    digest: bytes


def new_secret() -> LinkSecret:
    """A secret for one link."""
    text = secrets.token_urlsafe(32)
    return LinkSecret(text, digest_of(text))


def digest_of(text: str) -> bytes:
    """What is stored of a secret: random, it needs no salt and no slow hash."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
