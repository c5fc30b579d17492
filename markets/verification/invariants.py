"""What must hold across a market's slices, each as a query that returns the rows for which it does not."""

from dataclasses import asdict

from markets.ledger import queries as ledger
from markets.ledger.types import Violation
from markets.payouts import queries as payouts
from markets.settlement.queries import COOPERATIVE_SIDES
from markets.stock import queries as stock

_LINES = """
    SELECT sale.id AS sale, total_minor, coalesce(sum(line.amount_minor), 0)::bigint AS lines_minor
    FROM sales_sale sale LEFT JOIN sales_saleline line ON line.sale_id = sale.id
    GROUP BY sale.id HAVING total_minor <> coalesce(sum(line.amount_minor), 0)
"""

_LINE_PRICE = """
    SELECT id AS line, quantity, unit_price_minor, amount_minor, fee_basis_points, fee_minor
    FROM sales_saleline
    WHERE amount_minor <> quantity * unit_price_minor OR fee_minor <> amount_minor * fee_basis_points / 10000
"""

_TENDERS = """
    SELECT sale.id AS sale, total_minor, rounding_minor, change_minor,
           coalesce(sum(tender.amount_minor), 0)::bigint AS tenders_minor,
           coalesce(sum(tender.received_minor), 0)::bigint AS received_minor
    FROM sales_sale sale LEFT JOIN sales_tender tender ON tender.sale_id = sale.id
    GROUP BY sale.id
    HAVING total_minor + rounding_minor <> coalesce(sum(tender.amount_minor), 0)
        OR change_minor <> coalesce(sum(tender.received_minor - tender.amount_minor), 0)
"""

_REFUNDED = """
    SELECT sold.id AS line, sold.quantity, sum(line.quantity) AS refunded
    FROM sales_refundline line JOIN sales_saleline sold ON sold.id = line.sale_line_id
    GROUP BY sold.id HAVING sum(line.quantity) > sold.quantity
"""

# Goods sold, and goods put on hand again, beside what left the lots of each listing and went back to them.
_GOODS = """
    SELECT listing_id AS listing, kind, traded.quantity, moved.quantity AS moved
    FROM (
        SELECT listing_id, 'sale' AS kind, -sum(quantity) AS quantity FROM sales_saleline GROUP BY listing_id
        UNION ALL
        SELECT sold.listing_id, 'return', sum(line.quantity)
        FROM sales_refundline line JOIN sales_saleline sold ON sold.id = line.sale_line_id
        WHERE line.restocked GROUP BY sold.listing_id
    ) traded
    FULL JOIN (
        SELECT listing_id, kind, sum(quantity) AS quantity FROM stock_stockmovement
        WHERE kind IN ('sale', 'return') GROUP BY listing_id, kind
    ) moved USING (listing_id, kind)
    WHERE traded.quantity IS DISTINCT FROM moved.quantity
"""

# What the lines of sales and refunds say of each cooperative, beside what the ledger says, half-month by
# half-month. A reversal undoes an entry and leaves the sale as it was, so it is on neither side.
_BOOKS = f"""
    SELECT period_id AS period, cooperative_id AS cooperative,
           traded.earned_minor AS traded_minor, traded.fees_minor AS traded_fees_minor,
           posted.earned_minor AS posted_minor, posted.fees_minor AS posted_fees_minor
    FROM (
        SELECT period_id, cooperative_id, sum(amount_minor)::bigint AS earned_minor,
               sum(fee_minor)::bigint AS fees_minor
        FROM (
            SELECT sale.period_id, line.cooperative_id, line.amount_minor, line.fee_minor
            FROM sales_saleline line JOIN sales_sale sale ON sale.id = line.sale_id
            UNION ALL
            SELECT refund.period_id, sold.cooperative_id, -line.amount_minor, -line.fee_minor
            FROM sales_refundline line
            JOIN sales_refund refund ON refund.id = line.refund_id
            JOIN sales_saleline sold ON sold.id = line.sale_line_id
        ) line
        GROUP BY period_id, cooperative_id
    ) traded
    FULL JOIN (
        SELECT side.period_id, cooperative_id,
               coalesce(sum(side.amount_minor) FILTER (WHERE side.kind IN ('sale', 'refund')), 0)::bigint
                   AS earned_minor,
               -coalesce(sum(side.amount_minor) FILTER (
                   WHERE side.kind IN ('fee', 'fee_reversal')), 0)::bigint AS fees_minor
        FROM ({COOPERATIVE_SIDES}) side
        JOIN ledger_posting posting ON posting.id = side.posting_id
        JOIN ledger_entry entry ON entry.id = posting.entry_id AND entry.kind IN ('sale', 'refund')
        GROUP BY side.period_id, cooperative_id
    ) posted USING (period_id, cooperative_id)
    WHERE (traded.earned_minor, traded.fees_minor) IS DISTINCT FROM (posted.earned_minor, posted.fees_minor)
"""

# The same for the accounts of the market: what was taken and given back by each tender, fees and rounding.
_MONEY = """
    SELECT period_id AS period, code AS account, traded.amount_minor, posted.amount_minor AS posted_minor
    FROM (
        SELECT period_id, code, sum(amount_minor)::bigint AS amount_minor
        FROM (
            SELECT period_id, kind AS code, amount_minor
            FROM sales_tender tender JOIN sales_sale sale ON sale.id = tender.sale_id
            UNION ALL
            SELECT period_id, tender_kind, rounding_minor - amount_minor FROM sales_refund
            UNION ALL
            SELECT period_id, 'market:fees', -fee_minor
            FROM sales_saleline line JOIN sales_sale sale ON sale.id = line.sale_id
            UNION ALL
            SELECT period_id, 'market:fees', fee_minor
            FROM sales_refundline line JOIN sales_refund refund ON refund.id = line.refund_id
            UNION ALL
            SELECT period_id, 'market:rounding', -rounding_minor FROM sales_sale
            UNION ALL
            SELECT period_id, 'market:rounding', -rounding_minor FROM sales_refund
        ) fact
        GROUP BY period_id, code
    ) traded
    FULL JOIN (
        SELECT period_id, sum(amount_minor)::bigint AS amount_minor,
               CASE account.code WHEN 'till:cash' THEN 'cash' WHEN 'card:clearing' THEN 'card'
                                 WHEN 'stripe:clearing' THEN 'stripe' ELSE account.code END AS code
        FROM (
            SELECT entry_id, period_id, debit_id AS account_id, amount_minor FROM ledger_posting
            UNION ALL
            SELECT entry_id, period_id, credit_id, -amount_minor FROM ledger_posting
        ) side
        JOIN ledger_account account ON account.id = side.account_id AND account.cooperative_id IS NULL
        JOIN (SELECT id FROM ledger_entry WHERE kind IN ('sale', 'refund')) entry ON entry.id = side.entry_id
        GROUP BY period_id, account.code
    ) posted USING (period_id, code)
    WHERE coalesce(traded.amount_minor, 0) <> coalesce(posted.amount_minor, 0)
"""

_STATEMENT_SUM = """
    SELECT statement.id AS statement, payable_minor + carried_minor AS said_minor,
           coalesce(sum(line.amount_minor), 0)::bigint AS lines_minor
    FROM settlement_statement statement
    LEFT JOIN settlement_statementline line ON line.statement_id = statement.id
    GROUP BY statement.id
    HAVING payable_minor + carried_minor <> coalesce(sum(line.amount_minor), 0)
"""

# Every posting of a closed half-month that concerns a cooperative is on that cooperative's statement of that
# half-month, with its amount, and no other posting is on any.
_STATEMENT_LINES = f"""
    SELECT posting_id AS posting, side.period_id AS period, side.cooperative_id AS cooperative,
           line.statement_id AS statement
    FROM (
        SELECT side.* FROM ({COOPERATIVE_SIDES}) side
        JOIN periods_period period ON period.id = side.period_id
        WHERE period.state IN ('sealed', 'paid', 'reconciled')
    ) side
    FULL JOIN (
        SELECT posting_id, statement_id, amount_minor, kind, statement.period_id, statement.cooperative_id
        FROM settlement_statementline line
        JOIN settlement_statement statement ON statement.id = line.statement_id
        WHERE posting_id IS NOT NULL
    ) line USING (posting_id)
    WHERE (side.period_id, side.cooperative_id, side.kind, side.amount_minor)
        IS DISTINCT FROM (line.period_id, line.cooperative_id, line.kind, line.amount_minor)
"""

_CARRY = """
    SELECT id AS statement, opening_minor, carried_before_minor, released_minor, held_before_minor
    FROM (
        SELECT id, opening_minor, released_minor,
               coalesce(lag(carried_minor) OVER earlier, 0) AS carried_before_minor,
               coalesce(lag(held_minor) OVER earlier, 0) AS held_before_minor
        FROM settlement_statement
        WINDOW earlier AS (PARTITION BY cooperative_id ORDER BY period_id)
    ) statement
    WHERE opening_minor <> carried_before_minor OR released_minor <> held_before_minor
"""

_PAYOUTS = """
    SELECT payout.id AS payout, payout.amount_minor, statement.payable_minor, payout.rail
    FROM payouts_payout payout
    JOIN settlement_statement statement ON statement.id = payout.statement_id
    JOIN periods_period period ON period.id = statement.period_id
    WHERE payout.amount_minor <> statement.payable_minor
       OR (payout.rail = 'before_joining') <> period.imported
"""

# A payment leaves a bank account for a cooperative's; one that is undone counts against it.
_PAYOUT_POSTINGS = """
    SELECT cooperative_id AS cooperative, paid.amount_minor AS paid_minor, posted.amount_minor AS posted_minor
    FROM (
        SELECT cooperative_id, sum(amount_minor)::bigint AS amount_minor
        FROM payouts_payout payout
        JOIN settlement_statement statement ON statement.id = payout.statement_id
        WHERE payout.state = 'paid'
        GROUP BY cooperative_id
    ) paid
    FULL JOIN (
        SELECT payable.cooperative_id, sum(side.amount_minor)::bigint AS amount_minor
        FROM (
            SELECT debit_id AS payable_id, credit_id AS bank_id, amount_minor FROM ledger_posting
            WHERE kind = 'payout'
            UNION ALL
            SELECT credit_id, debit_id, -amount_minor FROM ledger_posting WHERE kind = 'payout'
        ) side
        JOIN ledger_account payable ON payable.id = side.payable_id AND payable.cooperative_id IS NOT NULL
        JOIN ledger_account bank ON bank.id = side.bank_id
        GROUP BY payable.cooperative_id
    ) posted USING (cooperative_id)
    WHERE coalesce(paid.amount_minor, 0) <> coalesce(posted.amount_minor, 0)
"""

_OPEN_HISTORY = """
    SELECT statement.id AS statement, payable_minor
    FROM settlement_statement statement JOIN periods_period period ON period.id = statement.period_id
    WHERE period.imported AND payable_minor > 0
      AND NOT EXISTS (
          SELECT FROM payouts_payout payout
          WHERE payout.statement_id = statement.id AND payout.state = 'paid'
      )
"""

_ORDER = """
    SELECT period.id AS period, period.state
    FROM periods_period period
    WHERE period.state NOT IN ('sealed', 'paid', 'reconciled')
      AND EXISTS (SELECT FROM periods_period later WHERE later.id > period.id AND later.sealed_at IS NOT NULL)
"""

_QUERIES = {
    "sales.lines_unlike_total": _LINES,
    "sales.line_unlike_price": _LINE_PRICE,
    "sales.tenders_unlike_total": _TENDERS,
    "sales.refunded_more_than_sold": _REFUNDED,
    "sales.goods_unlike_stock": _GOODS,
    "sales.unlike_ledger": _BOOKS,
    "sales.money_unlike_ledger": _MONEY,
    "settlement.statement_unlike_lines": _STATEMENT_SUM,
    "settlement.posting_on_wrong_statement": _STATEMENT_LINES,
    "settlement.broken_carry": _CARRY,
    "settlement.payout_unlike_statement": _PAYOUTS,
    "settlement.payout_unlike_ledger": _PAYOUT_POSTINGS,
    "settlement.open_history": _OPEN_HISTORY,
    "settlement.closed_out_of_order": _ORDER,
}


def invariants() -> list[Violation]:
    """Every row of the market that breaks an invariant of its ledger, stock, sales or settlement."""
    return [
        *ledger.unbalanced_entries(),
        *ledger.one_sided_postings(),
        *ledger.misplaced_postings(),
        *ledger.unbalanced_ledger(),
        *(Violation("stock.level_unlike_movements", asdict(mismatch)) for mismatch in stock.mismatches()),
        *(violation for name, sql in _QUERIES.items() for violation in ledger.violations(name, sql)),
        *_unexplained(),
    ]


def _unexplained() -> list[Violation]:
    """One row when payouts and open payables are not sales less refunds and fees, to the centime."""
    totals = payouts.totals()
    if totals.difference_minor == 0:
        return []
    return [
        Violation("settlement.unexplained", asdict(totals) | {"difference_minor": totals.difference_minor})
    ]
