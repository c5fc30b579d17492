-- A market's goods: so many products of the catalogue on sale, with one lot of each, and the accounts that
-- sales move money between. `bench_good` numbers them, for what draws goods by chance.
INSERT INTO listings_listing (id, product_id, price_minor, state, listed_at, version)
SELECT uuidv7(), id, recommended_price_minor, 'active', %(at)s, 1
FROM catalogue_product ORDER BY code LIMIT %(goods)s;

INSERT INTO listings_listingchange (listing_id, price_minor, state, changed_at, actor)
SELECT id, price_minor, state, listed_at, %(actor)s FROM listings_listing;

INSERT INTO stock_deposit
       (id, listing_id, lot_code, quantity, expires_on, occurred_at, recorded_at, actor, fingerprint)
SELECT uuidv7(), id, '', %(on_hand)s, NULL, %(at)s, %(at)s, %(actor)s, sha256(id::text::bytea)
FROM listings_listing;

INSERT INTO stock_stocklevel (deposit_id, listing_id, on_hand, expires_on)
SELECT id, listing_id, quantity, expires_on FROM stock_deposit;

INSERT INTO stock_stockmovement
       (deposit_id, listing_id, kind, quantity, source_id, reason, occurred_at, recorded_at, actor)
SELECT id, listing_id, 'deposit', quantity, id, '', occurred_at, recorded_at, actor FROM stock_deposit;

INSERT INTO ledger_account (code, kind, cooperative_id)
SELECT 'cooperative:' || cooperative_id || ':payable', 'payable', cooperative_id
FROM (SELECT DISTINCT product.cooperative_id
      FROM listings_listing listing JOIN catalogue_product product ON product.id = listing.product_id) seller
ON CONFLICT DO NOTHING;

INSERT INTO ledger_account (code, kind, cooperative_id)
VALUES ('till:cash', 'cash', NULL), ('market:fees', 'fees', NULL)
ON CONFLICT DO NOTHING;

CREATE TABLE bench_good AS
SELECT row_number() OVER (ORDER BY product.code)::integer - 1 AS number, listing.id AS listing_id,
       deposit.id AS deposit_id, product.id AS product_id, product.cooperative_id, product.category_id,
       product.tax_class, listing.price_minor, account.id AS payable_id
FROM listings_listing listing
JOIN catalogue_product product ON product.id = listing.product_id
JOIN stock_deposit deposit ON deposit.listing_id = listing.id
JOIN ledger_account account ON account.cooperative_id = product.cooperative_id;

ALTER TABLE bench_good ADD PRIMARY KEY (number);
GRANT SELECT ON bench_good TO PUBLIC;
