"""Whether a webhook comes from Stripe, and now."""

from collections.abc import Sequence
from datetime import datetime

from stripe import SignatureVerificationError, WebhookSignature

from kernel.errors import DomainError
from markets.stripe_account import rules


class SignatureRefused(DomainError):
    """Not signed with any of our secrets, or too long ago, or in the future. Params: `reason`."""

    code = "STRIPE_SIGNATURE_REFUSED"
    messages = {
        "ar": "توقيع الإشعار غير مقبول: {reason}",
        "fr": "La signature de la notification est refusée : {reason}",
        "en": "The signature of the notification is refused: {reason}",
    }


def verify(*, body: bytes, header: str, secrets: Sequence[str], now: datetime) -> None:
    """Accept a body that any of `secrets` signed within the tolerance of `now`.

    stripe-python checks the age only, against its own reading of the clock, and lets any future through; so
    the time is checked here. Raises SignatureRefused.
    """
    if not any(_signed_with(secret, body, header) for secret in secrets):
        raise SignatureRefused(reason="no known secret signed it")
    timestamp = rules.signed_at(header)
    if timestamp is None or not rules.is_timely(timestamp, now=now):
        raise SignatureRefused(reason="it was signed too long ago, or in the future")


def _signed_with(secret: str, body: bytes, header: str) -> bool:
    try:
        WebhookSignature.verify_header(body, header, secret, tolerance=None)
    except (SignatureVerificationError, UnicodeDecodeError):
        return False
    return True
