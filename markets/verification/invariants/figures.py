"""The figures, which headquarters reads as the network's: each is what its facts add up to."""

from dataclasses import asdict

from markets.ledger.types import Violation
from markets.verification import figures
from markets.verification.types import Invariant

_UNLIKE = "figures.unlike_facts"


def _unlike() -> list[Violation]:
    return [Violation(_UNLIKE, asdict(difference)) for difference in figures.differences()]


FIGURES = (
    Invariant(
        _UNLIKE,
        "The figures of every till, cooperative, category and half-month are what sales, refunds, statements "
        "and payouts add up to, receipt by receipt.",
        _unlike,
    ),
)
