"""Public writes of the market's Stripe account."""

from markets.stripe_account.operations._configure import (
    ConfigurationIdReused,
    PlatformCountryNotSupported,
    TransferNotAuthorised,
    configure_stripe,
)
from markets.stripe_account.operations._connect import (
    CooperativeAlreadyConnected,
    NotConnected,
    NoUsableAccount,
    connect_cooperative,
    create_onboarding_link,
    refresh_connected_account,
)
from markets.stripe_account.operations._disputes import refresh_dispute
from markets.stripe_account.operations._events import (
    EventHandler,
    NotAnEvent,
    process_event,
    process_events,
    receive_event,
)
from markets.stripe_account.operations._mirror import to_act, to_look
from markets.stripe_account.operations._payments import (
    CreatedPayment,
    PaymentIdReused,
    create_card_payment,
    refresh_card_payment,
)
from markets.stripe_account.operations._rates import RateIdReused, set_stripe_rate
from markets.stripe_account.operations._refresh import refresh_mirrors
from markets.stripe_account.operations._refunds import (
    MoreThanPaid,
    RefundIdReused,
    refresh_card_refund,
    refund_card_payment,
)

__all__ = [
    "ConfigurationIdReused",
    "CooperativeAlreadyConnected",
    "CreatedPayment",
    "EventHandler",
    "MoreThanPaid",
    "NoUsableAccount",
    "NotAnEvent",
    "NotConnected",
    "PaymentIdReused",
    "PlatformCountryNotSupported",
    "RateIdReused",
    "RefundIdReused",
    "TransferNotAuthorised",
    "configure_stripe",
    "connect_cooperative",
    "create_card_payment",
    "create_onboarding_link",
    "process_event",
    "process_events",
    "receive_event",
    "refresh_card_payment",
    "refresh_card_refund",
    "refresh_connected_account",
    "refresh_dispute",
    "refresh_mirrors",
    "refund_card_payment",
    "set_stripe_rate",
    "to_act",
    "to_look",
]
