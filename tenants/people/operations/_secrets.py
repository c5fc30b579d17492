"""Secrets of links: 256 random bits, of which only a hash is kept."""

import secrets
from dataclasses import dataclass

from tenants.people.rules import digest_of


@dataclass(frozen=True, slots=True)
class LinkSecret:
    """A new secret and what is stored of it."""

    text: str
    digest: bytes


def new_secret() -> LinkSecret:
    """A secret for one link."""
    text = secrets.token_urlsafe(32)
    return LinkSecret(text, digest_of(text))
