"""The function that writes sales; what it does and does not decide: docs/decisions/selling-in-one-call.md."""

from django.db import migrations

RECORD_SALES = """
CREATE FUNCTION sales_record(given jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    ids uuid[] := ARRAY(
        SELECT sale.id FROM jsonb_to_recordset(given->'sales') AS sale (n int, id uuid) ORDER BY sale.n);
    listings uuid[] := ARRAY(
        SELECT DISTINCT line.listing_id FROM jsonb_to_recordset(given->'lines') AS line (listing_id uuid));
    codes text[] := ARRAY(
        SELECT account.code FROM jsonb_to_recordset(given->'accounts') AS account (code text));
    on_day date := given->>'day';
    moment timestamptz := given->>'at';
    upto int := cardinality(ids);  -- the sales before this place are recorded
    stopped text;                  -- why the one at this place is not
    known uuid[];
    place int;
    period int;
    period_begins timestamptz;
    period_ends timestamptz;
    sold_n int[];
    sold_deposit uuid[];
    sold_listing uuid[];
    sold_quantity int[];
    short jsonb;
    numbers int[];
BEGIN
    -- Each statement sees what was committed before it, so what follows a lock sees what its last holder did.
    PERFORM pg_advisory_xact_lock(claim.key)
       FROM (SELECT key::bigint FROM jsonb_array_elements_text(given->'claims') AS key ORDER BY 1) AS claim;
    known := ARRAY(
        SELECT id FROM sales_sale WHERE id = ANY (ids)
        UNION ALL SELECT id FROM sales_refund WHERE id = ANY (ids)
        UNION ALL SELECT source_id FROM stock_stockmovement WHERE source_id = ANY (ids));
    IF known <> '{}' THEN
        SELECT min(array_position(ids, id)) - 1, 'known' INTO upto, stopped FROM unnest(known) AS id;
    END IF;
    IF upto = 0 THEN
        RETURN jsonb_build_object('done', 0, 'why', stopped);
    END IF;

    -- As `take_period` and `queue` of the periods' slice.
    PERFORM pg_advisory_xact_lock_shared(hashtext('periods'), hashtext(current_schema()));
    FOR attempt IN 1..3 LOOP
        SELECT id, ends_at INTO period, period_ends FROM periods_period
         WHERE state = 'open' AND NOT imported AND ends_at > moment ORDER BY id LIMIT 1 FOR SHARE;
        EXIT WHEN FOUND;
    END LOOP;
    IF period IS NULL THEN
        RETURN jsonb_build_object('done', 0, 'why', 'no_period');
    END IF;
    IF upto > 1 THEN
        SELECT max(ends_at) INTO period_begins FROM periods_period
         WHERE state = 'open' AND NOT imported AND id < period;
        SELECT min(sale.n) INTO place
          FROM jsonb_to_recordset(given->'sales') AS sale (n int, occurred_at timestamptz)
         WHERE sale.n < upto AND (sale.occurred_at < period_begins OR sale.occurred_at >= period_ends);
        IF place IS NOT NULL THEN
            upto := place;
            stopped := 'period';
        END IF;
    END IF;

    -- Lots are locked by key, and taken as `take_first_expiring` of the stock's slice takes them: laid end to
    -- end in its order, and what each sale wants of a listing laid end to end beside them.
    WITH lot AS MATERIALIZED (
        SELECT level.deposit_id, level.listing_id, level.on_hand, level.expires_on
          FROM stock_stocklevel AS level
         WHERE level.listing_id = ANY (listings) AND level.on_hand > 0
           AND (given->'recalled' IS NULL OR NOT EXISTS (
               SELECT FROM stock_deposit AS deposit
                 JOIN jsonb_to_recordset(given->'recalled') AS recalled (listing_id uuid, lot text)
                   ON recalled.listing_id = deposit.listing_id
                WHERE deposit.id = level.deposit_id
                  AND (deposit.lot_code = '' OR upper(deposit.lot_code) = upper(recalled.lot))))
         ORDER BY level.listing_id, level.deposit_id
           FOR UPDATE OF level
    ), shelf AS MATERIALIZED (
        SELECT deposit_id, listing_id, on_hand, sum(on_hand) OVER (
                   PARTITION BY listing_id ORDER BY coalesce(expires_on, 'infinity'), deposit_id) AS upto
          FROM lot WHERE expires_on IS NULL OR expires_on >= on_day
    ), want AS MATERIALIZED (
        SELECT line.n, line.position, line.listing_id, line.quantity,
               sum(line.quantity) OVER (PARTITION BY line.listing_id ORDER BY line.n) AS upto
          FROM jsonb_to_recordset(given->'lines') AS line (n int, position int, listing_id uuid, quantity int)
         WHERE line.n < upto
    ), part AS (
        SELECT want.n, shelf.deposit_id, shelf.listing_id,
               least(want.upto, shelf.upto) - greatest(want.upto - want.quantity, shelf.upto - shelf.on_hand)
               AS quantity
          FROM want JOIN shelf ON shelf.listing_id = want.listing_id
           AND want.upto - want.quantity < shelf.upto AND shelf.upto - shelf.on_hand < want.upto
    ), lack AS (
        SELECT want.n, want.position, want.quantity - (want.upto - coalesce(total.on_hand, 0)) AS available
          FROM want
          LEFT JOIN (SELECT listing_id, sum(on_hand) AS on_hand FROM shelf GROUP BY listing_id) AS total
            ON total.listing_id = want.listing_id
         WHERE want.upto > coalesce(total.on_hand, 0)
         ORDER BY want.n, want.position LIMIT 1
    )
    SELECT array_agg(part.n), array_agg(part.deposit_id), array_agg(part.listing_id),
           array_agg(part.quantity), (SELECT to_jsonb(lack) FROM lack)
      INTO sold_n, sold_deposit, sold_listing, sold_quantity, short
      FROM part;
    IF short IS NOT NULL THEN
        upto := (short->>'n')::int;
        stopped := 'short';
    END IF;

    IF given->'printed' = 'true' THEN
        SELECT min(sale.n) INTO place
          FROM jsonb_to_recordset(given->'sales') AS sale (
              n int, till_id uuid, receipt_year int, numbered_by text, receipt_number int)
         WHERE sale.n < upto AND sale.numbered_by = 'till' AND EXISTS (
             SELECT FROM sales_sale AS other
              WHERE other.till_id = sale.till_id AND other.receipt_year = sale.receipt_year
                AND other.numbered_by = 'till' AND other.receipt_number = sale.receipt_number);
        IF place IS NOT NULL THEN
            upto := place;
            stopped := 'receipt';
        END IF;
    END IF;
    IF upto = 0 THEN
        RETURN jsonb_build_object('done', 0, 'why', stopped, 'short', short);
    END IF;

    WITH part AS MATERIALIZED (
        SELECT * FROM unnest(sold_n, sold_deposit, sold_listing, sold_quantity)
            AS part (n, deposit_id, listing_id, quantity) WHERE part.n < upto
    ), taken AS (
        UPDATE stock_stocklevel AS level SET on_hand = level.on_hand - gone.quantity
          FROM (SELECT deposit_id, sum(quantity) AS quantity FROM part GROUP BY deposit_id) AS gone
         WHERE level.deposit_id = gone.deposit_id
    )
    INSERT INTO stock_stockmovement
        (deposit_id, listing_id, quantity, kind, source_id, reason, occurred_at, recorded_at, actor)
    SELECT part.deposit_id, part.listing_id, -part.quantity, 'sale', sale.id, '', sale.occurred_at,
           sale.recorded_at, sale.cashier
      FROM part
      JOIN jsonb_to_recordset(given->'sales') AS sale (
          n int, id uuid, occurred_at timestamptz, recorded_at timestamptz, cashier text) ON sale.n = part.n
     ORDER BY part.n;

    -- The series stays locked until the transaction ends: no number is left out, and sales of one till wait
    -- for each other.
    WITH sale AS MATERIALIZED (
        SELECT *, row_number() OVER (PARTITION BY till_id, receipt_year, numbered_by ORDER BY n) AS step,
               count(*) OVER (PARTITION BY till_id, receipt_year, numbered_by) AS steps
          FROM jsonb_to_recordset(given->'sales') AS sale (
              n int, id uuid, till_id uuid, receipt_year int, numbered_by text, receipt_number int,
              business_date date, occurred_at timestamptz, recorded_at timestamptz, total_minor bigint,
              rounding_minor bigint, change_minor bigint, cashier text, fingerprint bytea)
         WHERE sale.n < upto
    ), series AS (
        INSERT INTO tills_receiptcounter AS counter (till_id, year, numbered_by, last_number)
        SELECT till_id, receipt_year, numbered_by, coalesce(max(receipt_number), count(*))
          FROM sale GROUP BY till_id, receipt_year, numbered_by ORDER BY till_id, receipt_year, numbered_by
        ON CONFLICT (till_id, year, numbered_by) DO UPDATE SET last_number = CASE excluded.numbered_by
            WHEN 'server' THEN counter.last_number + excluded.last_number
            ELSE greatest(counter.last_number, excluded.last_number) END
        RETURNING counter.till_id, counter.year, counter.numbered_by, counter.last_number
    ), recorded AS (
        INSERT INTO sales_sale
            (id, till_id, receipt_year, numbered_by, receipt_number, business_date, occurred_at, recorded_at,
             period_id, total_minor, rounding_minor, change_minor, cashier, fingerprint)
        SELECT sale.id, sale.till_id, sale.receipt_year, sale.numbered_by,
               coalesce(sale.receipt_number, series.last_number - sale.steps + sale.step),
               sale.business_date, sale.occurred_at, sale.recorded_at, period, sale.total_minor,
               sale.rounding_minor, sale.change_minor, sale.cashier, sale.fingerprint
          FROM sale JOIN series ON series.till_id = sale.till_id AND series.year = sale.receipt_year
           AND series.numbered_by = sale.numbered_by
         ORDER BY sale.n
        RETURNING id, receipt_number
    )
    SELECT array_agg(receipt_number ORDER BY array_position(ids, id)) INTO numbers FROM recorded;

    INSERT INTO sales_saleline
        (sale_id, position, listing_id, product_id, cooperative_id, category_code, tax_class, quantity,
         unit_price_minor, amount_minor, fee_rule_id, fee_rule_version_id, fee_parts, fee_minor,
         tax_basis_points, tax_minor, tax_note, fee_tax_basis_points, fee_tax_minor)
    SELECT ids[line.n + 1], line.position, line.listing_id, line.product_id, line.cooperative_id,
           line.category_code, line.tax_class, line.quantity, line.unit_price_minor, line.amount_minor,
           line.fee_rule_id, line.fee_rule_version_id, line.fee_parts, line.fee_minor,
           line.tax_basis_points, line.tax_minor, line.tax_note, line.fee_tax_basis_points, line.fee_tax_minor
      FROM jsonb_to_recordset(given->'lines') AS line (
          n int, position int, listing_id uuid, product_id uuid, cooperative_id uuid, category_code text,
          tax_class text, quantity int, unit_price_minor bigint, amount_minor bigint, fee_rule_id uuid,
          fee_rule_version_id bigint, fee_parts jsonb, fee_minor bigint, tax_basis_points int,
          tax_minor bigint, tax_note text, fee_tax_basis_points int, fee_tax_minor bigint)
     WHERE line.n < upto;
    INSERT INTO sales_tender (sale_id, position, kind, amount_minor, received_minor, reference)
    SELECT ids[tender.n + 1], tender.position, tender.kind, tender.amount_minor, tender.received_minor,
           tender.reference
      FROM jsonb_to_recordset(given->'tenders') AS tender (
          n int, position int, kind text, amount_minor bigint, received_minor bigint, reference text)
     WHERE tender.n < upto;

    -- As `open_accounts` of the ledger's slice: equal codes meet in one order.
    INSERT INTO ledger_account (code, kind, cooperative_id)
    SELECT account.code, account.kind, account.cooperative_id
      FROM jsonb_to_recordset(given->'accounts') AS account (code text, kind text, cooperative_id uuid)
     WHERE account.code <> ALL (ARRAY (SELECT code FROM ledger_account WHERE code = ANY (codes)))
       AND EXISTS (
           SELECT FROM jsonb_to_recordset(given->'postings') AS posting (n int, debit text, credit text)
            WHERE posting.n < upto AND account.code IN (posting.debit, posting.credit))
     ORDER BY account.code
        ON CONFLICT DO NOTHING;
    INSERT INTO ledger_entry
        (id, kind, source_id, period_id, occurred_at, recorded_at, business_date, actor)
    SELECT sale.entry_id, 'sale', sale.id, period, sale.occurred_at, sale.recorded_at, sale.business_date,
           sale.cashier
      FROM jsonb_to_recordset(given->'sales') AS sale (
          n int, id uuid, entry_id uuid, occurred_at timestamptz, recorded_at timestamptz,
          business_date date, cashier text)
     WHERE sale.n < upto;
    WITH account AS MATERIALIZED (SELECT id, code FROM ledger_account WHERE code = ANY (codes))
    INSERT INTO ledger_posting (entry_id, period_id, debit_id, credit_id, amount_minor, kind)
    SELECT posting.entry_id, period, debit.id, credit.id, posting.amount_minor, posting.kind
      FROM jsonb_to_recordset(given->'postings') AS posting (
          n int, entry_id uuid, debit text, credit text, amount_minor bigint, kind text)
      LEFT JOIN account AS debit ON debit.code = posting.debit
      LEFT JOIN account AS credit ON credit.code = posting.credit
     WHERE posting.n < upto;

    INSERT INTO events_event (name, subject_id, payload, occurred_at, recorded_at)
    SELECT 'sale.recorded', sale.id::text, sale.payload, sale.occurred_at, sale.recorded_at
      FROM jsonb_to_recordset(given->'sales') AS sale (
          n int, id uuid, payload jsonb, occurred_at timestamptz, recorded_at timestamptz)
     WHERE sale.n < upto ORDER BY sale.n;

    IF given->'entry' IS NOT NULL THEN
        WITH said AS MATERIALIZED (
            SELECT sale.audit_id, sale.id, entry.*
              FROM jsonb_to_recordset(given->'sales') AS sale (n int, id uuid, audit_id uuid),
                   jsonb_to_record(given->'entry') AS entry (
                       at timestamptz, kind text, action text, outcome text, code text, actor text,
                       through text, roles text, scope text, object_type text, changes jsonb,
                       request_id text, address text, said jsonb, reason text)
             WHERE sale.n < upto
        ), entered AS (
            INSERT INTO market_audit_entry
                (id, at, kind, action, outcome, code, actor, through, roles, scope, object_type, object_key,
                 changes, request_id)
            SELECT audit_id, said.at, kind, action, outcome, code, actor, through, roles, scope, object_type,
                   said.id::text, changes, request_id
              FROM said
        )
        INSERT INTO market_audit_personal (entry_id, address, said, reason)
        SELECT audit_id, address, said.said, reason FROM said;
    END IF;

    -- Last, since whoever holds a figure makes others wait; rows by key, as `add` of the figures' slice.
    INSERT INTO figures_till_day AS day
        (day, till_id, tickets, items, gross_minor, refunds_minor, cash_minor, card_minor, stripe_minor,
         rounding_minor)
    SELECT figure.day, figure.till_id, sum(figure.tickets), sum(figure.items), sum(figure.gross_minor), 0,
           sum(figure.cash_minor), sum(figure.card_minor), sum(figure.stripe_minor),
           sum(figure.rounding_minor)
      FROM jsonb_to_recordset(given->'tills') AS figure (
          n int, day date, till_id uuid, tickets int, items int, gross_minor bigint, cash_minor bigint,
          card_minor bigint, stripe_minor bigint, rounding_minor bigint)
     WHERE figure.n < upto GROUP BY figure.day, figure.till_id ORDER BY figure.day, figure.till_id
        ON CONFLICT (day, till_id) DO UPDATE SET
           tickets = day.tickets + excluded.tickets, items = day.items + excluded.items,
           gross_minor = day.gross_minor + excluded.gross_minor,
           cash_minor = day.cash_minor + excluded.cash_minor,
           card_minor = day.card_minor + excluded.card_minor,
           stripe_minor = day.stripe_minor + excluded.stripe_minor,
           rounding_minor = day.rounding_minor + excluded.rounding_minor;
    INSERT INTO figures_cooperative_day AS day
        (day, cooperative_id, items, gross_minor, refunds_minor, fees_minor)
    SELECT on_day, line.cooperative_id, sum(line.quantity), sum(line.amount_minor), 0, sum(line.fee_minor)
      FROM jsonb_to_recordset(given->'lines') AS line (
          n int, cooperative_id uuid, quantity int, amount_minor bigint, fee_minor bigint)
     WHERE line.n < upto GROUP BY line.cooperative_id ORDER BY line.cooperative_id
        ON CONFLICT (day, cooperative_id) DO UPDATE SET
           items = day.items + excluded.items, gross_minor = day.gross_minor + excluded.gross_minor,
           fees_minor = day.fees_minor + excluded.fees_minor;
    INSERT INTO figures_category_day AS day (day, category_code, items, gross_minor, refunds_minor)
    SELECT on_day, line.category_code, sum(line.quantity), sum(line.amount_minor), 0
      FROM jsonb_to_recordset(given->'lines') AS line (
          n int, category_code text, quantity int, amount_minor bigint)
     WHERE line.n < upto GROUP BY line.category_code ORDER BY line.category_code
        ON CONFLICT (day, category_code) DO UPDATE SET
           items = day.items + excluded.items, gross_minor = day.gross_minor + excluded.gross_minor;

    RETURN jsonb_build_object('done', upto, 'why', stopped, 'short', short, 'period', period,
                              'numbers', to_jsonb(numbers));
END $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('sales', '0004_fee_rules_and_taxes'),
        ('stock', '0001_initial'),
        ('tills', '0001_initial'),
        ('periods', '0002_steps_and_closing_rules'),
        ('ledger', '0004_bank_entries'),
        ('events', '0002_event_event_by_name'),
        ('market_audit', '0001_initial'),
        ('figures', '0003_payouts_by_cooperative'),
    ]

    operations = [
        migrations.RunSQL(RECORD_SALES, reverse_sql='DROP FUNCTION sales_record(jsonb)'),
    ]
