"""Every invariant holds in a market that did everything, and names the row when it is broken."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from settling import ACCOUNTANT

from kernel.halfmonth import HalfMonth
from markets.ledger.types import Violation
from markets.sales.models import Sale
from markets.verification import queries
from markets.verification.invariants import INVARIANTS
from markets.verification.types import MOST_ROWS, Invariant

FIRST = HalfMonth(2026, 11, 1)

Bend = Callable[..., list[Any]]


class Breach(NamedTuple):
    """A statement behind everybody's back that breaks an invariant; it returns what must be named."""

    invariant: str
    statement: str


FIRST_SALE = "SELECT id FROM sales_sale ORDER BY occurred_at, id LIMIT 1"
A_SALE_S_POSTING = "SELECT id FROM ledger_posting WHERE kind = 'sale' ORDER BY id LIMIT 1"
ELSEWHERE = "SELECT id FROM ledger_account WHERE code = 'market:rounding'"

BREACHES = [
    Breach(
        "payouts.download_unlike_audit",
        "UPDATE payouts_bankfiledownload SET actor = 'nobody' RETURNING id",
    ),
    Breach(
        "payouts.bank_file_tampered",
        "UPDATE payouts_bankfile SET sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1) RETURNING id",
    ),
    Breach(
        "reconciliation.parts_unlike_line",
        "UPDATE reconciliation_match SET amount_minor = amount_minor + 1 RETURNING line_id",
    ),
    Breach(
        "reconciliation.suspense_unlike_line",
        "UPDATE reconciliation_suspenseitem SET amount_minor = amount_minor + 1 RETURNING id",
    ),
    Breach(
        "ledger.unbalanced_entry",
        f"UPDATE ledger_posting SET debit_id = 0 WHERE id = ({A_SALE_S_POSTING}) RETURNING entry_id",
    ),
    Breach(
        "ledger.empty_entry",
        "INSERT INTO ledger_entry SELECT gen_random_uuid(), kind, gen_random_uuid(), occurred_at,"
        " recorded_at, business_date, actor, period_id, NULL FROM ledger_entry LIMIT 1 RETURNING id",
    ),
    Breach(
        "ledger.one_sided_posting",
        "ALTER TABLE ledger_posting DROP CONSTRAINT posting_moves_something;"
        f"UPDATE ledger_posting SET amount_minor = 0 WHERE id = ({A_SALE_S_POSTING}) RETURNING id",
    ),
    Breach(
        "ledger.one_sided_posting",
        "ALTER TABLE ledger_posting DROP CONSTRAINT posting_moves_between_two_accounts;"
        f"UPDATE ledger_posting SET credit_id = debit_id WHERE id = ({A_SALE_S_POSTING}) RETURNING id",
    ),
    Breach(
        "ledger.misplaced_posting",
        f"UPDATE ledger_posting SET period_id = 2026121 WHERE id = ({A_SALE_S_POSTING}) RETURNING id",
    ),
    Breach(
        "ledger.unbalanced",
        f"UPDATE ledger_posting SET debit_id = 0 WHERE id = ({A_SALE_S_POSTING}) RETURNING -amount_minor",
    ),
    Breach(
        "ledger.account_unlike_code",
        "UPDATE ledger_account SET code = 'cooperative:nobody:payable' WHERE kind = 'fees' RETURNING id",
    ),
    Breach(
        "ledger.account_unlike_code",
        "UPDATE ledger_account SET code = upper(code) WHERE id = (SELECT min(id) FROM ledger_account"
        " WHERE kind = 'payable') RETURNING id",
    ),
    Breach(
        "ledger.reversal_unlike_entry",
        "UPDATE ledger_posting SET amount_minor = amount_minor - 1 WHERE entry_id ="
        " (SELECT id FROM ledger_entry WHERE kind = 'reversal') RETURNING entry_id",
    ),
    Breach(
        "stock.level_unlike_movements",
        "UPDATE stock_stocklevel SET on_hand = on_hand + 1"
        " WHERE deposit_id = (SELECT deposit_id FROM stock_stocklevel LIMIT 1) RETURNING deposit_id",
    ),
    Breach(
        "stock.deposit_unlike_movement",
        "UPDATE stock_deposit SET quantity = quantity + 1"
        " WHERE id = (SELECT id FROM stock_deposit LIMIT 1) RETURNING id",
    ),
    Breach(
        "sales.lines_unlike_total",
        f"UPDATE sales_sale SET total_minor = total_minor + 1 WHERE id = ({FIRST_SALE}) RETURNING id",
    ),
    Breach(
        "sales.line_unlike_price",
        "UPDATE sales_saleline SET unit_price_minor = unit_price_minor + 1"
        " WHERE id = (SELECT min(id) FROM sales_saleline) RETURNING id",
    ),
    *(
        Breach(
            "sales.line_unlike_price",
            f"UPDATE sales_saleline SET {bent} WHERE id = (SELECT min(id) FROM sales_saleline) RETURNING id",
        )
        for bent in (
            "fee_parts = jsonb_set(fee_parts, '{0,amount_minor}', '1')",
            "tax_basis_points = 1000",
            "fee_tax_minor = fee_tax_minor - 1",
        )
    ),
    Breach(
        "sales.tenders_unlike_total",
        f"UPDATE sales_sale SET change_minor = change_minor + 10 WHERE id = ({FIRST_SALE}) RETURNING id",
    ),
    Breach(
        "sales.refunded_more_than_sold",
        "UPDATE sales_refundline SET quantity = quantity + 100 RETURNING sale_line_id",
    ),
    Breach(
        "sales.receipt_missing",
        "UPDATE sales_sale SET receipt_number = 9 WHERE receipt_number = 2 RETURNING till_id",
    ),
    Breach(
        "sales.receipt_missing",
        "UPDATE tills_receiptcounter SET last_number = last_number + 1 WHERE numbered_by = 'server'"
        " RETURNING till_id",
    ),
    Breach(
        "sales.goods_unlike_stock",
        "UPDATE stock_stockmovement SET kind = 'loss' WHERE id ="
        " (SELECT min(id) FROM stock_stockmovement WHERE kind = 'sale') RETURNING listing_id",
    ),
    Breach(
        "sales.goods_unlike_stock",
        "UPDATE stock_stockmovement SET kind = 'deposit' WHERE kind = 'return' RETURNING listing_id",
    ),
    Breach(
        "sales.entry_unlike_sale",
        f"UPDATE ledger_entry SET business_date = business_date - 1 WHERE source_id = ({FIRST_SALE})"
        " RETURNING id",
    ),
    Breach(
        "sales.entry_unlike_sale",
        "UPDATE ledger_entry SET kind = 'adjustment' WHERE kind = 'refund' RETURNING source_id",
    ),
    Breach(
        "sales.unlike_ledger",
        f"UPDATE ledger_posting SET amount_minor = amount_minor + 1 WHERE id = ({A_SALE_S_POSTING})"
        " RETURNING (SELECT cooperative_id FROM ledger_account WHERE id = credit_id)",
    ),
    Breach(
        "sales.money_unlike_ledger",
        "UPDATE sales_tender SET kind = 'stripe' RETURNING kind",
    ),
    Breach(
        "sales.money_unlike_ledger",
        "UPDATE sales_refund SET tender_kind = 'stripe' RETURNING tender_kind",
    ),
    Breach(
        "sales.money_unlike_ledger",
        f"UPDATE ledger_posting SET debit_id = ({ELSEWHERE}) WHERE id = ({A_SALE_S_POSTING})"
        " RETURNING period_id",
    ),
    Breach(
        "settlement.statement_unlike_lines",
        "UPDATE settlement_statementline SET statement_id = gen_random_uuid() WHERE id ="
        " (SELECT min(id) FROM settlement_statementline) RETURNING statement_id",
    ),
    Breach(
        "settlement.statement_unlike_lines",
        "UPDATE settlement_statementline SET amount_minor = amount_minor + 1 WHERE id ="
        " (SELECT min(id) FROM settlement_statementline) RETURNING statement_id",
    ),
    Breach(
        "settlement.posting_on_wrong_statement",
        "DELETE FROM settlement_statementline WHERE id ="
        " (SELECT min(id) FROM settlement_statementline) RETURNING posting_id",
    ),
    Breach(
        "settlement.broken_carry",
        "UPDATE settlement_statement SET opening_minor = opening_minor + 1, net_minor = net_minor + 1,"
        " payable_minor = payable_minor + 1 WHERE period_id = 2026112 RETURNING id",
    ),
    Breach(
        "settlement.broken_carry",
        "UPDATE settlement_statement SET held_minor = held_minor + 1, net_minor = net_minor + 1,"
        " sales_minor = sales_minor + 1 WHERE period_id = 2026111 AND cooperative_id IN"
        " (SELECT cooperative_id FROM settlement_statement WHERE period_id = 2026112) RETURNING 1",
    ),
    Breach(
        "settlement.open_history",
        "WITH period AS (UPDATE periods_period SET imported = true WHERE id = 2026112)"
        " SELECT id FROM settlement_statement WHERE period_id = 2026112",
    ),
    Breach(
        "settlement.statement_number_missing",
        "UPDATE settlement_statement SET number = 99 WHERE number = 2 RETURNING number",
    ),
    Breach(
        "settlement.statement_unlike_digest",
        "UPDATE settlement_statement SET sales_minor = sales_minor + 1, fees_minor = fees_minor + 1"
        " WHERE number = 1 RETURNING id",
    ),
    Breach(
        "settlement.statement_unlike_digest",
        "UPDATE settlement_statementline SET kind = 'adjustment' WHERE id ="
        " (SELECT min(id) FROM settlement_statementline) RETURNING statement_id",
    ),
    Breach(
        "settlement.statement_unlike_digest",
        'UPDATE settlement_statement SET reasons = \'[{"code": "dispute"}]\' WHERE number = 1 RETURNING id',
    ),
    Breach(
        "settlement.statement_unlike_postings",
        "UPDATE ledger_posting SET amount_minor = amount_minor + 1 WHERE id ="
        f" ({A_SALE_S_POSTING}) RETURNING 2026111",
    ),
    Breach(
        "settlement.statement_unlike_postings",
        "UPDATE settlement_statement SET held_minor = held_minor + payable_minor, payable_minor = 0"
        " WHERE number = 1 RETURNING id",
    ),
    Breach(
        "settlement.statement_unlike_postings",
        "UPDATE settlement_statement SET digest = set_byte(digest, 31, get_byte(digest, 31) # 1)"
        " WHERE period_id = 2026112 RETURNING id",
    ),
    Breach(
        "settlement.adjustment_unlike_ledger",
        "UPDATE settlement_adjustment SET amount_minor = amount_minor + 1 RETURNING id",
    ),
    Breach(
        "settlement.adjustment_unlike_ledger",
        "UPDATE settlement_adjustment SET state = 'rejected' RETURNING id",
    ),
    Breach(
        "settlement.unexplained",
        "UPDATE payouts_payout SET amount_minor = amount_minor - 7 WHERE state = 'paid' RETURNING 7",
    ),
    Breach(
        "periods.sealed_out_of_order",
        "UPDATE periods_period SET state = 'open', sealed_at = NULL WHERE id = 2026111 RETURNING id",
    ),
    Breach(
        "periods.step_missing",
        "DELETE FROM periods_periodtransition WHERE period_id = 2026111 AND after = 'reviewing'"
        " RETURNING period_id",
    ),
    Breach(
        "periods.step_missing",
        "UPDATE periods_period SET state = 'reconciled' WHERE id = 2026112 RETURNING id",
    ),
    Breach(
        "periods.approved_by_preparer",
        f"UPDATE periods_periodtransition SET actor = '{ACCOUNTANT}' WHERE after = 'approved' RETURNING id",
    ),
    Breach(
        "payouts.unlike_statement",
        "UPDATE payouts_payout SET amount_minor = amount_minor - 1 RETURNING id",
    ),
    Breach(
        "payouts.unlike_statement",
        "UPDATE payouts_payout SET rail = 'before_joining' RETURNING id",
    ),
    Breach(
        "payouts.unlike_attempt",
        "UPDATE payouts_payout SET state = 'approved' WHERE state = 'returned' RETURNING id",
    ),
    Breach(
        "payouts.unlike_attempt",
        "UPDATE payouts_payoutattempt SET amount_minor = amount_minor + 1 RETURNING id",
    ),
    Breach(
        "payouts.attempt_unlike_ledger",
        "UPDATE payouts_payoutattempt SET state = 'returned' WHERE state = 'paid' RETURNING id",
    ),
    Breach(
        "payouts.attempt_unlike_ledger",
        "UPDATE payouts_payoutattempt SET state = 'submitted' WHERE state = 'paid' RETURNING id",
    ),
    Breach(
        "payouts.unlike_ledger",
        f"UPDATE ledger_posting SET credit_id = ({ELSEWHERE}) WHERE entry_id ="
        " (SELECT source.id FROM ledger_entry source JOIN payouts_payoutattempt attempt"
        "  ON attempt.id = source.source_id WHERE attempt.state = 'paid')"
        " RETURNING (SELECT cooperative_id FROM ledger_account WHERE id = debit_id)",
    ),
    Breach(
        "payouts.batch_unlike_attempts",
        "UPDATE payouts_payoutbatch SET total_minor = total_minor + 1 RETURNING id",
    ),
    Breach(
        "payouts.batch_unlike_attempts",
        "UPDATE payouts_payoutbatch SET payments = payments + 1 RETURNING id",
    ),
    Breach(
        "payouts.batch_unapproved",
        f"UPDATE payouts_batchapproval SET actor = '{ACCOUNTANT}' RETURNING id",
    ),
    Breach("payouts.batch_unapproved", "DELETE FROM payouts_batchapproval RETURNING batch_id"),
    Breach(
        "payouts.batch_unapproved",
        "UPDATE payouts_batchapproval SET digest = sha256(digest) RETURNING id",
    ),
    Breach(
        "payouts.batch_unlike_digest",
        "UPDATE payouts_payoutattempt SET rib = repeat('7', 24) RETURNING batch_id",
    ),
    Breach(
        "figures.unlike_facts",
        "UPDATE figures_till_day SET rounding_minor = rounding_minor + 3"
        " WHERE id = (SELECT min(id) FROM figures_till_day) RETURNING rounding_minor",
    ),
    Breach(
        "figures.unlike_facts",
        "UPDATE figures_period SET paid_minor = paid_minor + 3 WHERE period_id = 2026111"
        " RETURNING paid_minor",
    ),
    Breach(
        "events.position_missing",
        "UPDATE events_event SET position = position + 1"
        " WHERE id = (SELECT max(id) FROM events_event) RETURNING position",
    ),
    Breach(
        "chain.broken",
        f"UPDATE ledger_posting SET amount_minor = amount_minor + 1 WHERE id = ({A_SALE_S_POSTING})"
        " RETURNING id",
    ),
    Breach(
        "chain.statement_unlike_block",
        "UPDATE settlement_statement SET digest = sha256(digest) WHERE number = 1"
        " RETURNING encode(digest, 'hex')",
    ),
    Breach(
        "chain.statement_unlike_block",
        "UPDATE settlement_statement SET period_id = 2026121 WHERE number = 1"
        " RETURNING encode(digest, 'hex')",
    ),
]


def rows_of(name: str) -> list[Violation]:
    [finding] = queries.findings([one for one in INVARIANTS if one.name == name])
    return list(finding.rows)


class TestInvariants:
    def test_hold_in_a_market_that_did_everything(self, traded: Sale) -> None:
        assert {finding.name: list(finding.rows) for finding in queries.findings()} == {
            invariant.name: [] for invariant in INVARIANTS
        }

    def test_hold_in_a_market_that_did_nothing(self, casablanca: str) -> None:
        assert queries.violations() == []

    @pytest.mark.parametrize("breach", BREACHES, ids=lambda breach: breach.invariant)
    def test_name_the_row_that_breaks_them(self, traded: Sale, bend: Bend, breach: Breach) -> None:
        bent = bend(*breach.statement.split(";"))

        rows = rows_of(breach.invariant)

        assert bent and rows
        named = {str(value) for row in rows for value in _values(row)}
        assert {str(value) for value in bent} <= named, rows
        assert {row.name for row in rows} == {breach.invariant}

    def test_are_each_broken_by_a_test(self) -> None:
        assert {invariant.name for invariant in INVARIANTS} == {breach.invariant for breach in BREACHES}

    def test_have_a_name_of_their_own_and_say_what_holds_in_one_sentence(self) -> None:
        assert len({invariant.name for invariant in INVARIANTS}) == len(INVARIANTS) >= 10
        for invariant in INVARIANTS:
            assert invariant.meaning.endswith(".") and invariant.meaning.count(". ") == 0


def _values(row: Violation) -> list[Any]:
    found: list[Any] = []
    for value in row.details.values():
        found += list(value) if isinstance(value, tuple) else [value]
    return found


class TestFindings:
    def test_are_of_the_invariants_that_were_wanted(self, casablanca: str) -> None:
        assert [finding.name for finding in queries.findings(INVARIANTS[:2])] == [
            invariant.name for invariant in INVARIANTS[:2]
        ]
        assert "chain.broken" not in {invariant.name for invariant in queries.invariants(chain=False)}

    def test_report_an_invariant_that_cannot_be_checked_and_go_on(self, casablanca: str) -> None:
        from markets.verification.invariants._sql import of_sql

        crashing = of_sql("tests.crashing", "Nothing.", "SELECT 1 / 0 AS never")
        finding, other = queries.findings([crashing, INVARIANTS[0]])

        [row] = finding.rows
        assert row.name == "tests.crashing" and "division by zero" in row.details["error"]
        assert other.holds

    def test_bring_a_bounded_number_of_rows(self, casablanca: str) -> None:
        from markets.verification.invariants._sql import of_sql

        def endless() -> Any:
            while True:
                yield Violation("tests.endless", {})

        every = [
            Invariant("tests.endless", "Nothing.", endless),
            of_sql("tests.many", "Nothing.", "SELECT * FROM generate_series(1, 1000000) number"),
        ]
        assert [len(finding.rows) for finding in queries.findings(every)] == [MOST_ROWS, MOST_ROWS]
