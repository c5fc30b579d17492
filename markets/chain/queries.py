"""Reads of the chain: whether it still tells the truth, and the proof that a statement is in it."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import connection

from kernel.errors import NotFound
from kernel.halfmonth import HalfMonth
from markets.chain import rules
from markets.chain.canonical import ROWS_BY_DAY
from markets.chain.models import Block, BlockContent
from markets.chain.types import Header, Proof
from markets.ledger.types import Violation
from markets.periods.rules import CLOSED_STATES
from tenants.database.session import current_login

BROKEN = "chain.broken"
"""The name of every violation that `verify` finds."""

# Each block beside the digests of what it holds, and whether the ledger still has the rows of its day. Rows
# are compared where they are, so that nothing of a sound chain is brought here.
_BLOCKS = f"""
    SELECT block.number, block.day, block.rows_digest, block.statements_digest, block.previous_hash,
           block.hash, sha256(content.rows) AS rows_found, sha256(content.statements) AS statements_found,
           (length(content.rows), length(content.statements))
               = (block.rows_count * {rules.RECORD_LENGTH}, block.statements_count * {rules.DIGEST_LENGTH})
               AS counted,
           coalesce(fresh.rows, ''::bytea) = content.rows AS same
    FROM chain_block block
    LEFT JOIN chain_blockcontent content ON content.block_id = block.number
    LEFT JOIN ({ROWS_BY_DAY}) fresh ON fresh.day = block.day
    WHERE block.period_id = %(period)s
    ORDER BY block.number
"""

_UNCHAINED = """
    SELECT period.id AS period, period.state, count(block.number) AS blocks
    FROM periods_period period LEFT JOIN chain_block block ON block.period_id = period.id
    GROUP BY period.id
    HAVING (period.state = ANY(%(closed)s)) <> (count(block.number) > 0)
        OR count(block.number) NOT IN (0, period.ends_on - period.starts_on + 1)
    ORDER BY period.id
"""


@dataclass(frozen=True, slots=True)
class _Checked:
    """A block as stored, and what was found under it."""

    number: int
    day: date
    rows_digest: bytes
    statements_digest: bytes
    previous_hash: bytes
    hash: bytes
    rows_found: bytes | None
    statements_found: bytes | None
    counted: bool | None
    same: bool | None

    @property
    def content_is_sound(self) -> bool:
        """Whether the block's content is what its digests say; one that is gone is not."""
        found = self.rows_found, self.statements_found
        return bool(self.counted) and found == (self.rows_digest, self.statements_digest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """How far the chain reaches."""

    blocks: int
    day: date
    hash: bytes


def market() -> str:
    """The name of the market in the hashes of its chain: its schema's, so that no block fits another's."""
    login = current_login()
    assert login is not None and login.schema != "public", "a chain is a market's"
    return login.schema


def head() -> Head | None:
    """The latest block, or None while no half-month was sealed."""
    last = Block.objects.order_by("number").last()
    return None if last is None else Head(blocks=last.number, day=last.day, hash=bytes(last.hash))


def header_of(block: Block) -> Header:
    """What the hash of a block covers."""
    return Header(
        market=market(),
        number=block.number,
        period_id=block.period_id,
        day=block.day,
        rows_digest=bytes(block.rows_digest),
        statements_digest=bytes(block.statements_digest),
        previous_hash=bytes(block.previous_hash),
    )


def rows_by_day(half_month: HalfMonth) -> dict[date, bytes]:
    """The ledger rows of a half-month as its blocks hold them, for each day that has any."""
    with connection.cursor() as cursor:
        cursor.execute(ROWS_BY_DAY, _span(half_month))
        return {day: bytes(rows) for day, rows in cursor.fetchall()}


def statement_digests(period_id: int) -> list[bytes]:
    """The digests of a half-month's statements as they were chained; none for one that is not chained."""
    contents = BlockContent.objects.filter(block__period_id=period_id).order_by("-block_id")
    last = contents.values_list("statements", flat=True).first()
    return rules.parts_of(bytes(last or b""))


def proof_of(*, period_id: int, statement_digest: bytes) -> Proof:
    """Where in the chain a statement stands, and all it takes to hash its block again. Raises NotFound."""
    block = Block.objects.filter(period_id=period_id).order_by("number").last()
    digests = statement_digests(period_id)
    if block is None or statement_digest not in digests:
        raise NotFound(kind="ChainProof", id=statement_digest.hex())
    latest = head()
    assert latest is not None
    return Proof(
        header=header_of(block),
        hash=bytes(block.hash),
        statements=digests,
        position=digests.index(statement_digest),
        chain_length=latest.blocks,
    )


def verify() -> Iterator[Violation]:
    """Everything in which the chain and the ledger disagree: always nothing.

    One half-month at a time, so that memory stays bounded. Names ledger rows that were changed, removed or
    added since they were sealed, blocks whose hash is not that of their content, links that are broken, and
    half-months that are sealed and not chained, or chained and not sealed.
    """
    previous: _Checked | None = None
    for period_id in Block.objects.order_by("period_id").values_list("period_id", flat=True).distinct():
        half_month = HalfMonth.from_key(period_id)
        blocks = _blocks(half_month)
        for block in blocks:
            yield from _problems(half_month, block, previous)
            previous = block
        unlike = [block for block in blocks if block.same is False]
        if unlike:
            yield from _row_changes(half_month, unlike)
    yield from _unchained()


def _problems(half_month: HalfMonth, block: _Checked, previous: _Checked | None) -> Iterator[Violation]:
    before = previous.hash if previous else rules.BEFORE_THE_FIRST
    number = previous.number + 1 if previous else 1
    if (block.number, block.previous_hash) != (number, before):
        yield _violation("broken link", block=block.number, day=block.day)
    header = Header(
        market=market(),
        number=block.number,
        period_id=half_month.key,
        day=block.day,
        rows_digest=block.rows_digest,
        statements_digest=block.statements_digest,
        previous_hash=block.previous_hash,
    )
    if rules.block_hash(header) != block.hash:
        yield _violation("changed block", block=block.number, day=block.day)
    if not block.content_is_sound:
        yield _violation("changed content of a block", block=block.number, day=block.day)


def _row_changes(half_month: HalfMonth, unlike: list[_Checked]) -> Iterator[Violation]:
    """The ledger rows that explain why some days are not as their blocks say."""
    days = {block.day: block.number for block in unlike}
    contents = BlockContent.objects.filter(block_id__in=days.values()).order_by("block_id")
    stored = [(day, bytes(rows)) for day, rows in contents.values_list("block__day", "rows")]
    fresh = rows_by_day(half_month)
    found = [(day, rows) for day, rows in sorted(fresh.items()) if day in days]
    named = False
    for change in rules.changes(stored, found):
        named = True
        details = asdict(change) | {"change": change.change.value, "block": days[change.day]}
        yield _violation(f"{change.change.value} ledger row", **details)
    if not named:
        yield _violation("rows of a block in another order", block=unlike[0].number, day=unlike[0].day)


def _unchained() -> Iterator[Violation]:
    with connection.cursor() as cursor:
        cursor.execute(_UNCHAINED, {"closed": sorted(state.value for state in CLOSED_STATES)})
        for period_id, state, blocks in cursor.fetchall():
            yield _violation("half-month unlike its blocks", period=period_id, state=state, blocks=blocks)


def _blocks(half_month: HalfMonth) -> list[_Checked]:
    with connection.cursor() as cursor:
        cursor.execute(_BLOCKS, _span(half_month))
        return [_Checked(*row) for row in cursor.fetchall()]


def _span(half_month: HalfMonth) -> dict[str, Any]:
    return {"period": half_month.key, "first": half_month.first_day, "last": half_month.last_day}


def _violation(what: str, **details: Any) -> Violation:
    return Violation(BROKEN, {"what": what, **details})
