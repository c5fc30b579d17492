"""The chain: nothing that was sealed has changed since."""

from collections.abc import Iterator
from itertools import zip_longest

from django.db import connection

from markets.chain import queries as chain
from markets.chain import rules
from markets.ledger.types import Violation
from markets.verification.types import Invariant

_STATEMENTS = "chain.statement_unlike_block"

_UNLIKE = """
    SELECT period_id, coalesce(chained.digests, ''::bytea), coalesce(issued.digests, ''::bytea)
    FROM (
        SELECT block.period_id, string_agg(content.statements, ''::bytea ORDER BY block.number) AS digests
        FROM chain_block block JOIN chain_blockcontent content ON content.block_id = block.number
        GROUP BY block.period_id
    ) chained
    FULL JOIN (
        SELECT period_id, string_agg(digest, ''::bytea ORDER BY number) AS digests
        FROM settlement_statement GROUP BY period_id
    ) issued USING (period_id)
    WHERE coalesce(chained.digests, ''::bytea) <> coalesce(issued.digests, ''::bytea)
    ORDER BY period_id
"""


def _statements() -> Iterator[Violation]:
    with connection.cursor() as cursor:
        cursor.execute(_UNLIKE)
        unlike = cursor.fetchall()
    for period_id, chained, issued in unlike:
        pairs = zip_longest(rules.parts_of(bytes(chained)), rules.parts_of(bytes(issued)))
        for position, (was, is_now) in enumerate(pairs):
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
