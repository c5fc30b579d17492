"""Timed work on Stripe: acting on webhooks, and looking after what a lost webhook would have told."""

from collections.abc import Mapping
from datetime import datetime

from markets.stripe_account import operations as stripe
from markets.stripe_account import queries


def process_events(
    *, now: datetime, handlers: Mapping[str, stripe.EventHandler], position: int | None = None
) -> int:
    """Act on the webhooks that wait; `position` is that of the event which asked for it, and does not
    matter.
    """
    return stripe.process_events(handlers=handlers, processed_at=now)


def refresh_mirrors(*, now: datetime) -> int:
    """Ask Stripe about everything that is not settled for good; returns how much that was."""
    if queries.account_in_force() is None:
        return 0
    return stripe.refresh_mirrors(refreshed_at=now)
