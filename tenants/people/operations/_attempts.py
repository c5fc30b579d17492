"""Counting what was tried in vain, by login and by address, and refusing to try on for a while."""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F

from kernel.errors import DomainError
from tenants.people import rules
from tenants.people.models import Attempts
from tenants.people.types import Tried


class TooManyAttempts(DomainError):
    """Too much was tried in vain, for this login or from this address. Params: `seconds` to wait."""

    code = "TOO_MANY_ATTEMPTS"
    messages = {
        "ar": "محاولات فاشلة كثيرة: أعد المحاولة بعد {seconds} ثانية",
        "fr": "Trop d'essais manqués : réessayez dans {seconds} secondes",
        "en": "Too many failed attempts: try again in {seconds} seconds",
    }


@contextmanager
def counted(*, tried: Tried, subject: str, address: str, at: datetime) -> Iterator[None]:
    """Count a failure before the block, and take it back when the block ends without an exception.

    Counted first, several who try at once cannot try more often than one after the other; its own
    transaction keeps the count when the block fails. `subject` is who is tried (a login, a person's id),
    `address` from where. Raises TooManyAttempts.
    """
    limits = _limits(tried, subject, address)
    _count(limits, at)
    yield
    _forgive(limits)


def count(*, tried: Tried, subject: str, address: str, at: datetime) -> None:
    """Count something that may not be done often, whatever comes of it. Raises TooManyAttempts."""
    _count(_limits(tried, subject, address), at)


def forget(tried: Tried, *, subject: str) -> None:
    """Count a subject from nothing again: it was made good another way."""
    key = _key(tried, "subject", subject)
    Attempts.objects.filter(pk=key).update(failures=0, locked_until=None)


@transaction.atomic
def _count(limits: Mapping[bytes, int], at: datetime) -> None:
    Attempts.objects.bulk_create(
        [Attempts(key=key, last_at=at) for key in sorted(limits)], ignore_conflicts=True
    )
    rows = _locked(limits)
    until = max((row.locked_until for row in rows if row.locked_until is not None), default=at)
    if until > at:
        raise TooManyAttempts(seconds=int((until - at).total_seconds()) + 1)
    for row in rows:
        fresh = at - row.last_at > rules.FORGOTTEN_AFTER
        row.failures = 1 if fresh else row.failures + 1
        wait = rules.wait_after(row.failures, free=limits[bytes(row.key)])
        row.last_at, row.locked_until = at, None if wait is None else at + wait
    Attempts.objects.bulk_update(rows, ["failures", "last_at", "locked_until"])


def _locked(limits: Mapping[bytes, int]) -> list[Attempts]:
    """The rows, locked by key: whoever counts and whoever forgives wait for each other in one order."""
    return list(Attempts.objects.select_for_update().filter(pk__in=list(limits)).order_by("key"))


@transaction.atomic
def _forgive(limits: Mapping[bytes, int]) -> None:
    """The subject starts anew. The address loses only this one: else whoever has an account could wash away
    what he tried against others'.
    """
    subject, address = limits
    _locked(limits)
    Attempts.objects.filter(pk=subject).update(failures=0, locked_until=None)
    Attempts.objects.filter(pk=address, failures__gt=0).update(failures=F("failures") - 1, locked_until=None)


def _limits(tried: Tried, subject: str, address: str) -> Mapping[bytes, int]:
    """Two keys, the subject's first, and how many failures each has free."""
    return {
        _key(tried, "subject", subject): rules.FREE_FAILURES[tried],
        _key(tried, "address", rules.neighbourhood(address)): rules.FREE_FAILURES_OF_ADDRESS[tried],
    }


def _key(tried: Tried, kind: str, text: str) -> bytes:
    """Keyed, since every telephone number there is can be hashed in an hour."""
    secret: bytes = settings.KEYS.secret("counting of attempts")
    return hmac.digest(secret, f"{tried} {kind} {text}".encode("utf-8", "surrogatepass"), hashlib.sha256)
