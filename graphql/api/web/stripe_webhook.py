"""`POST /stripe/webhook` on a market's host: kept at once, acted upon now if Stripe can be asked, else later.

Stripe wants its answer within seconds and sends again what it did not get one for; so whatever follows the
keeping cannot make it fail. docs/decisions/stripe.md says why the worker acts on it too.
"""

import structlog
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase

from api.web.stripe_handlers import STRIPE_HANDLERS
from kernel import clock
from kernel.errors import DomainError
from markets.stripe_account import operations as stripe
from markets.stripe_account.gateways import SignatureRefused
from markets.stripe_account.queries import StripeNotConfigured
from observability import sentry

MOST_BYTES = 262_144
"""Stripe's events are a few kilobytes; a quarter of a megabyte is none of them."""

log = structlog.get_logger(__name__)


def stripe_webhook(request: HttpRequest) -> HttpResponseBase:
    """Answer 200 for a verified event, known or not, also the second time; 400 for what is none."""
    if request.seat.schema is None:  # type: ignore[attr-defined]
        return _refused(404, "NOT_FOUND", "Stripe's events go to a market's host.")
    if request.method != "POST":
        return _refused(405, "METHOD_NOT_ALLOWED", "Send events with POST.")
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return _refused(413, "LIMIT", f"An event has at most {MOST_BYTES} bytes.")
    now = clock.now()
    try:
        event_id = stripe.receive_event(
            body=body, signature=request.headers.get("Stripe-Signature", ""), received_at=now
        )
    except StripeNotConfigured as error:
        return _of(404, error)
    except (SignatureRefused, stripe.NotAnEvent) as error:
        log.warning("stripe webhook refused", code=error.code, **error.params)
        return _of(400, error)
    try:
        stripe.process_event(event_id=event_id, handlers=STRIPE_HANDLERS, processed_at=now)
    except Exception as error:
        # It is kept, and the worker acts on it; an answer of 500 would only make Stripe send it again.
        log.exception("stripe event left to the worker", event=event_id)
        sentry.report(error)
    return JsonResponse({"received": event_id})


stripe_webhook.csrf_exempt = True  # type: ignore[attr-defined]  # signed by Stripe, and no browser's cookie counts


def _of(status: int, error: DomainError) -> JsonResponse:
    return _refused(status, error.code, error.message("en"))


def _refused(status: int, code: str, message: str) -> JsonResponse:
    response = JsonResponse({"errors": [{"message": message, "extensions": {"code": code}}]}, status=status)
    if status == 405:
        response["Allow"] = "POST"
    return response
