"""One request to Stripe: at the process's pace, again when that is safe, and answered by plain values."""

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import stripe
from stripe import RequestsClient, StripeClient

from markets.stripe_account.gateways._errors import (
    StripeBusy,
    StripeError,
    StripeKeyRefused,
    StripeOutcomeUnknown,
    StripeRefused,
    StripeUnreachable,
)
from markets.stripe_account.gateways._pace import Pace, Patience
from markets.stripe_account.types import Access

API_VERSION = "2026-10-28.endive"
"""The version that this code was written for; stripe-python 16.1 brings the same, and a newer library must
not change it unnoticed."""

_CONNECT_SECONDS, _READ_SECONDS = 5, 30

# How long Stripe took for earlier requests is nobody's business but ours.
stripe.enable_telemetry = False

Options = dict[str, Any]
Call = Callable[[Any], Any]


@lru_cache(maxsize=64)
def client_of(access: Access) -> StripeClient:
    """The library's client of an account. It never repeats by itself: it would sleep on its own, and leave
    429 alone.
    """
    return StripeClient(
        access.api_key,
        stripe_version=API_VERSION,
        base_addresses={"api": access.api_base} if access.api_base else None,
        max_network_retries=0,
        http_client=RequestsClient(timeout=(_CONNECT_SECONDS, _READ_SECONDS)),
    )


def ask(call: Call, *, pace: Pace, patience: Patience, key: str = "", account: str = "") -> dict[str, Any]:
    """The JSON that Stripe answers, numbers with a fraction as their own digits.

    With an idempotency `key` the call does something, and is repeated under the same key; without one it
    only reads. Raises StripeRefused, StripeBusy, StripeUnreachable, StripeOutcomeUnknown.
    """
    options: Options = {"idempotency_key": key or None, "stripe_account": account or None}
    doubt = False
    for attempt in range(1, patience.attempts + 1):
        pace.wait()
        try:
            return _plain(call(options))
        except stripe.StripeError as error:
            failure, again = _meaning(error, writes=bool(key))
            doubt = doubt or isinstance(failure, StripeOutcomeUnknown)
            if not again or attempt == patience.attempts:
                # What came before may have been done, though this repetition was not.
                busy_in_doubt = doubt and isinstance(failure, StripeBusy)
                raise (StripeOutcomeUnknown() if busy_in_doubt else failure) from error
            pace.sleep(patience.wait_after(attempt))
    raise AssertionError("patience has at least one attempt")


def _plain(answered: Any) -> dict[str, Any]:
    """The response's own text, read again: the library makes floats of exchange rates."""
    found: dict[str, Any] = json.loads(answered.last_response.body, parse_float=str)
    return found


def _meaning(error: stripe.StripeError, *, writes: bool) -> tuple[StripeError, bool]:
    """What an error says, and whether asking again may help."""
    unknown: StripeError = StripeOutcomeUnknown() if writes else StripeUnreachable()
    if isinstance(error, stripe.APIConnectionError):
        return unknown, True
    status = error.http_status or 0
    again = _header(error.headers, "stripe-should-retry") != "false"
    if isinstance(error, stripe.RateLimitError) or status == 409:
        return StripeBusy(), again
    if isinstance(error, stripe.IdempotencyError):
        # The key did something else before; whether that was what is wanted now, a look at it tells.
        return unknown, False
    if isinstance(error, stripe.AuthenticationError | stripe.PermissionError):
        return StripeKeyRefused(stripe_code=_code(error), reason=error.user_message or ""), False
    if 400 <= status < 500:
        return StripeRefused(stripe_code=_code(error), reason=error.user_message or ""), False
    return unknown, again


def _code(error: stripe.StripeError) -> str:
    if error.code:
        return error.code
    told = error.json_body.get("error", {}) if isinstance(error.json_body, dict) else {}
    return str(told.get("code") or told.get("type") or type(error).__name__)


def _header(headers: Mapping[str, str] | None, name: str) -> str:
    return next((value for key, value in (headers or {}).items() if key.lower() == name), "")
