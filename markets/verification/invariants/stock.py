"""Goods: what is on hand of a lot is what came less what went."""

from dataclasses import asdict

from markets.ledger.types import Violation
from markets.stock import queries as stock
from markets.verification.invariants._sql import of_sql
from markets.verification.types import Invariant

_LEVELS = "stock.level_unlike_movements"

_DEPOSITS = """
    SELECT deposit.id AS deposit, deposit.quantity, sum(movement.quantity) AS brought
    FROM stock_deposit deposit
    LEFT JOIN stock_stockmovement movement ON movement.deposit_id = deposit.id AND movement.kind = 'deposit'
    GROUP BY deposit.id HAVING sum(movement.quantity) IS DISTINCT FROM deposit.quantity
"""


def _levels() -> list[Violation]:
    return [Violation(_LEVELS, asdict(mismatch)) for mismatch in stock.mismatches()]


STOCK = (
    Invariant(_LEVELS, "What is on hand of a lot is the sum of its movements.", _levels),
    of_sql("stock.deposit_unlike_movement", "A lot was brought by one movement of its quantity.", _DEPOSITS),
)
