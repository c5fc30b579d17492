"""Decisions about Stripe that need neither Stripe nor a database."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

Word = TypeVar("Word", bound=StrEnum)

# Where a platform must be for self-serve cross-border payouts: "United States, United Kingdom, European
# Economic Area, Canada and Switzerland" (docs.stripe.com/connect/cross-border-payouts). Morocco is not among
# them, nor among the countries in which Stripe opens accounts for businesses at all.
EEA = frozenset(
    {"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE"}
    | {"IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"}
)
PLATFORM_COUNTRIES = EEA | {"US", "GB", "CA", "CH"}

# Keys are pruned "after they're at least 24 hours old" (docs.stripe.com/api/idempotent_requests). An hour
# earlier nobody trusts them any more: clocks differ, and a request takes its time.
KEY_IS_TRUSTED = timedelta(hours=23)
DAY = timedelta(days=1)

# Stripe's libraries allow five minutes of age; the same is allowed to a clock that runs ahead.
SIGNATURE_TOLERANCE = timedelta(minutes=5)

_SECRET_KEY = re.compile(r"(?:sk|rk)_(test|live)_[A-Za-z0-9_]{8,240}", re.ASCII)
_PUBLISHABLE_KEY = re.compile(r"pk_(test|live)_[A-Za-z0-9_]{8,240}", re.ASCII)
_WEBHOOK_SECRET = re.compile(r"whsec_[A-Za-z0-9+/=_-]{4,240}", re.ASCII)
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?", re.ASCII)
_LOCAL_BASE = re.compile(r"http://127\.0\.0\.1:[0-9]{1,5}", re.ASCII)


def mode_of(api_key: str) -> str | None:
    """`test` or `live` for a secret or restricted key, None for what is none."""
    match = _SECRET_KEY.fullmatch(api_key)
    return match[1] if match else None


def mode_of_publishable(key: str) -> str | None:
    """`test` or `live` for a publishable key, None for what is none."""
    match = _PUBLISHABLE_KEY.fullmatch(key)
    return match[1] if match else None


def is_webhook_secret(text: str) -> bool:
    return _WEBHOOK_SECRET.fullmatch(text) is not None


def is_bic(text: str) -> bool:
    """Whether this is a bank's code of 8 or 11 characters (ISO 9362)."""
    return _BIC.fullmatch(text) is not None


def is_local_base(address: str) -> bool:
    """Whether this leads to this machine only: where another Stripe than Stripe may be."""
    return _LOCAL_BASE.fullmatch(address) is not None


def key_on(key: str, *, first_at: datetime, now: datetime) -> str:
    """The idempotency key for asking again at `now`: the same while it is trusted, another each day after.

    Stripe answers a trusted key with the first result, whatever that was. After that the key may be
    forgotten or not, so whoever asks looks the object up first, and then uses a key that was never used.
    """
    age = now - first_at
    return key if age < KEY_IS_TRUSTED else f"{key}:{(age + (DAY - KEY_IS_TRUSTED)) // DAY}"


def must_look_first(*, first_at: datetime, now: datetime) -> bool:
    """Whether the key is too old to guard against a second execution."""
    return now - first_at >= KEY_IS_TRUSTED


def signed_at(header: str) -> int | None:
    """The timestamp of a `Stripe-Signature` header, the first one as Stripe's libraries read it."""
    for part in header.split(","):
        name, _, value = part.partition("=")
        if name == "t":
            return int(value) if re.fullmatch(r"[0-9]{1,12}", value, re.ASCII) else None
    return None


def is_timely(timestamp: int, *, now: datetime) -> bool:
    """Whether a signature was made within the tolerance, on either side: a future one could be kept and
    replayed for as long as it lies ahead.
    """
    return abs(int(now.timestamp()) - timestamp) <= SIGNATURE_TOLERANCE // timedelta(seconds=1)


def word(words: type[Word], text: str, other: Word) -> Word:
    """Stripe's word as ours; `other` for one that a later version of its API brings."""
    return words(text) if text in set(words) else other


def object_of(payload: Mapping[str, object]) -> tuple[str, str]:
    """Kind and id of the object that an event is about; empty where it has none."""
    data = payload.get("data")
    thing = data.get("object") if isinstance(data, dict) else None
    if not isinstance(thing, dict):
        return "", ""
    return str(thing.get("object") or "")[:60], str(thing.get("id") or "")[:120]


def handler_name(kind: str, names: Mapping[str, object]) -> str | None:
    """Of the beginnings of event types in `names` the longest with which `kind` begins."""
    fitting = [name for name in names if kind.startswith(name)]
    return max(fitting, key=len, default=None)


def is_currency(code: str) -> bool:
    """Whether this is a currency as Stripe spells it."""
    return re.fullmatch(r"[a-z]{3}", code, re.ASCII) is not None


def agreed_rate(words: Sequence[tuple[str, int]]) -> int | None:
    """What two people say of one day's rate, each by their latest word; None while no two say the same.

    `words` are who said what, in the order in which it was said.
    """
    counted = Counter(dict(words).values())
    said, by = counted.most_common(1)[0] if counted else (0, 0)
    return said if by >= 2 else None


def units_for(amount_minor: int, centimes_per_million: int) -> int:
    """How much of a currency, in its smallest unit, is worth these centimes: rounded up, so that what comes
    out of the exchange is never a centime short.
    """
    return -(-amount_minor * 1_000_000 // centimes_per_million)
