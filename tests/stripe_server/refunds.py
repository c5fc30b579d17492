"""Refunds of charges."""

from stripe_server.call import Call
from stripe_server.errors import refused
from stripe_server.events import emit
from stripe_server.lists import page
from stripe_server.world import CARDS, PLATFORM, Object, World


def create(call: Call) -> Object:
    params, world = call.params, call.world
    charge = _charge(call)
    left = charge["amount_captured"] - charge["amount_refunded"]
    amount = params.get("amount", left)
    if charge["disputed"]:
        raise refused("charge_disputed", f"Charge {charge['id']} has been charged back.")
    if left == 0:
        raise refused("charge_already_refunded", f"Charge {charge['id']} has already been refunded.")
    if not 0 < amount <= left:
        raise refused(
            "refund_amount_too_large",
            f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left}).",
            "amount",
        )
    refund = world.add(
        PLATFORM,
        {
            "id": world.new_id("re"),
            "object": "refund",
            "amount": amount,
            "balance_transaction": None,
            "charge": charge["id"],
            "created": world.now,
            "currency": charge["currency"],
            "failure_balance_transaction": None,
            "failure_reason": None,
            "metadata": params.get("metadata") or {},
            "payment_intent": charge["payment_intent"],
            "reason": params.get("reason"),
            "receipt_number": None,
            "source_transfer_reversal": None,
            "status": "succeeded",
            "transfer_reversal": None,
        },
    )
    refund["balance_transaction"] = _book(world, refund, -1)
    _count(charge, amount)
    emit(world, "refund.created", refund)
    emit(world, "charge.refunded", charge)
    return refund


def update(call: Call) -> Object:
    refund = call.find("refund", call.ids[0])
    refund["metadata"] |= call.params.get("metadata") or {}
    return refund


def retrieve(call: Call) -> Object:
    return call.find("refund", call.ids[0])


def listed(call: Call) -> Object:
    found = [
        refund
        for refund in call.world.all("refund", call.account)
        if all(call.params.get(n, refund[n]) == refund[n] for n in ("payment_intent", "charge"))
    ]
    return page(found, "/v1/refunds", call.params)


def fail(world: World, refund_id: str, reason: str = "lost_or_stolen_card") -> Object:
    """The card's bank refuses the refund: the money is the platform's again."""
    refund = world.objects[refund_id]
    refund["status"], refund["failure_reason"] = "failed", reason
    refund["failure_balance_transaction"] = _book(world, refund, 1)
    _count(world.objects[refund["charge"]], -refund["amount"])
    emit(world, "refund.failed", refund)
    return refund


def _charge(call: Call) -> Object:
    if "charge" in call.params:
        return call.find("charge", call.params["charge"], "charge")
    if "payment_intent" not in call.params:
        raise refused("parameter_missing", "Say the charge or the payment intent.", "payment_intent")
    intent = call.find("payment_intent", call.params["payment_intent"], "payment_intent")
    if intent["latest_charge"] is None:
        raise refused("payment_intent_unexpected_state", "This PaymentIntent does not have a charge.")
    return call.find("charge", intent["latest_charge"], "payment_intent")


def _book(world: World, refund: Object, sign: int) -> str:
    amount = sign * world.converted(refund["amount"], refund["currency"], world.currency)
    kind = "refund" if sign < 0 else "refund_failure"
    rate = world.rate(refund["currency"], world.currency)
    booked = world.book(PLATFORM, kind, amount, world.currency, refund["id"], against=CARDS, rate=rate)
    return str(booked["id"])


def _count(charge: Object, amount: int) -> None:
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
