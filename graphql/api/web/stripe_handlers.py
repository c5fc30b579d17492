"""What slices above `markets.stripe_account` do when Stripe sends an event.

The webhook and the worker's job use the same table, by the beginning of the event's type; here is the lowest
place that may know all slices.
"""

from collections.abc import Mapping
from datetime import datetime

from markets.payouts import operations as payouts
from markets.stripe_account.gateways import Gateway
from markets.stripe_account.operations import EventHandler
from markets.stripe_account.types import ReceivedEvent
from tenants.access import SYSTEM


def _of_payment(event: ReceivedEvent, gateway: Gateway, now: datetime) -> None:
    payouts.hear_stripe(event=event, gateway=gateway, at=now, actor=SYSTEM.id)


STRIPE_HANDLERS: Mapping[str, EventHandler] = {"transfer.": _of_payment, "payout.": _of_payment}
