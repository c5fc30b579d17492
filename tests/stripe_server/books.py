"""Whether the server's own books are right: what must hold after whatever was asked of it."""

from collections import Counter, defaultdict
from typing import Any

from stripe_server.world import PLATFORM, World


def books(world: World) -> dict[str, Any]:
    """Balances by holder and currency, what each connected account got and was paid, and what is wrong."""
    totals: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for move in world.moves:
        totals[move.holder or "platform"][move.currency] += move.amount
    return {
        "balances": {holder: dict(found) for holder, found in totals.items()},
        "accounts": {account["id"]: _of_account(world, account["id"]) for account in world.all("account")},
        "groups": _groups(world),
        "violations": violations(world),
    }


def violations(world: World) -> list[str]:
    """Sentences, one for each thing that is not as it must be; none while the server is right."""
    return [*_lost_money(world), *_balances(world), *_transfers(world), *_refunds(world), *_payouts(world)]


def _lost_money(world: World) -> list[str]:
    sums: Counter[str] = Counter()
    for move in world.moves:
        sums[move.currency] += move.amount
    return [f"{amount} {currency} came from nowhere" for currency, amount in sums.items() if amount]


def _balances(world: World) -> list[str]:
    found = []
    for owner in [PLATFORM, *(account["id"] for account in world.all("account"))]:
        said: Counter[str] = Counter()
        for move in world.moves:
            if move.holder == owner:
                said[move.currency] += move.amount
        for transaction in world.all("balance_transaction", owner):
            said[transaction["currency"]] -= transaction["net"]
        found += [f"{owner or 'platform'} has {a} {c} unexplained" for c, a in said.items() if a]
    return found


def _transfers(world: World) -> list[str]:
    found = []
    for transfer in world.all("transfer"):
        back = sum(r["amount"] for r in world.all("transfer_reversal") if r["transfer"] == transfer["id"])
        if back != transfer["amount_reversed"] or back > transfer["amount"]:
            found.append(f"{transfer['id']} says {transfer['amount_reversed']} reversed, and {back} was")
    return found


def _refunds(world: World) -> list[str]:
    found = []
    for charge in world.all("charge"):
        alive = [r for r in world.all("refund") if r["charge"] == charge["id"] and r["status"] != "failed"]
        back = sum(refund["amount"] for refund in alive if refund["status"] != "canceled")
        if back != charge["amount_refunded"] or back > charge["amount_captured"]:
            found.append(f"{charge['id']} says {charge['amount_refunded']} refunded, and {back} was")
    return found


def _payouts(world: World) -> list[str]:
    return [
        f"{payout['id']} failed and its money did not come back"
        for payout in world.all("payout")
        if payout["status"] in ("failed", "canceled") and payout["failure_balance_transaction"] is None
    ]


def _of_account(world: World, account: str) -> dict[str, int]:
    sent = [transfer for transfer in world.all("transfer") if transfer["destination"] == account]
    paid = [p for p in world.all("payout", account) if p["status"] not in ("failed", "canceled")]
    return {
        "transfers": len(sent),
        "transferred": sum(transfer["amount"] - transfer["amount_reversed"] for transfer in sent),
        "payouts": len(paid),
        "paid_out": sum(payout["amount"] for payout in paid),
    }


def _groups(world: World) -> dict[str, int]:
    """How many transfers of each group still stand: more than one would be a cooperative paid twice."""
    standing = (t for t in world.all("transfer") if not t["reversed"] and t["transfer_group"])
    return dict(Counter(transfer["transfer_group"] for transfer in standing))
