-- A sale of one piece each of some goods, as `record_sale` writes it: the same rows of the same tables under
-- the same locks in the same order, and the audit's entry of the request.
CREATE OR REPLACE FUNCTION bench_sell(till_number integer, chosen integer[], role text) RETURNS uuid
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    sale_id uuid := uuidv7();
    entry_id uuid := uuidv7();
    audit_id uuid := uuidv7();
    at timestamptz := clock_timestamp();
    today date := at::date;
    till uuid;
    period integer;
    receipt integer;
    goods bench_good[];
    total bigint;
    cash bigint;
    fees bigint;
    version bigint;
    rule uuid;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(sale_id::text, 0));
    SELECT id INTO till FROM tills_till WHERE code = 'T' || till_number;
    SELECT array_agg(good ORDER BY listing_id) INTO goods FROM bench_good good WHERE number = ANY(chosen);
    SELECT sum(price_minor) INTO total FROM unnest(goods);
    SELECT id, rule_id INTO version, rule FROM fees_feeruleversion LIMIT 1;
    SELECT max(id) FILTER (WHERE code = 'till:cash'), max(id) FILTER (WHERE code = 'market:fees')
    INTO cash, fees FROM ledger_account WHERE code IN ('till:cash', 'market:fees');

    PERFORM pg_advisory_xact_lock_shared(hashtext('periods'), hashtext(current_schema()));
    SELECT id INTO period FROM periods_period
    WHERE state = 'open' AND NOT imported AND ends_at > at ORDER BY id LIMIT 1 FOR SHARE;

    PERFORM FROM stock_stocklevel WHERE listing_id IN (SELECT listing_id FROM unnest(goods))
    ORDER BY listing_id, deposit_id FOR UPDATE;
    UPDATE stock_stocklevel level SET on_hand = on_hand - 1
    FROM unnest(goods) good WHERE level.deposit_id = good.deposit_id;
    INSERT INTO stock_stockmovement
           (deposit_id, listing_id, kind, quantity, source_id, reason, occurred_at, recorded_at, actor)
    SELECT deposit_id, listing_id, 'sale', -1, sale_id, '', at, at, role FROM unnest(goods);

    INSERT INTO tills_receiptcounter AS counter (till_id, year, numbered_by, last_number)
    VALUES (till, extract(year FROM today), 'server', 1)
    ON CONFLICT (till_id, year, numbered_by) DO UPDATE SET last_number = counter.last_number + 1
    RETURNING last_number INTO receipt;

    INSERT INTO sales_sale
           (id, till_id, receipt_year, numbered_by, receipt_number, business_date, occurred_at, recorded_at,
            period_id, total_minor, rounding_minor, change_minor, cashier, fingerprint)
    VALUES (sale_id, till, extract(year FROM today), 'server', receipt, today, at, at, period, total, 0, 0,
            role, sha256(sale_id::text::bytea));
    INSERT INTO sales_saleline
           (sale_id, position, listing_id, product_id, cooperative_id, category_code, tax_class, quantity,
            unit_price_minor, amount_minor, fee_rule_id, fee_rule_version_id, fee_parts, fee_minor,
            tax_basis_points, tax_minor, tax_note, fee_tax_basis_points, fee_tax_minor)
    SELECT sale_id, place - 1, listing_id, product_id, cooperative_id, category_id, tax_class, 1, price_minor,
           price_minor, rule, version,
           jsonb_build_array(jsonb_build_object('kind', 'percentage', 'base_minor', price_minor,
                                                'basis_points', 1000, 'amount_minor', price_minor / 10)),
           price_minor / 10, 0, 0, 'art. 91-IV CGI', 2000, price_minor / 60
    FROM unnest(goods) WITH ORDINALITY
         good (number, listing_id, deposit_id, product_id, cooperative_id, category_id, tax_class,
               price_minor, payable_id, place);
    INSERT INTO sales_tender (sale_id, position, kind, amount_minor, received_minor, reference)
    VALUES (sale_id, 0, 'cash', total, total, '');

    INSERT INTO ledger_entry
           (id, kind, source_id, period_id, occurred_at, recorded_at, business_date, reverses_id, actor)
    VALUES (entry_id, 'sale', sale_id, period, at, at, today, NULL, role);
    INSERT INTO ledger_posting (entry_id, period_id, debit_id, credit_id, amount_minor, kind)
    SELECT entry_id, period, posting.debit_id, posting.credit_id, posting.amount_minor, posting.kind
    FROM (SELECT payable_id, sum(price_minor) AS amount_minor, sum(price_minor / 10) AS fee_minor
          FROM unnest(goods) GROUP BY payable_id) earned
    CROSS JOIN LATERAL (VALUES (cash, payable_id, earned.amount_minor, 'sale'),
                               (payable_id, fees, fee_minor, 'fee'))
               AS posting (debit_id, credit_id, amount_minor, kind);

    INSERT INTO events_event (name, subject_id, payload, occurred_at, recorded_at)
    SELECT 'sale.recorded', sale_id,
           jsonb_build_object('till_id', till, 'business_date', today, 'total_minor', total,
                              'rounding_minor', 0, 'lines', jsonb_agg(jsonb_build_object(
                                  'position', number, 'listing_id', listing_id, 'quantity', 1,
                                  'amount_minor', price_minor))), at, at
    FROM unnest(goods);
    INSERT INTO market_audit_entry
           (id, at, kind, action, outcome, code, actor, through, roles, scope, object_type, object_key,
            changes, request_id)
    VALUES (audit_id, at, 'change', 'recordSale', 'done', '', role, '', 'market_manager', current_schema(),
            'Sale', sale_id, '{}', sale_id);
    INSERT INTO market_audit_personal (entry_id, address, said, reason, forgotten_at)
    VALUES (audit_id, '127.0.0.1', '{}', '', NULL);

    INSERT INTO figures_till_day AS figure
           (day, till_id, tickets, items, gross_minor, refunds_minor, cash_minor, card_minor, stripe_minor,
            rounding_minor)
    VALUES (today, till, 1, cardinality(goods), total, 0, total, 0, 0, 0)
    ON CONFLICT (day, till_id) DO UPDATE SET tickets = figure.tickets + 1,
        items = figure.items + excluded.items, gross_minor = figure.gross_minor + excluded.gross_minor,
        cash_minor = figure.cash_minor + excluded.cash_minor;
    INSERT INTO figures_cooperative_day AS figure
           (day, cooperative_id, items, gross_minor, refunds_minor, fees_minor)
    SELECT today, cooperative_id, count(*), sum(price_minor), 0, sum(price_minor / 10)
    FROM unnest(goods) GROUP BY cooperative_id ORDER BY cooperative_id
    ON CONFLICT (day, cooperative_id) DO UPDATE SET items = figure.items + excluded.items,
        gross_minor = figure.gross_minor + excluded.gross_minor,
        fees_minor = figure.fees_minor + excluded.fees_minor;
    INSERT INTO figures_category_day AS figure (day, category_code, items, gross_minor, refunds_minor)
    SELECT today, category_id, count(*), sum(price_minor), 0
    FROM unnest(goods) GROUP BY category_id ORDER BY category_id
    ON CONFLICT (day, category_code) DO UPDATE SET items = figure.items + excluded.items,
        gross_minor = figure.gross_minor + excluded.gross_minor;
    RETURN sale_id;
END $$;
