"""Access tokens: what is signed is read back, and nothing that anybody else could have written."""

import base64
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS

from kernel.ids import new_id
from tenants.oauth.access_tokens import (
    LIFETIME,
    LONGEST,
    Claims,
    GrantClaim,
    TokenRefused,
    TokenTooLong,
    looks_like_one,
    read,
    sign,
)

NOW = datetime(2026, 11, 10, 10, 0, tzinfo=UTC)
ISSUER = "https://hq.example.ma"
KEY = JWK.generate(kty="RSA", size=2048)
OTHER = JWK.generate(kty="RSA", size=2048)
PUBLIC = JWK.from_json(KEY.export_public())
KEYS = {KEY.thumbprint(): PUBLIC}

Change = Callable[[dict[str, Any], dict[str, Any]], None]


def claims(**given: Any) -> Claims:
    said: dict[str, Any] = {
        "id": new_id(),
        "session": new_id(),
        "subject": f"person:{new_id()}",
        "client_id": new_id(),
        "label": "محاسبة",
        "scope": "market:casablanca sales:read",
        "grants": (
            GrantClaim(id=new_id(), role="market_manager", scope="casablanca"),
            GrantClaim(id=new_id(), role="cooperative_delegate", scope="marrakech", cooperative_id=new_id()),
        ),
        "issued_at": NOW,
        "expires_at": NOW + LIFETIME,
    }
    return Claims(**(said | given))


def part(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def opened(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    header, payload, _ = token.split(".")
    return tuple(json.loads(base64.urlsafe_b64decode(text + "==")) for text in (header, payload))  # type: ignore[return-value]


def forged(change: Change, *, key: JWK = KEY) -> str:
    """A token of ours with another header or payload, signed all the same."""
    header, payload = opened(sign(claims(), key=KEY, issuer=ISSUER))
    change(header, payload)
    token = JWS(json.dumps(payload).encode())
    token.add_signature(key, alg="RS256", protected=json.dumps(header))
    return str(token.serialize(compact=True))


def refused(token: str, *, now: datetime = NOW) -> str:
    with pytest.raises(TokenRefused) as refusal:
        read(token, keys=KEYS, issuer=ISSUER, now=now)
    return str(refusal.value)


class TestRead:
    def test_gives_back_what_was_signed(self) -> None:
        said = claims()
        assert read(sign(said, key=KEY, issuer=ISSUER), keys=KEYS, issuer=ISSUER, now=NOW) == said

    def test_writes_what_rfc_9068_asks_for(self) -> None:
        header, payload = opened(sign(claims(), key=KEY, issuer=ISSUER))
        assert header == {"alg": "RS256", "typ": "at+jwt", "kid": KEY.thumbprint()}
        assert {"iss", "exp", "aud", "sub", "client_id", "iat", "jti", "scope"} <= set(payload)

    def test_takes_what_it_would_take_if_it_were_not_changed(self) -> None:
        assert read(forged(lambda header, payload: None), keys=KEYS, issuer=ISSUER, now=NOW)

    def test_refuses_a_token_without_a_signature(self) -> None:
        header, payload = opened(sign(claims(), key=KEY, issuer=ISSUER))
        for algorithm in ("none", "None", "NONE", ""):
            bare = part(json.dumps(header | {"alg": algorithm}).encode())
            assert refused(f"{bare}.{part(json.dumps(payload).encode())}.")
            assert refused(f"{bare}.{part(json.dumps(payload).encode())}.{part(b'x')}")

    @pytest.mark.parametrize(
        "secret", [PUBLIC.export_to_pem(), PUBLIC.export_public().encode(), b"", b"tadamun"]
    )
    def test_refuses_the_public_key_taken_for_a_shared_secret(self, secret: bytes) -> None:
        header, payload = opened(sign(claims(), key=KEY, issuer=ISSUER))
        signed = (
            f"{part(json.dumps(header | {'alg': 'HS256'}).encode())}.{part(json.dumps(payload).encode())}"
        )
        signature = hmac.new(secret, signed.encode(), sha256).digest()
        assert refused(f"{signed}.{part(signature)}") == "another algorithm or another kind of JWT"

    @pytest.mark.parametrize("algorithm", ["RS384", "RS512", "PS256"])
    def test_refuses_other_algorithms_of_the_same_key(self, algorithm: str) -> None:
        header, payload = opened(sign(claims(), key=KEY, issuer=ISSUER))
        token = JWS(json.dumps(payload).encode())
        token.allowed_algs = [algorithm]
        token.add_signature(KEY, alg=algorithm, protected=json.dumps(header | {"alg": algorithm}))
        assert refused(token.serialize(compact=True)) == "another algorithm or another kind of JWT"

    @pytest.mark.parametrize(
        ("why", "change"),
        [
            ("issued by or for somebody else", lambda h, p: p.update(iss="https://hq.example.com")),
            ("issued by or for somebody else", lambda h, p: p.update(aud="https://other.example.ma")),
            ("issued by or for somebody else", lambda h, p: p.update(aud=[ISSUER])),
            ("issued by or for somebody else", lambda h, p: p.pop("iss")),
            ("issued by or for somebody else", lambda h, p: p.pop("aud")),
            ("another algorithm or another kind of JWT", lambda h, p: h.update(typ="JWT")),
            ("another algorithm or another kind of JWT", lambda h, p: h.update(typ="id+jwt")),
            ("a header that we do not write", lambda h, p: h.pop("typ")),
            ("a header that we do not write", lambda h, p: h.pop("kid")),
            ("a header that we do not write", lambda h, p: h.update(jku="https://evil.example/keys")),
            ("a header that we do not write", lambda h, p: h.update(jwk={"kty": "RSA"})),
            ("signed by an unknown key", lambda h, p: h.update(kid=OTHER.thumbprint())),
            ("signed by an unknown key", lambda h, p: h.update(kid="../../etc/passwd")),
            ("the signature or a claim is wrong", lambda h, p: p.pop("exp")),
            ("the signature or a claim is wrong", lambda h, p: p.pop("jti")),
            ("the signature or a claim is wrong", lambda h, p: p.pop("sub")),
            ("the signature or a claim is wrong", lambda h, p: p.update(sub="nobody")),
            ("the signature or a claim is wrong", lambda h, p: p.update(exp=str(p["exp"]))),
            ("the signature or a claim is wrong", lambda h, p: p.update(exp=True)),
            ("the signature or a claim is wrong", lambda h, p: p.update(exp=10**30)),
            ("the signature or a claim is wrong", lambda h, p: p.update(scope=["sales:read"])),
            ("the signature or a claim is wrong", lambda h, p: p.update(grants="all")),
            ("issued in the future", lambda h, p: p.update(iat=p["iat"] + 31)),
            ("not good yet", lambda h, p: p.update(nbf=p["iat"] + 31)),
            ("not good yet", lambda h, p: p.update(nbf="soon")),
            ("good for longer than any token that we make", lambda h, p: p.update(exp=p["exp"] + 1)),
        ],
    )
    def test_refuses_what_is_signed_and_wrong(self, why: str, change: Change) -> None:
        assert refused(forged(change)) == why

    def test_takes_the_skew_of_another_machines_clock(self) -> None:
        token = forged(lambda h, p: p.update(iat=p["iat"] + 30, nbf=p["iat"] + 30))
        assert read(token, keys=KEYS, issuer=ISSUER, now=NOW)

    def test_refuses_what_is_expired_to_the_second(self) -> None:
        token = sign(claims(), key=KEY, issuer=ISSUER)
        last = NOW + LIFETIME - timedelta(microseconds=1)
        assert read(token, keys=KEYS, issuer=ISSUER, now=last)
        assert refused(token, now=NOW + LIFETIME) == "expired"

    def test_refuses_another_key_under_our_keys_name(self) -> None:
        assert refused(forged(lambda h, p: None, key=OTHER)) == "the signature or a claim is wrong"

    def test_refuses_a_payload_changed_after_it_was_signed(self) -> None:
        token = sign(claims(), key=KEY, issuer=ISSUER)
        header, _, signature = token.split(".")
        _, payload = opened(token)
        payload["grants"][0][1] = "hq_admin"
        assert refused(f"{header}.{part(json.dumps(payload).encode())}.{signature}")

    def test_refuses_what_is_too_long_before_it_reads_it(self) -> None:
        token = forged(lambda h, p: p.update(label="x" * LONGEST))
        assert not looks_like_one(token)
        assert refused(token) == "not three parts of a bearable length"

    @pytest.mark.parametrize(
        "token",
        [
            "",
            "..",
            "a.b",
            "a.b.c",
            "a.b.c.d",
            "é.b.c",
            "\ud800.b.c",
            "a.b.c\0",
            '{"payload":"e30","signatures":[]}',
            f"{part(b'[' * 4_000)}.{part(b'{}')}.{part(b'x')}",
            f"{part(b'[]')}.{part(b'{}')}.{part(b'x')}",
            f"{part(b'null')}.{part(b'{}')}.{part(b'x')}",
        ],
    )
    def test_refuses_what_is_no_jwt(self, token: str) -> None:
        assert refused(token)

    @settings(deadline=None)
    @given(st.text(alphabet='abcABC019_-.{}[]":,é\0', max_size=200))
    def test_bears_whatever_a_stranger_sends(self, token: str) -> None:
        assert refused(token)

    @settings(deadline=None)
    @given(st.integers(min_value=0), st.binary(min_size=1, max_size=1))
    def test_refuses_every_change_of_one_byte(self, place: int, byte: bytes) -> None:
        token = SIGNED.encode()
        place %= len(token)
        changed = token[:place] + byte + token[place + 1 :]
        text = changed.decode("utf-8", "replace")
        try:
            assert read(text, keys=KEYS, issuer=ISSUER, now=NOW) == FIXED
        except TokenRefused:
            assert changed != token


class TestSign:
    def test_refuses_to_make_what_would_not_be_read(self) -> None:
        grants = tuple(GrantClaim(id=new_id(), role="auditor", scope=f"m{n}") for n in range(120))
        with pytest.raises(TokenTooLong):
            sign(claims(grants=grants), key=KEY, issuer=ISSUER)


FIXED = claims()
SIGNED = sign(FIXED, key=KEY, issuer=ISSUER)
