"""Arithmetic and decisions of webhooks: signatures, bodies, what an answer means, when to try again."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from kernel.errors import InvalidValue
from tenants.webhooks.addresses import is_public
from tenants.webhooks.types import EVERYTHING, Answer, Outcome, WebhookDetails

SCHEDULE = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""How long each try waits after the one before: the schedule of the specification."""

JITTER_PERCENT = 10
LASTING_FAILURE = timedelta(hours=72)
"""A webhook of which nothing was taken for so long is given up; the schedule's last try comes after it."""

LONGEST_PAUSE = timedelta(minutes=5)
LONGEST_RETRY_AFTER = timedelta(hours=24)
DEFAULT_OVERLAP, LONGEST_OVERLAP = timedelta(hours=24), timedelta(days=7)
PROBING_FROM = 3
"""After so many failures in a row one delivery is tried at a time, with a pause after each."""

SECRET_BYTES = 32
SECRET_PREFIX = "whsec_"

_LABEL = "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST = re.compile(rf"{_LABEL}(\.{_LABEL})*\.?", re.IGNORECASE | re.ASCII)
_PRINTABLE = re.compile(r"[\x21-\x7e]+", re.ASCII)
_EMAIL = re.compile(r"[^\s@<>,;\x00]+@[^\s@<>,;\x00]+")
_SAFE_PORTS_FROM = 1024


def secret_text(secret: bytes) -> str:
    """A secret as its owner is told it."""
    return SECRET_PREFIX + base64.b64encode(secret).decode()


def signature(secret: bytes, *, message_id: str, timestamp: int, body: bytes) -> str:
    """A `v1` signature: HMAC-SHA256 over id, timestamp and body with full stops between them."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()


def headers(secrets: Sequence[bytes], *, message_id: str, at: datetime, body: bytes) -> Mapping[str, str]:
    """The headers of a request made at an instant, signed with each of the secrets."""
    timestamp = int(at.timestamp())
    signatures = (signature(one, message_id=message_id, timestamp=timestamp, body=body) for one in secrets)
    return {
        "content-type": "application/json",
        "user-agent": "Tadamun-Webhooks/1",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }


def body(*, event_type: str, occurred_at: datetime, data: Mapping[str, Any]) -> bytes:
    """A thin payload: what happened, when, and what to ask for; the same at every try."""
    instant = occurred_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    said = {"type": event_type, "timestamp": instant, "data": dict(data)}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def data_of(*, place: str, position: int, subject_id: str) -> Mapping[str, Any]:
    """What is said of an event: where it happened, where it stands in the log, and whose id it is about."""
    return {"market": place, "position": position, "subject_id": subject_id}


def outcome(answer: Answer) -> Outcome:
    """Only a complete answer with a 2xx status takes a delivery; a redirection is none."""
    if answer.status == 410:
        return Outcome.GONE
    if answer.status is not None and 200 <= answer.status < 300 and answer.trouble is None:
        return Outcome.DELIVERED
    return Outcome.AGAIN


def due_again(*, tries: int, ended_at: datetime, chance: float) -> datetime | None:
    """When to try again after so many tries, the last of which ended then; None when there were enough.

    `chance`, from 0 to 1, makes the wait up to a tenth longer, so that many do not come at one moment.
    """
    if tries >= len(SCHEDULE):
        return None
    wait = SCHEDULE[tries]
    return ended_at + wait + wait * chance * JITTER_PERCENT / 100


def retry_after(answer: Answer, *, at: datetime) -> datetime | None:
    """Until when a receiver that answered 429 or 503 asks to be left alone (RFC 9110, 10.2.3); a day at
    most.
    """
    said = answer.headers.get("retry-after", "").strip()
    if answer.status not in (429, 503) or not said:
        return None
    if re.fullmatch(r"[0-9]{1,9}", said, re.ASCII):
        until = at + timedelta(seconds=int(said))
    else:
        try:
            until = parsedate_to_datetime(said)
        except (ValueError, OverflowError):  # a year, or a time zone, of any number of digits
            return None
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(until, at + LONGEST_RETRY_AFTER) if until > at else None


def kept(text: str) -> str:
    """A receiver's text as PostgreSQL keeps it, in columns and in JSON: without NUL and lone surrogates."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def pause(streak: int) -> timedelta:
    """How long a webhook rests after so many failures in a row, so that a dead one costs little."""
    if streak < PROBING_FROM:
        return timedelta(0)
    return min(timedelta(seconds=5) * (1 << min(streak - PROBING_FROM, 10)), LONGEST_PAUSE)


def lasts_too_long(*, failing_since: datetime | None, at: datetime) -> bool:
    """Whether a webhook has failed for so long that it is given up."""
    return failing_since is not None and at - failing_since >= LASTING_FAILURE


def wants(event_types: Collection[str], name: str) -> bool:
    """Whether a webhook with these event types is told of an event of this name."""
    return EVERYTHING in event_types or name in event_types


def checked_details(details: WebhookDetails, *, plain_http: bool) -> WebhookDetails:
    """The details, with what surrounds them stripped. Raises InvalidValue; the event types are checked by
    who knows them.
    """
    contact, label = details.contact_email.strip(), details.label.strip()
    if len(label) > 120 or "\0" in label:
        raise _invalid("label", "at most 120 characters")
    if contact and (len(contact) > 200 or not _EMAIL.fullmatch(contact)):
        raise _invalid("contact_email", "an e-mail address of at most 200 characters")
    return WebhookDetails(
        url=checked_url(details.url.strip(), plain_http=plain_http),
        event_types=tuple(dict.fromkeys(details.event_types)),
        label=label,
        contact_email=contact,
    )


def checked_url(url: str, *, plain_http: bool) -> str:
    """An address that may be called, as far as its text says: names are looked up at each call.

    Plain http is for tests and demonstrations, where the deployment allows receivers on its own networks.
    Raises InvalidValue.
    """
    schemes = ("https", "http") if plain_http else ("https",)
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _invalid("url", "not an address") from None
    if len(url) > 2000 or not _PRINTABLE.fullmatch(url) or parts.scheme not in schemes:
        raise _invalid("url", f"{' or '.join(schemes)} and at most 2000 printable ASCII characters")
    if "@" in parts.netloc or "#" in url or "\\" in url:
        raise _invalid("url", "without user, password, fragment or backslash")
    if port is not None and port not in (80, 443) and port < _SAFE_PORTS_FROM:
        raise _invalid("url", f"port 443, or one from {_SAFE_PORTS_FROM} on")
    try:
        literal = ip_address(host)
    except ValueError:
        if not _HOST.fullmatch(host) or len(host) > 253:
            raise _invalid("url", "a host name in ASCII (xn-- for others) or an address") from None
        return url
    if not plain_http and not is_public(literal):
        raise _invalid("url", "an address of the public internet")
    return url


def _invalid(field: str, reason: str) -> InvalidValue:
    return InvalidValue(path=(field,), field=field, reason=reason)
