"""Every kind of event of a market's log, with a payload as it may look. Who adds an event adds it here.

Ids in the samples are made up; amounts are centimes, days and instants ISO 8601.
"""

from collections.abc import Sequence
from typing import Any

from tenants.events.types import EventType, by_name

_COOPERATIVE = "0193586e-8a00-7000-8000-0000000000c1"
_STATEMENT = "0193586e-8a00-7000-8000-0000000000d1"
_LISTING = "0193586e-8a00-7000-8000-0000000000a1"
_TILL = "0193586e-8a00-7000-8000-0000000000b1"
_SALE = "0193586e-8a00-7000-8000-0000000000b2"
_DEPOSIT = "0193586e-8a00-7000-8000-0000000000a2"
_PERSON = "person:0193586e-8a00-7000-8000-0000000000f1"
_LINE = {"position": 1, "listing_id": _LISTING, "quantity": 2, "amount_minor": 9_000}
_BATCH = {
    "rail": "bank",
    "execution_on": "2026-11-16",
    "payments": 87,
    "total_minor": 41_250_000,
    "digest": "9f2c" * 16,
}
_PAYOUT = {"statement": _STATEMENT, "cooperative": _COOPERATIVE, "amount_minor": 412_500}
_ATTEMPT = _PAYOUT | {"rail": "bank", "attempt": 1, "reason_code": "", "paid_on": None}
_SUSPENSE = {"amount_minor": 12_000, "reason": "unknown", "owner": _PERSON}


def _batch(step: str, description: str, **said: Any) -> EventType:
    return EventType(f"payout_batch.{step}", "payout batch", description, _BATCH | said)


def _payout(step: str, description: str, sample: dict[str, Any]) -> EventType:
    return EventType(f"payout.{step}", "payout", description, sample)


def _suspense(step: str, description: str) -> EventType:
    return EventType(f"suspense.{step}", "suspense item", description, _SUSPENSE)


def _price_request(step: str, description: str) -> EventType:
    sample = {"product_id": "0193586e-8a00-7000-8000-0000000000a3", "price_minor": 9_900}
    return EventType(f"price_request.{step}", "price request", description, sample)


_SHOP: Sequence[EventType] = (
    _price_request("requested", "Somebody asks for a price outside the nation's corridor."),
    _price_request("approved", "The product may be sold at that price."),
    _price_request("rejected", "It stays at the corridor."),
    EventType(
        "listing.changed",
        "listing",
        "A product is listed, or its price or state changed: what it is from now on.",
        {"product_id": "0193586e-8a00-7000-8000-0000000000a3", "price_minor": 4_500, "state": "active"},
    ),
    EventType(
        "recall.acknowledged",
        "recall",
        "The market has taken the goods of a recall off its shelf.",
        {"product_id": "0193586e-8a00-7000-8000-0000000000a3", "severity": "critical"},
    ),
    EventType(
        "stock.moved",
        "stock movement",
        "Goods came or went otherwise than by a sale or a refund.",
        {"kind": "deposit", "deposit_id": _DEPOSIT, "listing_id": _LISTING, "quantity": 24},
    ),
    EventType(
        "sale.recorded",
        "sale",
        "A till sold.",
        {
            "till_id": _TILL,
            "business_date": "2026-11-10",
            "total_minor": 9_000,
            "rounding_minor": 0,
            "lines": [_LINE],
        },
    ),
    EventType(
        "sale.refunded",
        "refund",
        "Something of a sale was given back.",
        {
            "sale_id": _SALE,
            "till_id": _TILL,
            "business_date": "2026-11-10",
            "amount_minor": 4_500,
            "rounding_minor": 0,
            "lines": [_LINE | {"quantity": 1, "amount_minor": 4_500, "restocked": True}],
        },
    ),
    EventType(
        "history.imported",
        "half-month",
        "A half-month of the past was imported, with one event for all of it.",
        {
            "period": 2019061,
            "sales": 4_200,
            "lines": 9_100,
            "items": 12_400,
            "gross_minor": 61_000_000,
            "deposits": 310,
            "visitors": 18_000,
            "statements": 212,
            "paid_minor": 52_000_000,
        },
    ),
    EventType(
        "verification.failed",
        "verification run",
        "The books contradict themselves: somebody must look at once.",
        {"rows": 1, "invariants": {"ledger.unbalanced": 1}},
    ),
)
_SETTLEMENT: Sequence[EventType] = (
    EventType(
        "period.sealed",
        "half-month",
        "A half-month was closed for good.",
        {"period": 2026111, "imported": False, "pay_on": "2026-11-16"},
    ),
    EventType(
        "statement.issued",
        "statement",
        "A cooperative has its statement.",
        {
            "number": 7,
            "period": 2026111,
            "cooperative": _COOPERATIVE,
            "net_minor": 412_500,
            "held_minor": 0,
            "payable_minor": 412_500,
            "carried_minor": 0,
            "reasons": [],
        },
    ),
    EventType(
        "hold.placed",
        "hold",
        "A cooperative is not paid an amount, or anything (null), until somebody lifts it.",
        {"cooperative": _COOPERATIVE, "amount_minor": 50_000},
    ),
    EventType("hold.lifted", "hold", "A hold ended.", {"cooperative": _COOPERATIVE}),
    EventType(
        "adjustment.approved",
        "adjustment",
        "A correction moved its money; positive centimes to the cooperative.",
        {"cooperative": _COOPERATIVE, "amount_minor": -1_500},
    ),
    EventType(
        "contest.opened",
        "contest",
        "A cooperative contests a line of its statement.",
        {"cooperative": _COOPERATIVE, "line": 4},
    ),
    EventType(
        "contest.decided",
        "contest",
        "The market decided about a contested line.",
        {"cooperative": _COOPERATIVE, "line": 4, "state": "upheld"},
    ),
)
_PAYING: Sequence[EventType] = (
    _batch("prepared", "A batch of payments waits for approval."),
    _batch("approved", "A batch has all its approvals."),
    _batch("submitted", "A batch is with its rail."),
    _batch("cancelled", "A batch was given up: what it would have paid waits for another.", by=_PERSON),
    _payout("accepted", "The rail took a payment.", _ATTEMPT),
    _payout("paid", "A payment arrived.", _ATTEMPT | {"paid_on": "2026-11-16"}),
    _payout("rejected", "The rail refused a payment.", _ATTEMPT | {"reason_code": "AC04"}),
    _payout("returned", "A payment came back.", _ATTEMPT | {"reason_code": "AC04"}),
    _payout("held", "A payment waits for somebody.", _PAYOUT | {"because": "unverified", "by": _PERSON}),
    _payout("released", "The next batch may take a payment that was held.", _PAYOUT | {"by": _PERSON}),
    _payout(
        "contradicted",
        "A rail said what cannot be: nothing moved, and somebody should look.",
        _PAYOUT
        | {
            "rail": "bank",
            "attempt": 1,
            "state": "paid",
            "outcome": "rejected",
            "reported_minor": 412_500,
            "source": "pain.002",
        },
    ),
)
_BANK: Sequence[EventType] = (
    EventType(
        "bank_statement.imported",
        "bank statement",
        "A bank's statement or notification was taken.",
        {"account": "0117…4521", "entries": 31, "new_lines": 31, "complete": True},
    ),
    EventType(
        "bank_lines.matched",
        "who matched them",
        "Lines of the bank found their place, or went into suspense.",
        {"matched": 30, "unmatched": 1},
    ),
    _suspense("opened", "A line of the bank has no known place."),
    _suspense("assigned", "Somebody else finds out about it."),
    _suspense("cleared", "Its place is known now."),
    EventType(
        "suspense.explained",
        "explanation",
        "Somebody signed why a half-month leaves something unexplained.",
        {
            "period": 2026111,
            "amount_minor": 100,
            "unshown_minor": 0,
            "signed_by": _PERSON,
            "digest": "9f2c" * 16,
        },
    ),
    EventType(
        "period.reconciled",
        "half-month",
        "The bank confirms the payments of a half-month, and nothing is left unexplained.",
        {"period": 2026111},
    ),
)
_STRIPE: Sequence[EventType] = (
    EventType(
        "stripe.configured",
        "Stripe configuration",
        "Another version of the market's Stripe account is in force.",
        {"version": 1, "enabled": True, "live": False},
    ),
    EventType(
        "stripe.event_received",
        "Stripe event",
        "Stripe told of something.",
        {"kind": "payment_intent.succeeded"},
    ),
    EventType(
        "stripe.rate_said",
        "rate",
        "Somebody said what the settlement currency is worth.",
        {
            "currency": "eur",
            "effective_from": "2026-11-25",
            "centimes_per_million": 10_800_000,
            "by": _PERSON,
        },
    ),
    EventType(
        "connected_account.changed",
        "connected account",
        "Whether a cooperative can be paid by Stripe changed.",
        {"cooperative": _COOPERATIVE, "payouts_enabled": True, "disabled_reason": ""},
    ),
    EventType(
        "card_payment.changed",
        "card payment",
        "A card payment has another status.",
        {"stripe_id": "pi_3Q…", "amount_minor": 20_000, "status": "succeeded"},
    ),
    EventType(
        "card_refund.changed",
        "card refund",
        "A refund to a card has another status.",
        {"stripe_id": "re_3Q…", "payment": _SALE, "amount_minor": 500, "status": "succeeded"},
    ),
    EventType(
        "stripe_dispute.changed",
        "dispute",
        "A dispute of a card payment has another status.",
        {
            "stripe_id": "du_1Q…",
            "payment": "pi_3Q…",
            "amount_minor": 20_000,
            "status": "needs_response",
            "withdrawn": True,
        },
    ),
)

_SANDBOX: Sequence[EventType] = (
    EventType(
        "sandbox.reset_requested",
        "reset",
        "Somebody asked for the sandbox to be reset; it will be soon.",
        {"by": _PERSON},
    ),
    EventType(
        "sandbox.reset",
        "reset",
        "The sandbox was emptied: forget what was read before. What is there now comes after this.",
        {"by": _PERSON},
    ),
)

MARKET_EVENT_TYPES = by_name((*_SHOP, *_SETTLEMENT, *_PAYING, *_BANK, *_STRIPE, *_SANDBOX))
