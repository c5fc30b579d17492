"""The chain: nothing that was sealed has changed since."""

from markets.chain import queries as chain
from markets.verification.types import Invariant

CHAIN = (
    Invariant(
        chain.BROKEN,
        "Every sealed half-month is chained, every block fits the one before, and every ledger row is as it "
        "was when its block was written.",
        chain.verify,
    ),
)
