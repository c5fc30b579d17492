"""Payouts from a balance to its bank account: pending, in transit, paid or failed, and failed after paid."""

from stripe_server.call import Call
from stripe_server.errors import refused
from stripe_server.events import emit
from stripe_server.lists import page
from stripe_server.world import BANKS, DAY, PLATFORM, Object, World

_MONEY_COMES_BACK = ("failed", "canceled")
_FAILS_AFTER_PAID = 5 * DAY


def create(call: Call) -> Object:
    params, world, owner = call.params, call.world, call.account
    amount, currency = params["amount"], params["currency"].lower()
    if amount < 1:
        raise refused("parameter_invalid_integer", "This value must be greater than or equal to 1.", "amount")
    if len(params.get("statement_descriptor", "")) > 22:
        raise refused("invalid_characters", "The descriptor is too long.", "statement_descriptor")
    if owner != PLATFORM and not world.objects[owner]["payouts_enabled"]:
        raise refused("payouts_not_allowed", "Cannot create payouts: this account has requirements due.")
    if owner != PLATFORM and world.objects[owner]["settings"]["payouts"]["schedule"]["interval"] != "manual":
        raise refused("payouts_not_allowed", "This account is paid out automatically; set it to manual.")
    destination = _destination(call, currency)
    if world.available(owner, currency) < amount:
        raise refused("balance_insufficient", "You have insufficient funds in your account for this payout.")
    payout = world.add(
        owner,
        {
            "id": world.new_id("po"),
            "object": "payout",
            "amount": amount,
            "application_fee": None,
            "application_fee_amount": None,
            "arrival_date": world.now + 2 * DAY,
            "automatic": False,
            "balance_transaction": None,
            "created": world.now,
            "currency": currency,
            "description": params.get("description"),
            "destination": destination,
            "failure_balance_transaction": None,
            "failure_code": None,
            "failure_message": None,
            "livemode": False,
            "metadata": params.get("metadata") or {},
            "method": params.get("method", "standard"),
            "original_payout": None,
            "payout_method": None,
            "reconciliation_status": "not_applicable",
            "reversed_by": None,
            "source_type": "card",
            "statement_descriptor": params.get("statement_descriptor"),
            "status": "pending",
            "trace_id": {"status": "pending", "value": None},
            "type": "bank_account",
        },
    )
    out = world.book(owner, "payout", -amount, currency, payout["id"], against=BANKS)
    payout["balance_transaction"] = out["id"]
    emit(world, "payout.created", payout, owner)
    return payout


def update(call: Call) -> Object:
    payout = call.find("payout", call.ids[0])
    payout["metadata"] |= call.params.get("metadata") or {}
    emit(call.world, "payout.updated", payout, call.account)
    return payout


def retrieve(call: Call) -> Object:
    return call.find("payout", call.ids[0])


def listed(call: Call) -> Object:
    found = [
        payout
        for payout in call.world.all("payout", call.account)
        if all(call.params.get(n, payout[n]) == payout[n] for n in ("status", "destination"))
    ]
    return page(found, "/v1/payouts", call.params)


def cancel(call: Call) -> Object:
    payout = call.find("payout", call.ids[0])
    if payout["status"] != "pending":
        raise refused("payout_already_canceled", "Payouts can only be canceled while they are pending.")
    return settle(call.world, payout["id"], "canceled")


def settle(world: World, payout_id: str, status: str, failure_code: str = "account_closed") -> Object:
    """What the bank says of a payout; also `failed` within five days after `paid`."""
    payout, owner = world.objects[payout_id], world.owners[payout_id]
    before = payout["status"]
    allowed = {
        "pending": {"in_transit", "paid", "failed", "canceled"},
        "in_transit": {"paid", "failed"},
        "paid": {"failed"} if world.now <= payout["arrival_date"] + _FAILS_AFTER_PAID else set(),
    }
    if status not in allowed.get(before, set()):
        raise refused("payout_not_movable", f"A payout that is {before} does not become {status}.")
    payout["status"] = status
    if status == "paid":
        payout["trace_id"] = {"status": "supported", "value": f"TRACE{world.counter:08d}"}
    if status == "failed":
        payout["failure_code"], payout["failure_message"] = failure_code, "The bank refused the payout."
    if status in _MONEY_COMES_BACK:
        kind = "payout_failure" if status == "failed" else "payout_cancel"
        back = world.book(owner, kind, payout["amount"], payout["currency"], payout_id, against=BANKS)
        payout["failure_balance_transaction"] = back["id"]
    emit(world, "payout.updated" if status == "in_transit" else f"payout.{status}", payout, owner)
    return payout


def _destination(call: Call, currency: str) -> str | None:
    if call.account == PLATFORM:
        return None
    for bank_account in call.world.all("bank_account", call.account):
        wanted = call.params.get("destination", bank_account["id"])
        if bank_account["currency"] == currency and bank_account["id"] == wanted:
            return str(bank_account["id"])
    raise refused(
        "invalid_request", f"Sorry, you don't have any external accounts in that currency ({currency})."
    )
