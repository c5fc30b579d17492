-- One statement for each cooperative and settled half-month: all that it sold, less the fee, is payable and
-- was paid. Their lines are left out, since nothing that is measured reads them.
INSERT INTO settlement_statement
       (id, number, period_id, cooperative_id, opening_minor, released_minor, sales_minor, returns_minor,
        fees_minor, adjustments_minor, net_minor, held_minor, payable_minor, carried_minor, reasons, digest,
        issued_at)
SELECT uuidv7(), row_number() OVER (ORDER BY period.id, cooperative.code), period.id, cooperative.id, 0, 0,
       sales_minor, 0, fees_minor, 0, sales_minor - fees_minor, 0, sales_minor - fees_minor, 0, '[]',
       sha256((period.id || cooperative.code)::bytea), period.cut_off_at
FROM unnest(%(periods)s) key
JOIN periods_period period ON period.id = key
CROSS JOIN registry_cooperative cooperative
LEFT JOIN LATERAL (
    SELECT coalesce(sum(gross_minor), 0) AS sales_minor, coalesce(sum(fees_minor), 0) AS fees_minor
    FROM figures_cooperative_day sold
    WHERE sold.cooperative_id = cooperative.id AND day BETWEEN period.starts_on AND period.ends_on
) sold ON true
ORDER BY period.id, cooperative.code;

INSERT INTO figures_payout
       (period_id, cooperative_id, pay_on, payable_minor, held_minor, carried_minor, paid_minor)
SELECT period_id, cooperative_id, pay_on, payable_minor, 0, 0, payable_minor
FROM settlement_statement statement JOIN periods_period period ON period.id = statement.period_id;

INSERT INTO figures_period
       (period_id, statements, sales_minor, returns_minor, fees_minor, held_minor, payable_minor,
        carried_minor, paid_minor)
SELECT period_id, count(*), sum(sales_minor), 0, sum(fees_minor), 0, sum(payable_minor), 0,
       sum(payable_minor)
FROM settlement_statement GROUP BY period_id;

UPDATE periods_period
SET state = 'paid', sealed_at = cut_off_at, sealed_by = %(actor)s, paid_at = cut_off_at,
    prepared_by = %(actor)s, approved_digest = sha256(id::text::bytea)
WHERE id = ANY(%(periods)s);
