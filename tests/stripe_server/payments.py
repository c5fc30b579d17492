"""Card payments: payment intents with their charges, refunds and disputes."""

from stripe_server.call import Call
from stripe_server.errors import ApiError, refused
from stripe_server.events import emit
from stripe_server.lists import page
from stripe_server.world import CARDS, DAY, DISPUTES, PLATFORM, Object, World

# What test cards do (docs.stripe.com/testing).
_DECLINED = {
    "pm_card_chargeDeclined": "generic_decline",
    "pm_card_chargeDeclinedInsufficientFunds": "insufficient_funds",
}
_WANTS_THE_PAYER = "pm_card_authenticationRequired"
_AVAILABLE_AT_ONCE = "pm_card_bypassPending"
_DISPUTED_AT_ONCE = "pm_card_createDispute"
_DISPUTE_FEE = 1500
_CANCELLABLE = ("requires_payment_method", "requires_confirmation", "requires_action", "requires_capture")


def create(call: Call) -> Object:
    params, world = call.params, call.world
    if params["amount"] < 50:
        raise refused("amount_too_small", "Amount must be at least 50 of the smallest unit.", "amount")
    key = world.new_id("pi")
    intent = {
        "id": key,
        "object": "payment_intent",
        "amount": params["amount"],
        "amount_capturable": 0,
        "amount_received": 0,
        "automatic_payment_methods": params.get("automatic_payment_methods"),
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": params.get("capture_method", "automatic_async"),
        "client_secret": f"{key}_secret_{world.counter:012d}",
        "confirmation_method": params.get("confirmation_method", "automatic"),
        "created": world.now,
        "currency": params["currency"].lower(),
        "customer": params.get("customer"),
        "description": params.get("description"),
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": params.get("metadata") or {},
        "next_action": None,
        "payment_method": params.get("payment_method"),
        "allowed_payment_method_types": params.get("allowed_payment_method_types"),
        "payment_method_types": params.get("allowed_payment_method_types") or ["card"],
        "receipt_email": params.get("receipt_email"),
        "status": "requires_confirmation" if params.get("payment_method") else "requires_payment_method",
        "transfer_group": params.get("transfer_group"),
    }
    world.add(call.account, intent)
    emit(world, "payment_intent.created", intent)
    if params.get("confirm"):
        return _confirmed(world, intent)
    return intent


def update(call: Call) -> Object:
    intent = call.find("payment_intent", call.ids[0])
    intent["metadata"] |= call.params.get("metadata") or {}
    return intent


def retrieve(call: Call) -> Object:
    return call.find("payment_intent", call.ids[0])


def listed(call: Call) -> Object:
    return page(call.world.all("payment_intent", call.account), "/v1/payment_intents", call.params)


def confirm(call: Call) -> Object:
    intent = call.find("payment_intent", call.ids[0])
    if intent["status"] not in ("requires_payment_method", "requires_confirmation", "requires_action"):
        raise _unexpected(intent)
    intent["payment_method"] = call.params.get("payment_method", intent["payment_method"])
    if intent["payment_method"] is None:
        raise refused("payment_intent_unexpected_state", "A payment method is needed to confirm.")
    return _confirmed(call.world, intent)


def pay(world: World, intent_id: str, payment_method: str) -> Object:
    """The payer confirms in the browser; whatever comes of it, the intent is returned."""
    intent = world.objects[intent_id]
    intent["payment_method"] = payment_method
    try:
        return _confirmed(world, intent, authenticated=True)
    except ApiError:
        return intent


def capture(call: Call) -> Object:
    intent = call.find("payment_intent", call.ids[0])
    if intent["status"] != "requires_capture":
        raise _unexpected(intent)
    amount = call.params.get("amount_to_capture", intent["amount"])
    if not 0 < amount <= intent["amount"]:
        raise refused("amount_too_large", "The amount cannot be captured.", "amount_to_capture")
    return _paid(call.world, intent, amount)


def cancel(call: Call) -> Object:
    intent = call.find("payment_intent", call.ids[0])
    if intent["status"] not in _CANCELLABLE:
        raise _unexpected(intent)
    intent |= {
        "status": "canceled",
        "canceled_at": call.world.now,
        "amount_capturable": 0,
        "cancellation_reason": call.params.get("cancellation_reason"),
    }
    emit(call.world, "payment_intent.canceled", intent)
    return intent


def retrieve_charge(call: Call) -> Object:
    return call.find("charge", call.ids[0])


def list_charges(call: Call) -> Object:
    wanted = call.params.get("payment_intent")
    charges = call.world.all("charge", call.account)
    return page([c for c in charges if wanted in (None, c["payment_intent"])], "/v1/charges", call.params)


def dispute(world: World, charge_id: str, reason: str = "fraudulent", amount: int | None = None) -> Object:
    """The payer's bank takes the money back, and a fee, until the dispute is decided."""
    charge = world.objects[charge_id]
    charge["disputed"] = True
    opened = world.add(
        PLATFORM,
        {
            "id": world.new_id("du"),
            "object": "dispute",
            "amount": charge["amount"] if amount is None else amount,
            "balance_transactions": [],
            "charge": charge_id,
            "created": world.now,
            "currency": charge["currency"],
            "enhanced_eligibility_types": [],
            "evidence": {},
            "evidence_details": {
                "due_by": world.now + 9 * DAY,
                "has_evidence": False,
                "past_due": False,
                "submission_count": 0,
            },
            "is_charge_refundable": False,
            "livemode": False,
            "metadata": {},
            "payment_intent": charge["payment_intent"],
            "reason": reason,
            "status": "needs_response",
        },
    )
    emit(world, "charge.dispute.created", opened)
    _withdraw(world, opened, -1, _DISPUTE_FEE)
    emit(world, "charge.dispute.funds_withdrawn", opened)
    return opened


def decide_dispute(world: World, dispute_id: str, status: str) -> Object:
    """`won` brings the money back, `lost` does not; `under_review` and `warning_closed` move nothing."""
    decided = world.objects[dispute_id]
    decided["status"] = status
    if status == "won":
        _withdraw(world, decided, 1, 0)
        emit(world, "charge.dispute.funds_reinstated", decided)
    closed = status in ("won", "lost", "warning_closed")
    emit(world, "charge.dispute.closed" if closed else "charge.dispute.updated", decided)
    return decided


def retrieve_dispute(call: Call) -> Object:
    return call.find("dispute", call.ids[0])


def list_disputes(call: Call) -> Object:
    wanted = call.params.get("payment_intent")
    found = [d for d in call.world.all("dispute", call.account) if wanted in (None, d["payment_intent"])]
    return page(found, "/v1/disputes", call.params)


def update_dispute(call: Call) -> Object:
    found = call.find("dispute", call.ids[0])
    found["evidence"] |= call.params.get("evidence") or {}
    found["metadata"] |= call.params.get("metadata") or {}
    if call.params.get("submit"):
        return decide_dispute(call.world, found["id"], "under_review")
    emit(call.world, "charge.dispute.updated", found)
    return found


def close_dispute(call: Call) -> Object:
    return decide_dispute(call.world, call.find("dispute", call.ids[0])["id"], "lost")


def _withdraw(world: World, opened: Object, sign: int, fee: int) -> None:
    amount = sign * world.converted(opened["amount"], opened["currency"], world.currency)
    rate = world.rate(opened["currency"], world.currency)
    booked = world.book(
        PLATFORM, "adjustment", amount, world.currency, opened["id"], against=DISPUTES, fee=fee, rate=rate
    )
    opened["balance_transactions"].append(world.snapshot(booked))


def _unexpected(intent: Object) -> ApiError:
    message = f"This PaymentIntent's status is {intent['status']}."
    return refused("payment_intent_unexpected_state", message)


def _confirmed(world: World, intent: Object, *, authenticated: bool = False) -> Object:
    method = intent["payment_method"]
    if method in _DECLINED:
        error = {"type": "card_error", "code": "card_declined", "decline_code": _DECLINED[method]}
        intent |= {"status": "requires_payment_method", "payment_method": None, "last_payment_error": error}
        emit(world, "payment_intent.payment_failed", intent)
        raise ApiError(402, "card_error", "Your card was declined.", code="card_declined")
    if method == _WANTS_THE_PAYER and not authenticated:
        intent |= {"status": "requires_action", "next_action": {"type": "use_stripe_sdk"}}
        emit(world, "payment_intent.requires_action", intent)
        return intent
    if intent["capture_method"] == "manual":
        intent |= {"status": "requires_capture", "amount_capturable": intent["amount"]}
        emit(world, "payment_intent.amount_capturable_updated", intent)
        return intent
    return _paid(world, intent, intent["amount"])


def _paid(world: World, intent: Object, amount: int) -> Object:
    charge = world.add(
        PLATFORM,
        {
            "id": world.new_id("ch"),
            "object": "charge",
            "amount": intent["amount"],
            "amount_captured": amount,
            "amount_refunded": 0,
            "balance_transaction": None,
            "captured": True,
            "created": world.now,
            "currency": intent["currency"],
            "disputed": False,
            "livemode": False,
            "metadata": {},
            "paid": True,
            "payment_intent": intent["id"],
            "payment_method": intent["payment_method"],
            "refunded": False,
            "status": "succeeded",
            "transfer_group": intent["transfer_group"],
        },
    )
    settled = world.converted(amount, intent["currency"], world.currency)
    later = 0 if intent["payment_method"] == _AVAILABLE_AT_ONCE else world.now + 2 * DAY
    booked = world.book(
        PLATFORM,
        "charge",
        settled,
        world.currency,
        charge["id"],
        against=CARDS,
        fee=settled * 29 // 1000 + 30,
        available_on=later,
        rate=world.rate(intent["currency"], world.currency),
    )
    charge["balance_transaction"] = booked["id"]
    intent |= {
        "status": "succeeded",
        "amount_received": amount,
        "amount_capturable": 0,
        "latest_charge": charge["id"],
        "next_action": None,
        "last_payment_error": None,
    }
    emit(world, "charge.succeeded", charge)
    emit(world, "payment_intent.succeeded", intent)
    if intent["payment_method"] == _DISPUTED_AT_ONCE:
        dispute(world, charge["id"])
    return intent
