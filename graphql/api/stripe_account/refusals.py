"""What every mutation that has Stripe do something may be refused for."""

from kernel.errors import DomainError
from markets.stripe_account import gateways, queries

WHEN_ACTING: tuple[type[DomainError], ...] = (
    queries.StripeNotConfigured,
    queries.StripeNotEnabled,
    gateways.StripeRefused,
    gateways.StripeBusy,
    gateways.StripeUnreachable,
    gateways.StripeOutcomeUnknown,
)
