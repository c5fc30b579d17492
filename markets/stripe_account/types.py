"""What is said to Stripe and what it answers, as values; amounts in the smallest unit of their currency."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class PaymentStatus(StrEnum):
    """Where a card payment stands: Stripe's own words for a PaymentIntent, and three of ours."""

    REQUESTED = "requested"
    REFUSED = "refused"
    REQUIRES_PAYMENT_METHOD = "requires_payment_method"
    REQUIRES_CONFIRMATION = "requires_confirmation"
    REQUIRES_ACTION = "requires_action"
    PROCESSING = "processing"
    REQUIRES_CAPTURE = "requires_capture"
    CANCELED = "canceled"
    SUCCEEDED = "succeeded"
    OTHER = "other"


class RefundStatus(StrEnum):
    """Where a refund stands: Stripe's own words, and two of ours. A failed or canceled one gave nothing."""

    REQUESTED = "requested"
    PENDING = "pending"
    REQUIRES_ACTION = "requires_action"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"
    OTHER = "other"


class DisputeStatus(StrEnum):
    """Where a dispute stands, in Stripe's own words; `other` for a word of a later version."""

    WARNING_NEEDS_RESPONSE = "warning_needs_response"
    WARNING_UNDER_REVIEW = "warning_under_review"
    WARNING_CLOSED = "warning_closed"
    NEEDS_RESPONSE = "needs_response"
    UNDER_REVIEW = "under_review"
    APPEAL_NEEDS_RESPONSE = "appeal_needs_response"
    APPEAL_UNDER_REVIEW = "appeal_under_review"
    WON = "won"
    LOST = "lost"
    PREVENTED = "prevented"
    OTHER = "other"


class EventOutcome(StrEnum):
    """What became of a webhook: acted upon, of no concern to us, or about an object that Stripe no longer
    has.
    """

    WAITING = "waiting"
    HANDLED = "handled"
    IGNORED = "ignored"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """The way to one Stripe account. `api_base` is empty for Stripe itself."""

    api_key: str = field(repr=False)
    api_base: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a person says of the market's Stripe account."""

    api_key: str = field(repr=False)
    webhook_secrets: Sequence[str] = field(repr=False)
    publishable_key: str
    platform_country: str
    settlement_currency: str
    legal_basis: str = ""
    cndp_number: str = ""
    enabled: bool = False
    api_base: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One thing that Stripe is to do once, however often it is asked.

    `reference` is kept in the object's metadata, so that it is found again when the key is too old to be
    trusted; `key` is the idempotency key; `first_at` is when it was first asked for, as stored by us.
    """

    reference: str
    key: str
    first_at: datetime
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A connected account to be made: a recipient, paid in its own country and currency."""

    country: str
    currency: str
    email: str
    holder: str
    iban: str = field(repr=False)
    bic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirements:
    """What Stripe still wants to know of a connected account, in its own names."""

    currently_due: Sequence[str]
    eventually_due: Sequence[str]
    past_due: Sequence[str]
    pending_verification: Sequence[str]
    disabled_reason: str
    current_deadline: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteAccount:
    id: str
    country: str
    currency: str
    capabilities: Mapping[str, str]
    requirements: Requirements
    payouts_enabled: bool
    details_submitted: bool
    payout_interval: str
    bank_last4: str
    metadata: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteTransfer:
    """`destination_payment` is the credit on the connected account, whose book entry has the rate."""

    id: str
    amount: int
    amount_reversed: int
    currency: str
    destination: str
    transfer_group: str
    balance_transaction: str
    destination_payment: str
    metadata: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteReversal:
    id: str
    amount: int
    currency: str
    transfer: str
    balance_transaction: str
    metadata: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemotePayout:
    """`status` is pending, in_transit, paid, failed or canceled; a paid one may still fail within five
    business days.
    """

    id: str
    amount: int
    currency: str
    status: str
    failure_code: str
    failure_message: str
    trace_id: str
    arrival_at: datetime
    balance_transaction: str
    failure_balance_transaction: str
    metadata: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemotePayment:
    id: str
    amount: int
    amount_received: int
    currency: str
    status: str
    client_secret: str = field(repr=False)
    charge: str
    error_code: str
    metadata: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteRefund:
    id: str
    amount: int
    currency: str
    status: str
    failure_reason: str
    payment: str
    balance_transaction: str
    metadata: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteDispute:
    """`withdrawn`: its book entries, taken together, took money out of the balance."""

    id: str
    amount: int
    currency: str
    status: str
    reason: str
    charge: str
    payment: str
    opened_at: datetime
    evidence_due_at: datetime | None
    withdrawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteBookEntry:
    """A balance transaction: what really moved, after exchange and fees. `exchange_rate` is Stripe's own
    digits, empty where nothing was exchanged.
    """

    id: str
    amount: int
    currency: str
    exchange_rate: str
    fee: int
    net: int
    kind: str
    source: str
    available_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """What a payment came to in the platform's own currency."""

    amount: int
    currency: str
    exchange_rate: str
    fee: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedEvent:
    """A verified webhook, without what it says of its object: whoever acts on it asks Stripe again.

    `account` is the connected account it is about, empty for the platform's own.
    """

    id: str
    kind: str
    account: str
    object_kind: str
    object_id: str
    created_at: datetime
    live: bool
