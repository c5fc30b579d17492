"""What slices above `markets.stripe_account` do when Stripe sends an event.

The webhook and the worker's job use the same table, by the beginning of the event's type; here is the lowest
place that may know all slices.
"""

from collections.abc import Mapping

from markets.payouts import operations as payouts
from markets.stripe_account.operations import EventHandler

STRIPE_HANDLERS: Mapping[str, EventHandler] = {
    "transfer.": payouts.hear_stripe,
    "payout.": payouts.hear_stripe,
}
