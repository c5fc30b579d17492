"""Sales and refunds: their lines, prices, tenders and receipt numbers agree with themselves."""

from markets.verification.invariants._sql import of_sql

_LINES = """
    SELECT sale.id AS sale, total_minor, coalesce(sum(line.amount_minor), 0)::bigint AS lines_minor
    FROM sales_sale sale LEFT JOIN sales_saleline line ON line.sale_id = sale.id
    GROUP BY sale.id HAVING total_minor <> coalesce(sum(line.amount_minor), 0)
"""

# The amount is price times pieces, the fee the sum of its frozen parts, and each tax what its amount contains
# at its frozen rate (`kernel.money.tax_within`).
_LINE_PRICE = """
    SELECT id AS line, quantity, unit_price_minor, amount_minor, fee_parts, fee_minor,
           tax_basis_points, tax_minor, fee_tax_basis_points, fee_tax_minor
    FROM sales_saleline
    WHERE amount_minor <> quantity * unit_price_minor
       OR fee_minor <> (SELECT coalesce(sum((part ->> 'amount_minor')::bigint), 0)
                        FROM jsonb_array_elements(fee_parts) part)
       OR tax_minor <> (2 * amount_minor * tax_basis_points + 10000 + tax_basis_points)
                       / (2 * (10000 + tax_basis_points))
       OR fee_tax_minor <> (2 * fee_minor * fee_tax_basis_points + 10000 + fee_tax_basis_points)
                           / (2 * (10000 + fee_tax_basis_points))
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

# The server gives a number in the sale's own transaction, so its series has no gap; a till's own may.
_RECEIPTS = """
    SELECT till_id AS till, receipt_year AS year, count(*) AS receipts, min(receipt_number) AS first,
           max(receipt_number) AS last, max(counter.last_number) AS counted
    FROM (SELECT * FROM sales_sale WHERE numbered_by = 'server') sale
    FULL JOIN (
        SELECT till_id, year AS receipt_year, last_number
        FROM tills_receiptcounter WHERE numbered_by = 'server'
    ) counter USING (till_id, receipt_year)
    GROUP BY till_id, receipt_year
    HAVING count(sale.id) <> max(receipt_number) OR min(receipt_number) <> 1
        OR max(receipt_number) IS DISTINCT FROM max(counter.last_number)
"""

SALES = (
    of_sql("sales.lines_unlike_total", "The lines of a sale sum to its total.", _LINES),
    of_sql(
        "sales.line_unlike_price",
        "A line's amount is quantity times price, and its fee is what its frozen rate makes of the amount.",
        _LINE_PRICE,
    ),
    of_sql(
        "sales.tenders_unlike_total",
        "What was paid is total and rounding, and what was received beyond it went back as change.",
        _TENDERS,
    ),
    of_sql(
        "sales.refunded_more_than_sold",
        "No more comes back of a line than was sold on it.",
        _REFUNDED,
    ),
    of_sql(
        "sales.receipt_missing",
        "The receipts that the server numbers run 1, 2, 3 without gaps, for each till and year.",
        _RECEIPTS,
    ),
)
