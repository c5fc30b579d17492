"""The chain: nothing that was sealed has changed since."""

from collections.abc import Iterator
from itertools import zip_longest

from markets.chain import queries as chain
from markets.ledger.types import Violation
from markets.periods import queries as calendar
from markets.settlement import queries as settlement
from markets.verification.types import Invariant

_STATEMENTS = "chain.statement_unlike_block"


def _statements() -> Iterator[Violation]:
    for period_id in calendar.closed(calendar.periods()).values_list("id", flat=True):
        chained, issued = chain.statement_digests(period_id), settlement.digests_of_period(period_id)
        for position, (was, is_now) in enumerate(zip_longest(chained, issued)):
            if was != is_now:
                hashes = {"chained": was and was.hex(), "issued": is_now and is_now.hex()}
                yield Violation(_STATEMENTS, {"period": period_id, "position": position} | hashes)


CHAIN = (
    Invariant(
        chain.BROKEN,
        "Every sealed half-month is chained, every block fits the one before, and every ledger row is as it "
        "was when its block was written.",
        chain.verify,
    ),
    Invariant(
        _STATEMENTS,
        "The digests of a half-month's statements are those in its last block, in the same order.",
        _statements,
    ),
)
