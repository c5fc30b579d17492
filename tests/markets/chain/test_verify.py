"""A sound chain says nothing; whatever is changed behind its back is named."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from kernel.errors import NotFound
from kernel.halfmonth import HalfMonth
from markets.chain import queries, rules
from markets.chain.models import Block
from markets.ledger.models import Entry, Posting

FIRST = HalfMonth(2026, 11, 1)
SECOND = FIRST.next()

Move = Callable[..., Entry]
Seal = Callable[..., list[Block]]
Bend = Callable[..., None]
DIGESTS = (rules.digest(b"first"), rules.digest(b"second"))


def found() -> list[dict[str, Any]]:
    return [dict(violation.details) for violation in queries.verify()]


def told() -> list[str]:
    return [violation["what"] for violation in found()]


@pytest.fixture
def posting(move: Move, seal: Seal) -> Posting:
    """The first posting of a half-month that is sealed, with another sealed after it."""
    entry = move(date(2026, 11, 3))
    move(date(2026, 11, 4))
    move(date(2026, 11, 20))
    seal(statements=DIGESTS)
    seal(SECOND)
    return Posting.objects.filter(entry=entry).order_by("id")[0]


class TestVerify:
    def test_finds_nothing_in_a_chain_as_it_was_written(self, posting: Posting, move: Move) -> None:
        move(date(2026, 12, 3))  # what is not sealed is in no block
        assert found() == []

    def test_finds_nothing_where_nothing_was_sealed(self, casablanca: str) -> None:
        assert found() == []

    @pytest.mark.parametrize(
        "change",
        [
            "amount_minor = amount_minor + 1",
            "kind = 'rounding'",
            "debit_id = credit_id + 1000",
            "credit_id = debit_id + 1000",
            "entry_id = (SELECT id FROM ledger_entry WHERE id <> entry_id ORDER BY id LIMIT 1)",
        ],
    )
    def test_names_a_posting_that_was_changed(self, posting: Posting, bend: Bend, change: str) -> None:
        bend(f"UPDATE ledger_posting SET {change} WHERE id = %s", [posting.id])

        assert {
            "what": "changed ledger row",
            "change": "changed",
            "table": "ledger_posting",
            "id": str(posting.id),
            "day": date(2026, 11, 3),
            "block": 3,
        } in found()

    @pytest.mark.parametrize(
        "change",
        [
            "kind = 'payout'",
            "source_id = gen_random_uuid()",
            "occurred_at = occurred_at + interval '1 microsecond'",
            "recorded_at = recorded_at + interval '1 microsecond'",
            "business_date = business_date + 1",
            "reverses_id = (SELECT id FROM ledger_entry WHERE id <> entry.id ORDER BY id LIMIT 1)",
            "actor = actor || ' '",
        ],
    )
    def test_names_an_entry_that_was_changed_and_nothing_else(
        self, posting: Posting, bend: Bend, change: str
    ) -> None:
        bend(f"UPDATE ledger_entry entry SET {change} WHERE id = %s", [posting.entry_id])

        [violation] = found()
        assert (violation["what"], violation["table"]) == ("changed ledger row", "ledger_entry")
        assert (violation["id"], violation["block"]) == (str(posting.entry_id), 3)

    def test_names_a_posting_that_was_removed(self, posting: Posting, bend: Bend) -> None:
        bend("DELETE FROM ledger_posting WHERE id = %s", [posting.id])

        [violation] = found()
        assert (violation["what"], violation["id"]) == ("removed ledger row", str(posting.id))

    def test_names_an_entry_that_was_removed(self, posting: Posting, bend: Bend) -> None:
        bend("DELETE FROM ledger_posting WHERE entry_id = %s", [posting.entry_id])
        bend("DELETE FROM ledger_entry WHERE id = %s", [posting.entry_id])

        assert told() == ["removed ledger row"] * 3
        assert str(posting.entry_id) in {violation["id"] for violation in found()}

    def test_names_a_posting_that_was_added(self, posting: Posting, bend: Bend) -> None:
        bend(
            "INSERT INTO ledger_posting (id, entry_id, period_id, debit_id, credit_id, amount_minor, kind)"
            " SELECT 987654, entry_id, period_id, debit_id, credit_id, 1, kind FROM ledger_posting"
            " WHERE id = %s",
            [posting.id],
        )

        [violation] = found()
        assert (violation["what"], violation["id"], violation["block"]) == ("added ledger row", "987654", 3)

    def test_names_a_row_that_moved_to_another_half_month_on_both_sides(
        self, posting: Posting, bend: Bend
    ) -> None:
        bend("UPDATE ledger_posting SET period_id = %s WHERE id = %s", [SECOND.key, posting.id])

        assert told() == ["removed ledger row", "added ledger row"]
        assert {violation["id"] for violation in found()} == {str(posting.id)}

    def test_names_every_posting_of_an_account_that_was_given_another_code(
        self, posting: Posting, bend: Bend
    ) -> None:
        bend("UPDATE ledger_account SET code = 'bank:elsewhere' WHERE code = 'till:cash'")

        assert told() == ["changed ledger row"] * 3

    def test_finds_a_block_that_was_written_again_to_fit_the_ledger(
        self, posting: Posting, bend: Bend
    ) -> None:
        """Whoever changes a row and mends its block breaks the hash, and then the link of the next block."""
        bend("UPDATE ledger_posting SET amount_minor = amount_minor + 1 WHERE id = %s", [posting.id])
        rows = queries.rows_by_day(FIRST)[date(2026, 11, 3)]
        bend("UPDATE chain_blockcontent SET rows = %s WHERE block_id = 3", [rows])
        assert found() == [{"what": "changed content of a block", "block": 3, "day": date(2026, 11, 3)}]

        bend("UPDATE chain_block SET rows_digest = %s WHERE number = 3", [rules.digest(rows)])
        assert found() == [{"what": "changed block", "block": 3, "day": date(2026, 11, 3)}]

        header = queries.header_of(Block.objects.get(number=3))
        bend("UPDATE chain_block SET hash = %s WHERE number = 3", [rules.block_hash(header)])
        assert found() == [{"what": "broken link", "block": 4, "day": date(2026, 11, 4)}]

    @pytest.mark.parametrize(
        ("change", "block"),
        [
            ("hash = sha256(hash)", 15),
            ("previous_hash = sha256(hash)", 15),
            ("statements_digest = sha256(hash)", 15),
            ("day = '2030-01-01'", 15),
        ],
    )
    def test_finds_a_block_that_was_changed(
        self, posting: Posting, bend: Bend, change: str, block: int
    ) -> None:
        bend(f"UPDATE chain_block SET {change} WHERE number = {block}")

        assert "changed block" in told()

    def test_finds_a_block_that_counts_wrongly(self, posting: Posting, bend: Bend) -> None:
        bend("UPDATE chain_block SET rows_count = rows_count + 1 WHERE number = 3")

        assert told() == ["changed content of a block"]

    def test_finds_statements_that_were_changed_in_a_block(self, posting: Posting, bend: Bend) -> None:
        bend("UPDATE chain_blockcontent SET statements = sha256(statements) WHERE block_id = 15")

        assert told() == ["changed content of a block"]

    def test_finds_rows_of_a_block_in_another_order(self, posting: Posting, bend: Bend) -> None:
        bend(
            "UPDATE chain_blockcontent SET rows = substr(rows, 50) || substr(rows, 1, 49) WHERE block_id = 3"
        )

        assert told() == ["changed content of a block", "rows of a block in another order"]

    def test_finds_a_block_without_its_content(self, posting: Posting, bend: Bend) -> None:
        bend("DELETE FROM chain_blockcontent WHERE block_id = 3")

        assert told() == ["changed content of a block"]

    def test_finds_a_block_that_is_gone(self, posting: Posting, bend: Bend) -> None:
        bend("DELETE FROM chain_blockcontent WHERE block_id = 7")
        bend("DELETE FROM chain_block WHERE number = 7")

        assert told() == ["broken link", "half-month unlike its blocks"]

    def test_finds_a_chain_whose_end_is_gone(self, posting: Posting, bend: Bend) -> None:
        bend("DELETE FROM chain_blockcontent WHERE block_id > 15")
        bend("DELETE FROM chain_block WHERE number > 15")

        [violation] = found()
        assert violation == {
            "what": "half-month unlike its blocks",
            "period": SECOND.key,
            "state": "sealed",
            "blocks": 0,
        }

    def test_finds_a_half_month_that_was_opened_again(self, posting: Posting, bend: Bend) -> None:
        bend("UPDATE periods_period SET state = 'open', sealed_at = NULL WHERE id = %s", [SECOND.key])

        assert told() == ["half-month unlike its blocks"]

    def test_does_not_take_another_market_s_chain_for_its_own(
        self, posting: Posting, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(queries, "market", lambda: "marrakech")

        assert told() == ["changed block"] * 30


class TestProof:
    def test_leads_from_a_statement_to_its_block(self, posting: Posting) -> None:
        proof = queries.proof_of(period_id=FIRST.key, statement_digest=DIGESTS[1])

        assert (proof.number, proof.position, proof.chain_length) == (15, 1, 30)
        assert proof.previous_hash == bytes(Block.objects.get(number=14).hash)
        assert rules.digest(b"".join(proof.statements)) == proof.header.statements_digest
        assert rules.block_hash(proof.header) == proof.hash == bytes(Block.objects.get(number=15).hash)

    @pytest.mark.parametrize(
        ("period_id", "digest"),
        [(FIRST.key, rules.digest(b"other")), (SECOND.key, DIGESTS[0]), (2030011, DIGESTS[0])],
    )
    def test_is_none_for_what_was_not_chained(self, posting: Posting, period_id: int, digest: bytes) -> None:
        with pytest.raises(NotFound):
            queries.proof_of(period_id=period_id, statement_digest=digest)


class TestHead:
    def test_is_the_latest_block(self, seal: Seal) -> None:
        assert queries.head() is None

        last = seal()[-1]

        head = queries.head()
        assert head is not None
        assert (head.blocks, head.day, head.hash) == (15, FIRST.last_day, bytes(last.hash))
