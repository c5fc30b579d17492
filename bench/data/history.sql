-- Past sales of four lines, `sales` in each of `periods`, with everything that recording one writes; `first`
-- is the number of the first. A tenth of each line is the market's fee. Constraint triggers are off: what
-- they would check is so by construction.
SET session_replication_role = replica;

CREATE TEMP TABLE past_sale ON COMMIT DROP AS
SELECT number, uuidv7(at - now()) AS id, uuidv7(at - now()) AS entry_id, till.id AS till_id, period_id,
       at, at::date AS day
FROM generate_series(%(first)s, %(first)s + %(sales)s * cardinality(%(periods)s) - 1) number
CROSS JOIN LATERAL (
    SELECT (number - %(first)s) / %(sales)s + 1 AS place, mod(number - %(first)s, %(sales)s) AS place_within
) part
JOIN unnest(%(periods)s) WITH ORDINALITY period (period_id, place) USING (place)
JOIN periods_period ON periods_period.id = period_id
CROSS JOIN LATERAL (
    SELECT (starts_on + place_within * (ends_on - starts_on + 1) / %(sales)s) + time '09:00'
           + mod(place_within, 36000) * interval '1 second' AS local
) instant
CROSS JOIN LATERAL (SELECT local::timestamp::timestamptz AS at) instant_at
JOIN (SELECT id, row_number() OVER (ORDER BY code) - 1 AS place, count(*) OVER () AS all_tills
      FROM tills_till) till ON till.place = mod(number, till.all_tills);

CREATE TEMP TABLE past_line ON COMMIT DROP AS
SELECT sale.*, position, good.listing_id, good.deposit_id, good.product_id, good.cooperative_id,
       good.category_id, good.tax_class, good.price_minor, good.payable_id, quantity,
       quantity * good.price_minor AS amount_minor, quantity * good.price_minor / 10 AS fee_minor
FROM past_sale sale
CROSS JOIN generate_series(0, 3) position
JOIN bench_good good
  ON good.number = mod(abs(hashint8(sale.number)::bigint) + position * 1777, %(goods)s)
CROSS JOIN LATERAL (SELECT 1 + mod(abs(hashint8(sale.number * 4 + position)::bigint), 3) AS quantity) drawn;

INSERT INTO sales_sale
       (id, till_id, receipt_year, numbered_by, receipt_number, business_date, occurred_at, recorded_at,
        period_id, total_minor, rounding_minor, change_minor, cashier, fingerprint)
SELECT sale.id, sale.till_id, extract(year FROM sale.day), 'till', sale.number + 1, sale.day, sale.at,
       sale.at, sale.period_id, sum(amount_minor), 0, 0, %(actor)s, sha256(sale.id::text::bytea)
FROM past_sale sale JOIN past_line line USING (id)
GROUP BY sale.id, sale.till_id, sale.number, sale.day, sale.at, sale.period_id
ORDER BY sale.number;

INSERT INTO sales_saleline
       (sale_id, position, listing_id, product_id, cooperative_id, category_code, tax_class, quantity,
        unit_price_minor, amount_minor, fee_rule_id, fee_rule_version_id, fee_parts, fee_minor,
        tax_basis_points, tax_minor, tax_note, fee_tax_basis_points, fee_tax_minor)
SELECT line.id, position, listing_id, product_id, cooperative_id, category_id, line.tax_class, quantity,
       price_minor, amount_minor, version.rule_id, version.id,
       jsonb_build_array(jsonb_build_object('kind', 'percentage', 'base_minor', amount_minor,
                                            'basis_points', 1000, 'amount_minor', fee_minor)),
       fee_minor, 0, 0, 'art. 91-IV CGI', 2000, fee_minor / 6
FROM past_line line CROSS JOIN (SELECT id, rule_id FROM fees_feeruleversion LIMIT 1) version
ORDER BY line.number, position;

INSERT INTO sales_tender (sale_id, position, kind, amount_minor, received_minor, reference)
SELECT id, 0, 'cash', total_minor, total_minor, '' FROM sales_sale WHERE id IN (SELECT id FROM past_sale);

INSERT INTO stock_stockmovement
       (deposit_id, listing_id, kind, quantity, source_id, reason, occurred_at, recorded_at, actor)
SELECT deposit_id, listing_id, 'sale', -quantity, id, '', at, at, %(actor)s
FROM past_line ORDER BY number, position;

UPDATE stock_stocklevel level SET on_hand = level.on_hand - sold.quantity
FROM (SELECT deposit_id, sum(quantity) AS quantity FROM past_line GROUP BY deposit_id) sold
WHERE sold.deposit_id = level.deposit_id;

INSERT INTO ledger_entry
       (id, kind, source_id, period_id, occurred_at, recorded_at, business_date, reverses_id, actor)
SELECT entry_id, 'sale', id, period_id, at, at, day, NULL, %(actor)s FROM past_sale ORDER BY number;

INSERT INTO ledger_posting (entry_id, period_id, debit_id, credit_id, amount_minor, kind)
SELECT entry_id, period_id, posting.debit_id, posting.credit_id, posting.amount_minor, posting.kind
FROM (SELECT number, entry_id, period_id, payable_id, sum(amount_minor) AS amount_minor,
             sum(fee_minor) AS fee_minor
      FROM past_line GROUP BY number, entry_id, period_id, payable_id) earned
CROSS JOIN (SELECT max(id) FILTER (WHERE code = 'till:cash') AS cash_id,
                   max(id) FILTER (WHERE code = 'market:fees') AS fees_id FROM ledger_account) account
CROSS JOIN LATERAL (VALUES (cash_id, payable_id, earned.amount_minor, 'sale'),
                           (payable_id, fees_id, earned.fee_minor, 'fee'))
           AS posting (debit_id, credit_id, amount_minor, kind)
ORDER BY number;

INSERT INTO events_event (position, name, subject_id, payload, occurred_at, recorded_at)
SELECT number + 1, 'sale.recorded', id, jsonb_build_object('till_id', till_id, 'total_minor', total_minor,
       'business_date', day, 'rounding_minor', 0, 'lines', lines), at, at
FROM (SELECT number, id, till_id, day, at, sum(amount_minor) AS total_minor,
             jsonb_agg(jsonb_build_object('position', position, 'listing_id', listing_id,
                       'quantity', quantity, 'amount_minor', amount_minor)) AS lines
      FROM past_line GROUP BY number, id, till_id, day, at) told
ORDER BY number;

INSERT INTO figures_till_day
       (day, till_id, tickets, items, gross_minor, refunds_minor, cash_minor, card_minor, stripe_minor,
        rounding_minor)
SELECT day, till_id, count(DISTINCT id), sum(quantity), sum(amount_minor), 0, sum(amount_minor), 0, 0, 0
FROM past_line GROUP BY day, till_id
ON CONFLICT (day, till_id) DO UPDATE SET tickets = figures_till_day.tickets + excluded.tickets,
    items = figures_till_day.items + excluded.items,
    gross_minor = figures_till_day.gross_minor + excluded.gross_minor,
    cash_minor = figures_till_day.cash_minor + excluded.cash_minor;

INSERT INTO figures_cooperative_day (day, cooperative_id, items, gross_minor, refunds_minor, fees_minor)
SELECT day, cooperative_id, sum(quantity), sum(amount_minor), 0, sum(fee_minor)
FROM past_line GROUP BY day, cooperative_id
ON CONFLICT (day, cooperative_id) DO UPDATE SET items = figures_cooperative_day.items + excluded.items,
    gross_minor = figures_cooperative_day.gross_minor + excluded.gross_minor,
    fees_minor = figures_cooperative_day.fees_minor + excluded.fees_minor;

INSERT INTO figures_category_day (day, category_code, items, gross_minor, refunds_minor)
SELECT day, category_id, sum(quantity), sum(amount_minor), 0 FROM past_line GROUP BY day, category_id
ON CONFLICT (day, category_code) DO UPDATE SET items = figures_category_day.items + excluded.items,
    gross_minor = figures_category_day.gross_minor + excluded.gross_minor;

SET session_replication_role = origin;
