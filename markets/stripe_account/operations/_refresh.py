"""Looking after everything that is not settled for good."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Model, QuerySet

from markets.stripe_account import queries
from markets.stripe_account.gateways import Gateway, StripeRefused
from markets.stripe_account.operations._connect import refresh_connected_account
from markets.stripe_account.operations._disputes import refresh_dispute
from markets.stripe_account.operations._mirror import to_look
from markets.stripe_account.operations._payments import refresh_card_payment
from markets.stripe_account.operations._refunds import refresh_card_refund


def refresh_mirrors(*, refreshed_at: datetime) -> int:
    """Mirror again every account, and every payment, refund and dispute that may still change.

    For what no webhook told: Stripe stops sending one after three days. What Stripe no longer has is passed
    over. Returns how many were asked for. Raises StripeNotConfigured, StripeBusy, StripeUnreachable.
    """
    gateway = to_look()
    return (
        _each(queries.connected_accounts(), refresh_connected_account, gateway, refreshed_at)
        + _each(queries.payments_that_may_change(), refresh_card_payment, gateway, refreshed_at)
        + _each(queries.refunds_that_may_change(), refresh_card_refund, gateway, refreshed_at)
        + _each(queries.open_disputes(), refresh_dispute, gateway, refreshed_at)
    )


def _each(rows: "QuerySet[Model]", refresh: Callable[..., object], gateway: Gateway, now: datetime) -> int:
    ids = list(rows.values_list("stripe_id", flat=True))
    for stripe_id in ids:
        try:
            refresh(stripe_id=stripe_id, refreshed_at=now, gateway=gateway)
        except StripeRefused as refusal:
            if not refusal.missing:
                raise
    return len(ids)
