"""Transfers from the platform's balance to connected accounts, and their reversals."""

from stripe_server.call import Call
from stripe_server.errors import refused
from stripe_server.events import emit
from stripe_server.lists import page, whole
from stripe_server.world import EXCHANGE, PLATFORM, Object, World


def create(call: Call) -> Object:
    params, world = call.params, call.world
    account = call.find("account", params["destination"], "destination")
    amount, currency = params.get("amount"), params["currency"].lower()
    if amount is None or amount < 1:
        raise refused("parameter_invalid_integer", "This value must be greater than or equal to 1.", "amount")
    if account["capabilities"].get("transfers") != "active":
        raise refused(
            "insufficient_capabilities_for_transfer",
            "Your destination account needs to have at least one of the following capabilities enabled: "
            "transfers, crypto_transfers, legacy_payments",
        )
    _refuse_bad_source(call, amount, currency)
    transfer = world.add(
        PLATFORM,
        {
            "id": world.new_id("tr"),
            "object": "transfer",
            "amount": amount,
            "amount_reversed": 0,
            "balance_transaction": None,
            "created": world.now,
            "currency": currency,
            "description": params.get("description"),
            "destination": account["id"],
            "destination_payment": None,
            "livemode": False,
            "metadata": params.get("metadata") or {},
            "reversed": False,
            "source_transaction": params.get("source_transaction"),
            "source_type": params.get("source_type", "card"),
            "transfer_group": params.get("transfer_group"),
        },
    )
    _move(world, transfer, account)
    emit(world, "transfer.created", shown(world, transfer))
    return shown(world, transfer)


def update(call: Call) -> Object:
    transfer = call.find("transfer", call.ids[0])
    transfer["metadata"] |= call.params.get("metadata") or {}
    transfer["description"] = call.params.get("description", transfer["description"])
    emit(call.world, "transfer.updated", shown(call.world, transfer))
    return shown(call.world, transfer)


def retrieve(call: Call) -> Object:
    return shown(call.world, call.find("transfer", call.ids[0]))


def listed(call: Call) -> Object:
    found = [
        shown(call.world, transfer)
        for transfer in call.world.all("transfer", PLATFORM)
        if all(call.params.get(n, transfer[n]) == transfer[n] for n in ("transfer_group", "destination"))
    ]
    return page(found, "/v1/transfers", call.params)


def reverse(call: Call) -> Object:
    world, transfer = call.world, call.find("transfer", call.ids[0])
    left = transfer["amount"] - transfer["amount_reversed"]
    amount = call.params.get("amount", left)
    if not 0 < amount <= left:
        raise refused(
            "transfer_reversal_amount_too_large",
            f"Cannot reverse {amount}: the transfer has {left} left to reverse.",
            "amount",
        )
    owner, currency = transfer["destination"], transfer["currency"]
    target = world.objects[owner]["default_currency"]
    taken = world.converted(amount, currency, target)
    if world.available(owner, target) < taken:
        raise refused(
            "balance_insufficient",
            "Insufficient funds in the connected account for this reversal.",
            "amount",
        )
    reversal = world.add(
        PLATFORM,
        {
            "id": world.new_id("trr"),
            "object": "transfer_reversal",
            "amount": amount,
            "balance_transaction": None,
            "created": world.now,
            "currency": currency,
            "destination_payment_refund": None,
            "metadata": call.params.get("metadata") or {},
            "source_refund": None,
            "transfer": transfer["id"],
        },
    )
    rate = world.rate(currency, target)
    book = world.book(owner, "payment_refund", -taken, target, reversal["id"], against=EXCHANGE, rate=rate)
    reversal["destination_payment_refund"] = book["id"]
    back = world.book(PLATFORM, "transfer_refund", amount, currency, reversal["id"], against=EXCHANGE)
    reversal["balance_transaction"] = back["id"]
    transfer["amount_reversed"] += amount
    transfer["reversed"] = transfer["amount_reversed"] == transfer["amount"]
    emit(world, "transfer.reversed", shown(world, transfer))
    return reversal


def list_reversals(call: Call) -> Object:
    transfer = call.find("transfer", call.ids[0])
    return page(_reversals(call.world, transfer), call.path, call.params)


def retrieve_reversal(call: Call) -> Object:
    call.find("transfer", call.ids[0])
    return call.find("transfer_reversal", call.ids[1])


def shown(world: World, transfer: Object) -> Object:
    """The transfer with its reversals."""
    url = f"/v1/transfers/{transfer['id']}/reversals"
    return transfer | {"reversals": whole(_reversals(world, transfer), url)}


def _reversals(world: World, transfer: Object) -> list[Object]:
    return [r for r in world.all("transfer_reversal", PLATFORM) if r["transfer"] == transfer["id"]]


def _refuse_bad_source(call: Call, amount: int, currency: str) -> None:
    """Money from the balance must be available; a charge's may still be on its way, and is used once."""
    world, source = call.world, call.params.get("source_transaction")
    if source is None:
        if world.available(PLATFORM, currency) < amount:
            raise refused(
                "balance_insufficient",
                "You have insufficient available funds in your Stripe account.",
            )
        return
    charge = call.find("charge", source, "source_transaction")
    used = sum(
        transfer["amount"] - transfer["amount_reversed"]
        for transfer in world.all("transfer", PLATFORM)
        if transfer["source_transaction"] == source
    )
    if charge["currency"] != currency or used + amount > charge["amount"]:
        raise refused("transfer_source_balance_parameters_mismatch", "The charge does not cover this.")


def _move(world: World, transfer: Object, account: Object) -> None:
    """Out of the platform's balance, through the exchange, into the account's own currency."""
    source, target = transfer["currency"], account["default_currency"]
    out = world.book(PLATFORM, "transfer", -transfer["amount"], source, transfer["id"], against=EXCHANGE)
    transfer["balance_transaction"] = out["id"]
    got = world.converted(transfer["amount"], source, target)
    payment = world.add(
        account["id"],
        {
            "id": world.new_id("py"),
            "object": "charge",
            "amount": got,
            "amount_captured": got,
            "amount_refunded": 0,
            "balance_transaction": None,
            "captured": True,
            "created": world.now,
            "currency": target,
            "disputed": False,
            "metadata": {},
            "paid": True,
            "refunded": False,
            "source_transfer": transfer["id"],
            "status": "succeeded",
        },
    )
    rate = world.rate(source, target)
    into = world.book(
        account["id"],
        "payment",
        got,
        target,
        payment["id"],
        against=EXCHANGE,
        available_on=world.now + world.transfer_delay if world.transfer_delay else 0,
        rate=rate,
    )
    payment["balance_transaction"] = into["id"]
    transfer["destination_payment"] = payment["id"]
