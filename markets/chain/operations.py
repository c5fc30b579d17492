"""Writes of the chain: a sealed half-month is added to it, nothing else."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import connection

from markets.chain import queries, rules
from markets.chain.models import Block, BlockContent
from markets.chain.types import Header
from markets.periods.models import Period


def append_blocks(*, period: Period, statement_digests: Sequence[bytes]) -> list[Block]:
    """Chain a half-month that is being sealed: a block for each of its days, the statements in the last.

    Call it in the transaction that seals the period, after everything that is posted in it, and never while
    somebody waits at a till. Half-months are chained in their order. `statement_digests` are sha256, in the
    order of the statements' numbers.
    """
    assert connection.in_atomic_block, "a half-month is chained with its sealing, or not at all"
    assert all(len(digest) == rules.DIGEST_LENGTH for digest in statement_digests), "digests are sha256"
    last = Block.objects.order_by("number").last()
    assert last is None or last.period_id < period.id, "half-months are chained in their order"
    rows_of, half_month = queries.rows_by_day(period.half_month), period.half_month
    blocks: list[Block] = []
    contents: list[BlockContent] = []
    day = half_month.first_day
    while day <= half_month.last_day:
        statements = b"".join(statement_digests) if day == half_month.last_day else b""
        rows = rows_of.get(day, b"")
        header = Header(
            market=queries.market(),
            number=last.number + 1 if last else 1,
            period_id=period.id,
            day=day,
            rows_digest=rules.digest(rows),
            statements_digest=rules.digest(statements),
            previous_hash=bytes(last.hash) if last else rules.BEFORE_THE_FIRST,
        )
        last = _block(header, rows_count=len(rows) // rules.RECORD_LENGTH, statements=statements)
        blocks.append(last)
        contents.append(BlockContent(block=last, rows=rows, statements=statements))
        day += timedelta(days=1)
    Block.objects.bulk_create(blocks)
    BlockContent.objects.bulk_create(contents)
    return blocks


def _block(header: Header, *, rows_count: int, statements: bytes) -> Block:
    return Block(
        number=header.number,
        period_id=header.period_id,
        day=header.day,
        rows_count=rows_count,
        rows_digest=header.rows_digest,
        statements_count=len(statements) // rules.DIGEST_LENGTH,
        statements_digest=header.statements_digest,
        previous_hash=header.previous_hash,
        hash=rules.block_hash(header),
    )
