"""Making, rotating and withdrawing the keys that sign access tokens."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from jwcrypto.jwk import JWK

from kernel.errors import NotFound
from tenants.oauth import standing
from tenants.oauth.models import SigningKey

PURPOSE = "oauth signing key"
RSA_BITS = 2048

PUBLISHED_AHEAD = timedelta(minutes=15)
"""How long everybody can fetch a public key before its private one signs: three times what JWKS are kept."""

ROTATED_AFTER = timedelta(days=90)


def rotate_signing_keys(*, at: datetime, at_once: bool = False) -> SigningKey:
    """Make the next key, which signs PUBLISHED_AHEAD later, or `at_once`. Runs as headquarters.

    Tokens that the old key signed are good until they expire.
    """
    key = JWK.generate(kty="RSA", size=RSA_BITS, use="sig", alg="RS256")
    name = key.thumbprint()
    row = SigningKey.objects.create(
        id=name,
        public=key.export_public(),
        private=settings.KEYS.seal(key.export_private().encode(), purpose=PURPOSE, context=name),
        made_at=at,
        signs_from=at if at_once else at + PUBLISHED_AHEAD,
    )
    standing.forget_once_committed()
    return row


def rotate_signing_keys_when_due(*, at: datetime) -> SigningKey | None:
    """Make the next key if the newest is ROTATED_AFTER old, else nothing."""
    newest = SigningKey.objects.order_by("-made_at").first()
    if newest is not None and newest.made_at > at - ROTATED_AFTER:
        return None
    return rotate_signing_keys(at=at)


def withdraw_signing_key(*, key_id: str, at: datetime) -> SigningKey:
    """Believe nothing any more that this key signed, and sign with a new one from now on. Twice is once.

    For a key that got known: all access tokens it signed are refused within half a minute, and clients fetch
    new ones. Raises NotFound.
    """
    with transaction.atomic():
        row = SigningKey.objects.filter(pk=key_id).first()
        if row is None:
            raise NotFound(kind="signing key", id=key_id)
        if row.withdrawn_at is None:
            row.withdrawn_at = at
            row.save(update_fields=["withdrawn_at"])
            rotate_signing_keys(at=at, at_once=True)
    standing.forget_once_committed()
    return row


def signing_key(*, now: datetime) -> JWK:
    """The key that signs at `now`; the network's first one is made when it is first needed."""
    row = _signing(now)
    if row is None:
        row = rotate_signing_keys(at=now, at_once=True)
    private = settings.KEYS.unseal(bytes(row.private), purpose=PURPOSE, context=row.pk)
    key: JWK = JWK.from_json(private.decode())
    return key


def _signing(now: datetime) -> SigningKey | None:
    usable = SigningKey.objects.filter(withdrawn_at__isnull=True, signs_from__lte=now)
    return usable.order_by("-signs_from", "id").first()
