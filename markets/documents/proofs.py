"""The address of a statement's public page: its number, and a token that cannot be guessed from it."""

import base64
import hmac
from hashlib import sha256

from django.conf import settings

_PURPOSE = "public page of a statement"
_TOKEN_BYTES = 16


def token_of(market: str, number: int, *, version: int | None = None) -> str:
    """The token of a statement, 22 characters, made with the newest key unless another is named."""
    secret = settings.KEYS.secret(_PURPOSE, version)
    made = hmac.new(secret, f"{market}/{number}".encode(), sha256).digest()[:_TOKEN_BYTES]
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def is_token_of(token: str, market: str, number: int) -> bool:
    """Whether a token is that of the statement, by whichever key on the ring it was made."""
    given = token.encode("utf-8", "replace")
    known = [token_of(market, number, version=version) for version in settings.KEYS.versions]
    return any(hmac.compare_digest(given, one.encode()) for one in known)


def public_path(market: str, number: int) -> str:
    """Where the public page is, on the market's host."""
    return f"/s/{number}/{token_of(market, number)}"


def public_url(market: str, number: int) -> str:
    """The same with the host, for paper and messages."""
    return f"{settings.MARKET_ADDRESS.format(market=market)}{public_path(market, number)}"
