"""The one door to Stripe: a protocol, its implementation on stripe-python, and how a webhook is verified.

`stripe` is imported in this package only. docs/decisions/stripe.md says what Stripe promises and what not.
"""

from markets.stripe_account.gateways._client import API_VERSION
from markets.stripe_account.gateways._errors import (
    StripeBusy,
    StripeError,
    StripeKeyRefused,
    StripeOutcomeUnknown,
    StripeRefused,
    StripeUnreachable,
)
from markets.stripe_account.gateways._pace import PACE, Pace, Patience
from markets.stripe_account.gateways._protocol import Gateway
from markets.stripe_account.gateways._signature import SignatureRefused, verify
from markets.stripe_account.gateways._stripe import REFERENCE, StripeGateway, open_gateway

__all__ = [
    "API_VERSION",
    "PACE",
    "REFERENCE",
    "Gateway",
    "Pace",
    "Patience",
    "SignatureRefused",
    "StripeBusy",
    "StripeError",
    "StripeGateway",
    "StripeKeyRefused",
    "StripeOutcomeUnknown",
    "StripeRefused",
    "StripeUnreachable",
    "open_gateway",
    "verify",
]
