"""Chaining a half-month: a block a day, every row in the block of its day, each block on the one before."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from kernel.halfmonth import HalfMonth
from markets.chain import canonical, queries, rules
from markets.chain import operations as chain
from markets.chain.models import Block, BlockContent
from markets.chain.types import Header
from markets.ledger.models import Entry, Posting
from markets.periods.models import Period

FIRST = HalfMonth(2026, 11, 1)
SECOND = FIRST.next()

Move = Callable[..., Entry]
Seal = Callable[..., list[Block]]
DIGESTS = (rules.digest(b"first"), rules.digest(b"second"))


def micros(instant: Any) -> int:
    return int(instant.timestamp()) * 1_000_000 + instant.microsecond


def computed(day_entries: list[Entry]) -> bytes:
    """The rows of a day as Python alone makes them from the columns."""
    records = []
    for entry in day_entries:
        values = [
            str(entry.id), entry.kind, str(entry.source_id), entry.period_id, micros(entry.occurred_at),
            micros(entry.recorded_at), entry.business_date.isoformat(),
            str(entry.reverses_id) if entry.reverses_id else None, entry.actor,
        ]  # fmt: skip
        records.append(rules.entry_record(entry.id, rules.row_digest("ledger_entry", values)))
        for posting in Posting.objects.filter(entry=entry).select_related("debit", "credit"):
            row = [
                posting.id, str(posting.entry_id), posting.period_id, posting.debit_id, posting.credit_id,
                posting.amount_minor, posting.kind, posting.debit.code, posting.credit.code,
            ]  # fmt: skip
            records.append(rules.posting_record(posting.id, rules.row_digest("ledger_posting", row)))
    return b"".join(sorted(records))


class TestAppendBlocks:
    def test_makes_a_block_of_every_day_also_of_those_on_which_nothing_happened(
        self, move: Move, seal: Seal
    ) -> None:
        move(date(2026, 11, 3))

        blocks = seal()

        assert [block.number for block in blocks] == list(range(1, 16))
        assert [block.day for block in blocks] == [FIRST.first_day + timedelta(days=n) for n in range(15)]
        assert [block.rows_count for block in blocks] == [0, 0, 3] + [0] * 12
        assert list(Block.objects.order_by("number")) == blocks

    def test_links_every_block_to_the_one_before_across_half_months(self, move: Move, seal: Seal) -> None:
        move(date(2026, 11, 3))
        move(date(2026, 11, 20))

        blocks = [*seal(), *seal(SECOND)]

        assert bytes(blocks[0].previous_hash) == bytes(32)
        for before, block in pairwise(blocks):
            assert bytes(block.previous_hash) == bytes(before.hash)
        assert [block.number for block in blocks] == list(range(1, 31))
        assert len({bytes(block.hash) for block in blocks}) == 30

    @pytest.mark.parametrize("actor", ["karim", "أمينة", 'a "b" \\ | \t,', "\x01\x7f  é"])
    def test_holds_what_anybody_can_compute_from_the_columns(
        self, move: Move, seal: Seal, actor: str
    ) -> None:
        day = date(2026, 11, 3)
        entries = [move(day, actor=actor), move(day, amount_minor=2**40)]

        block = seal()[2]

        content = BlockContent.objects.get(block=block)
        assert bytes(content.rows) == computed(entries)
        header = Header(
            market="casablanca",
            number=3,
            period_id=FIRST.key,
            day=day,
            rows_digest=rules.digest(computed(entries)),
            statements_digest=rules.digest(b""),
            previous_hash=bytes(block.previous_hash),
        )
        assert bytes(block.hash) == rules.block_hash(header)

    @pytest.mark.parametrize("zone", ["Africa/Casablanca", "Asia/Tokyo"])
    def test_does_not_depend_on_how_the_session_writes_dates(self, move: Move, seal: Seal, zone: str) -> None:
        entry = move(date(2026, 11, 3))
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL timezone = '{zone}'; SET LOCAL datestyle = 'ISO, DMY'")

        blocks = seal()

        assert bytes(BlockContent.objects.get(block=blocks[2]).rows) == computed([entry])

    def test_counts_a_late_fact_on_the_first_day_of_the_half_month_it_landed_in(
        self, move: Move, seal: Seal
    ) -> None:
        seal()
        move(date(2026, 11, 3), at=SECOND.starts_at)

        blocks = seal(SECOND)

        assert [block.rows_count for block in blocks] == [3] + [0] * 14

    def test_puts_the_statements_into_the_last_day(self, seal: Seal) -> None:
        blocks = seal(statements=DIGESTS)

        assert [block.statements_count for block in blocks] == [0] * 14 + [2]
        assert queries.statement_digests(FIRST.key) == list(DIGESTS)
        assert bytes(blocks[-1].statements_digest) == rules.digest(b"".join(DIGESTS))

    def test_is_done_once_and_in_the_order_of_half_months(self, seal: Seal) -> None:
        seal(SECOND)

        for half_month in (FIRST, SECOND):
            with pytest.raises(AssertionError, match="in their order"), transaction.atomic():
                chain.append_blocks(period=Period.objects.get(pk=half_month.key), statement_digests=())

    def test_is_for_the_market_to_add_and_for_nobody_to_change(self, seal: Seal) -> None:
        seal()
        for statement in (
            "UPDATE chain_block SET hash = hash",
            "DELETE FROM chain_block",
            "UPDATE chain_blockcontent SET rows = rows",
            "DELETE FROM chain_blockcontent",
            "TRUNCATE chain_block CASCADE",
        ):
            refused = pytest.raises(ProgrammingError, match="permission denied")
            with refused, transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)

    def test_refuses_a_second_successor_of_a_block(self, seal: Seal) -> None:
        last = seal()[-1]

        fork = Block(
            number=99,
            period_id=SECOND.key,
            day=SECOND.first_day,
            rows_count=0,
            rows_digest=rules.digest(b""),
            statements_count=0,
            statements_digest=rules.digest(b""),
            previous_hash=last.previous_hash,
            hash=rules.digest(b"fork"),
        )
        with pytest.raises(IntegrityError, match="block_has_one_successor"), transaction.atomic():
            fork.save(force_insert=True)


class TestCanonicalText:
    @pytest.mark.parametrize(("model", "columns"), [(Entry, canonical.ENTRY), (Posting, canonical.POSTING)])
    def test_has_every_column_of_the_table(self, model: type[Entry] | type[Posting], columns: Any) -> None:
        """A new column stands in no hash until it is put there: add it last, so that old hashes stay true."""
        assert list(columns) == [field.column for field in model._meta.concrete_fields]
