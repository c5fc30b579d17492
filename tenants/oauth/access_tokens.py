"""Access tokens as RFC 9068 writes them: JWTs of the type `at+jwt`, signed with RS256 and nothing else.

Reading is strict, since whoever reads is also the one who wrote: three parts, a header of exactly `alg`,
`typ` and `kid`, our own key, and every claim of the form that `Claims` has. RFC 8725 says what goes wrong
otherwise.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from jwcrypto.common import JWException
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS

LIFETIME = timedelta(minutes=10)
"""How long an access token is good; it ends earlier when its session, its person or its grants end."""

CLOCK_SKEW = timedelta(seconds=30)
"""What the clocks of two machines may differ by: a token from further ahead is refused."""

LONGEST = 8_192
"""Longer ones are not looked at; none is made."""

ALGORITHM, TYPE = "RS256", "at+jwt"
_HEADER = frozenset({"alg", "typ", "kid"})
_COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
# What the library and Python raise for bytes that are not what they should be; depth is a stranger's too.
_MALFORMED = (
    JWException,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    OverflowError,
    OSError,
    RecursionError,
)


class TokenRefused(Exception):
    """This is no access token of ours, or not one for now. The text is for logs, not for whoever sent it."""


class TokenTooLong(Exception):
    """What a token has to say does not fit: ask for fewer places."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantClaim:
    """A role that the token's subject held when it was made, in `network` or one market."""

    id: UUID
    role: str
    scope: str
    cooperative_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What an access token says. `subject` is a person, or the client itself where nobody stands behind it.

    `session` is shared by all tokens that come from one consent, and is what a revocation names. `scope` are
    OAuth's words, separated by spaces.
    """

    id: UUID
    session: UUID
    subject: str
    client_id: UUID
    label: str
    scope: str
    grants: tuple[GrantClaim, ...]
    issued_at: datetime
    expires_at: datetime


def sign(claims: Claims, *, key: JWK, issuer: str) -> str:
    """The token's text. Raises TokenTooLong."""
    payload = {
        "iss": issuer,
        "aud": issuer,
        "sub": claims.subject,
        "client_id": str(claims.client_id),
        "jti": str(claims.id),
        "sid": str(claims.session),
        "iat": int(claims.issued_at.timestamp()),
        "exp": int(claims.expires_at.timestamp()),
        "scope": claims.scope,
        "label": claims.label,
        "grants": [_grant_as_json(grant) for grant in claims.grants],
    }
    header = {"alg": ALGORITHM, "typ": TYPE, "kid": key.thumbprint()}
    token = JWS(json.dumps(payload, separators=(",", ":"), ensure_ascii=False).encode())
    token.add_signature(key, alg=ALGORITHM, protected=json.dumps(header, separators=(",", ":")))
    text: str = token.serialize(compact=True)
    if len(text) > LONGEST:
        raise TokenTooLong
    return text


def looks_like_one(token: str) -> bool:
    """Whether this is worth reading as an access token: three parts, as a JWT has."""
    return len(token) <= LONGEST and _COMPACT.fullmatch(token) is not None


def key_named_by(token: str) -> str:
    """The `kid` of a token whose signature nobody has checked yet. Raises TokenRefused."""
    return str(_header(_parsed(token))["kid"])


def read(token: str, *, keys: Mapping[str, JWK], issuer: str, now: datetime) -> Claims:
    """What a token signed by one of `keys` says, if it is good at `now`. Raises TokenRefused."""
    parsed = _parsed(token)
    key = keys.get(_header(parsed)["kid"])
    if key is None:
        raise TokenRefused("signed by an unknown key")
    try:
        parsed.verify(key, alg=ALGORITHM)
        said = json.loads(parsed.payload)
        claims = _claims(said)
    except _MALFORMED as error:
        raise TokenRefused("the signature or a claim is wrong") from error
    if said.get("iss") != issuer or said.get("aud") != issuer:
        raise TokenRefused("issued by or for somebody else")
    _require_now(claims, said.get("nbf"), now)
    return claims


def _parsed(token: str) -> JWS:
    if not looks_like_one(token):
        raise TokenRefused("not three parts of a bearable length")
    parsed = JWS()
    parsed.allowed_algs = [ALGORITHM]
    try:
        parsed.deserialize(token)
    except _MALFORMED as error:
        raise TokenRefused("not a JWT") from error
    return parsed


def _header(parsed: JWS) -> dict[str, str]:
    try:
        header: dict[str, str] = parsed.jose_header
    except _MALFORMED as error:
        raise TokenRefused("no header") from error
    if set(header) != _HEADER or not all(isinstance(value, str) for value in header.values()):
        raise TokenRefused("a header that we do not write")
    if header["alg"] != ALGORITHM or header["typ"] != TYPE:
        raise TokenRefused("another algorithm or another kind of JWT")
    return header


def _claims(said: Any) -> Claims:
    UUID(said["sub"].partition(":")[2])
    for name in ("sub", "scope", "label"):
        if not isinstance(said[name], str):
            raise TypeError(name)
    return Claims(
        id=UUID(said["jti"]),
        session=UUID(said["sid"]),
        subject=said["sub"],
        client_id=UUID(said["client_id"]),
        label=said["label"],
        scope=said["scope"],
        grants=tuple(_grant_from_json(*grant) for grant in said["grants"]),
        issued_at=_instant(said["iat"]),
        expires_at=_instant(said["exp"]),
    )


def _instant(seconds: Any) -> datetime:
    if type(seconds) is not int:
        raise TypeError("seconds since 1970")
    return datetime.fromtimestamp(seconds, UTC)


def _require_now(claims: Claims, not_before: Any, now: datetime) -> None:
    if claims.expires_at <= now:
        raise TokenRefused("expired")
    if claims.issued_at > now + CLOCK_SKEW:
        raise TokenRefused("issued in the future")
    if claims.expires_at - claims.issued_at > LIFETIME:
        raise TokenRefused("good for longer than any token that we make")
    if not_before is not None and (type(not_before) is not int or _instant(not_before) > now + CLOCK_SKEW):
        raise TokenRefused("not good yet")


def _grant_as_json(grant: GrantClaim) -> list[str]:
    parts = [str(grant.id), grant.role, grant.scope]
    return parts if grant.cooperative_id is None else [*parts, str(grant.cooperative_id)]


def _grant_from_json(id_: str, role: str, scope: str, cooperative_id: str | None = None) -> GrantClaim:
    return GrantClaim(
        id=UUID(id_),
        role=role,
        scope=scope,
        cooperative_id=None if cooperative_id is None else UUID(cooperative_id),
    )
