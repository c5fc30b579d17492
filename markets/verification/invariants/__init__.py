"""What must hold over all slices of a market. An invariant stands once in one of these tuples, by subject."""

from collections.abc import Sequence

from markets.verification.invariants.books import BOOKS
from markets.verification.invariants.chain import CHAIN
from markets.verification.invariants.events import EVENTS
from markets.verification.invariants.figures import FIGURES
from markets.verification.invariants.ledger import LEDGER
from markets.verification.invariants.payouts import PAYOUTS
from markets.verification.invariants.periods import PERIODS
from markets.verification.invariants.reconciliation import RECONCILIATION
from markets.verification.invariants.sales import SALES
from markets.verification.invariants.settlement import SETTLEMENT
from markets.verification.invariants.stock import STOCK
from markets.verification.types import Invariant

INVARIANTS: Sequence[Invariant] = (
    *LEDGER,
    *STOCK,
    *SALES,
    *BOOKS,
    *PERIODS,
    *SETTLEMENT,
    *PAYOUTS,
    *RECONCILIATION,
    *FIGURES,
    *EVENTS,
    *CHAIN,
)

__all__ = ["CHAIN", "INVARIANTS"]
