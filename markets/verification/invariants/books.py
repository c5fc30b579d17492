"""Sales and refunds beside what stock and ledger say of them."""

from markets.settlement.queries import COOPERATIVE_SIDES
from markets.verification.invariants._sql import of_sql

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

_ENTRIES = """
    SELECT coalesce(fact.id, entry.source_id) AS source, coalesce(fact.kind, entry.kind) AS kind,
           entry.id AS entry
    FROM (
        SELECT id, 'sale' AS kind, period_id, occurred_at, business_date FROM sales_sale
        UNION ALL
        SELECT id, 'refund', period_id, occurred_at, business_date FROM sales_refund
    ) fact
    FULL JOIN (SELECT * FROM ledger_entry WHERE kind IN ('sale', 'refund')) entry
      ON entry.source_id = fact.id AND entry.kind = fact.kind
    WHERE (fact.period_id, fact.occurred_at, fact.business_date)
        IS DISTINCT FROM (entry.period_id, entry.occurred_at, entry.business_date)
"""

BOOKS = (
    of_sql(
        "sales.goods_unlike_stock",
        "What was sold left the lots of its listing, and what was put on hand again went back to them.",
        _GOODS,
    ),
    of_sql(
        "sales.entry_unlike_sale",
        "Every sale and refund has its one entry in the ledger, of the same half-month, instant and day.",
        _ENTRIES,
    ),
    of_sql(
        "sales.unlike_ledger",
        "Lines of sales and refunds sum to payables and fees in the ledger, by half-month and cooperative.",
        _BOOKS,
    ),
    of_sql(
        "sales.money_unlike_ledger",
        "Tenders, fees and rounding sum to the accounts of the market, by half-month.",
        _MONEY,
    ),
)
