"""The SQL of sellability, on a market's own login: row-level security leaves of papers what was accepted of
those who take part here.
"""

GOODS_ASKED = """
    -- Every requirement set, and which kinds of goods these products and listings are: few rows, the same
    -- text as long as they say the same.
    SELECT (SELECT jsonb_agg(jsonb_build_array(category_id, effective_from, requirements) ORDER BY id)
              FROM cooperative_documents_requirementset),
           (SELECT jsonb_agg(DISTINCT jsonb_build_array(
                       cooperative."group", category.code, coalesce(category.parent_id, category.code),
                       category.regime, product.packed, product.food_use))
              FROM (SELECT unnest($1::uuid[]) AS id
                    UNION SELECT product_id FROM listings_listing WHERE id = ANY ($2::uuid[])) AS given
              JOIN catalogue_product AS product ON product.id = given.id
              JOIN catalogue_category AS category ON category.code = product.category_id
              JOIN registry_cooperative AS cooperative ON cooperative.id = product.cooperative_id)
"""

_PAPERS = """
    -- What `held_by` of the documents' slice takes for the papers that may count: of ONSSA's the registry's
    -- certificates, of the others what was accepted. `last` is `rules.last_day`.
    SELECT cooperative_id, 'onssa_certificate' AS type, NULL::uuid AS document_id, issued_on AS first,
           coalesce(valid_until, 'infinity'::date) AS last, nullif(status, 'valid') AS stopped,
           changed_at AS stopped_at
      FROM registry_authorisation
    UNION ALL
    SELECT document.cooperative_id, document.type, document.id, document.valid_from,
           least(
               greatest(
                   coalesce(document.valid_until, 'infinity'::date),
                   (SELECT max(until) FROM cooperative_documents_grace WHERE document_id = document.id)
               ),
               document.superseded_from - 1,
               document.revoked_from - 1
           ),
           NULL, NULL
      FROM cooperative_documents_document AS document
     WHERE document.type <> 'onssa_certificate' AND document.state IN ('accepted', 'superseded', 'revoked')
"""

FACTS = f"""
    WITH asked AS MATERIALIZED (
        -- What `asked_on` says of each kind of goods, as far as its time is over.
        SELECT * FROM jsonb_to_recordset(%(asked)s::jsonb) AS asked (
            "group" text, category text, packed boolean, food_use boolean,
            type text, kinds text[], codes text[], met_by date)
    ), goods AS MATERIALIZED (
        SELECT product.id, product.cooperative_id, product.category_id, product.packed, product.food_use,
               coalesce(category.parent_id, category.code) AS root, product.status,
               coalesce(product.retired_at, product.created_at) AS since,
               cooperative."group", cooperative.status AS cooperative_status, cooperative.retired_at
          FROM unnest(%(products)s::uuid[]) AS given (id)
          JOIN catalogue_product AS product ON product.id = given.id
          JOIN catalogue_category AS category ON category.code = product.category_id
          JOIN registry_cooperative AS cooperative ON cooperative.id = product.cooperative_id
    ), owed AS MATERIALIZED (
        SELECT goods.id, goods.cooperative_id, asked.type, asked.met_by, asked.kinds, asked.codes
          FROM goods
          JOIN asked ON asked."group" = goods."group" AND asked.category = goods.category_id
           AND asked.packed = goods.packed AND asked.food_use = goods.food_use
    ), taken AS MATERIALIZED (
        SELECT owed.*, kind FROM owed CROSS JOIN LATERAL unnest(owed.kinds) AS kind
    ), paper AS MATERIALIZED (
        -- Read once, and joined by equality below: asked for each product anew, a market's labels would be
        -- read millions of times.
        SELECT * FROM ({_PAPERS}) AS known
         WHERE first <= last AND cooperative_id = ANY (ARRAY (SELECT DISTINCT cooperative_id FROM owed))
    ), scope AS MATERIALIZED (
        SELECT paper.*, scope.product_id, scope.category_id
          FROM paper JOIN cooperative_documents_documentscope AS scope USING (document_id)
    ), speaks AS MATERIALIZED (
        -- The papers that speak of a product: of all that its cooperative makes, of it, or of its category.
        SELECT taken.id, taken.type, paper.first, paper.last, paper.stopped, paper.stopped_at
          FROM taken
          JOIN paper ON paper.cooperative_id = taken.cooperative_id AND paper.type = taken.kind
         WHERE paper.document_id IS NULL
            OR paper.document_id NOT IN (SELECT document_id FROM scope)
        UNION ALL
        SELECT taken.id, taken.type, scope.first, scope.last, scope.stopped, scope.stopped_at
          FROM taken
          JOIN scope ON scope.product_id = taken.id AND scope.type = taken.kind
           AND scope.cooperative_id = taken.cooperative_id
        UNION ALL
        SELECT taken.id, taken.type, scope.first, scope.last, scope.stopped, scope.stopped_at
          FROM taken CROSS JOIN LATERAL unnest(taken.codes) AS code
          JOIN scope ON scope.category_id = code AND scope.type = taken.kind
           AND scope.cooperative_id = taken.cooperative_id
    ), covered AS (
        SELECT DISTINCT id, type FROM speaks
         WHERE stopped IS NULL AND first <= %(day)s::date AND last >= %(day)s::date
    ), nearest AS (
        -- The latest to begin by that day, or the next to begin.
        SELECT DISTINCT ON (id, type) * FROM speaks
         ORDER BY id, type, first > %(day)s::date, abs(first - %(day)s::date), last DESC
    ), lack AS MATERIALIZED (
        SELECT owed.id, jsonb_agg(jsonb_build_array(
                   owed.type, owed.met_by, nearest.stopped, nearest.stopped_at, nearest.first,
                   nullif(nearest.last, 'infinity'))) AS all
          FROM owed
          LEFT JOIN covered ON covered.id = owed.id AND covered.type = owed.type
          LEFT JOIN nearest ON nearest.id = owed.id AND nearest.type = owed.type
         WHERE covered.id IS NULL
         GROUP BY owed.id
    )
    SELECT goods.id, jsonb_build_array(
           goods.category_id, goods.root, goods.status, goods.since, goods.cooperative_status,
           CASE WHEN goods.cooperative_status <> 'eligible' THEN coalesce(
               goods.retired_at,
               (SELECT max(step.at) FROM registry_cooperativehistory AS step
                 WHERE step.cooperative_id = goods.cooperative_id
                   AND step.status_after = goods.cooperative_status)
           ) END,
           part.joined_on, part.ended_on, part.suspended_on, part.category_codes,
           lack.all,
           (SELECT jsonb_agg(jsonb_build_array(recall.lot_code, recall.starts_at))
              FROM recalls_recall AS recall
             WHERE recall.product_id = goods.id AND recall.lifted_at IS NULL))::text
      FROM goods
      LEFT JOIN LATERAL (
          -- The participation that counts on the day, or the one that comes nearest.
          SELECT joined_on, ended_on, suspended_on, category_codes FROM registry_participation
           WHERE market_id = %(market)s AND cooperative_id = goods.cooperative_id
           ORDER BY joined_on <= %(day)s::date AND coalesce(ended_on > %(day)s::date, true)
                    AND coalesce(suspended_on > %(day)s::date, true) DESC,
                    joined_on > %(day)s::date, abs(joined_on - %(day)s::date)
           LIMIT 1
      ) AS part ON true
      LEFT JOIN lack ON lack.id = goods.id
"""

FACTS_PREPARED = FACTS % {"asked": "$1", "products": "$2", "day": "$3", "market": "$4"}
"""The same with its parameters numbered: for so few products that one plan suits all of them."""

CHANGES = f"""
    -- The days of a span on which an answer may become another, and for which product; for all where it is a
    -- requirement that begins, or whose time is over.
    WITH goods AS (
        SELECT id, cooperative_id FROM catalogue_product WHERE id = ANY (%(products)s)
    ), paper AS ({_PAPERS}), change AS (
        SELECT cooperative_id, unnest(ARRAY[joined_on, ended_on, suspended_on]) AS day
          FROM registry_participation WHERE market_id = %(market)s
        UNION ALL
        SELECT cooperative_id, unnest(ARRAY[first, CASE WHEN last < 'infinity' THEN last + 1 END]) FROM paper
    )
    SELECT DISTINCT change.day, goods.id FROM change JOIN goods USING (cooperative_id)
     WHERE change.day > %(first)s AND change.day <= %(last)s
    UNION
    SELECT since.effective_from + days.within, NULL
      FROM cooperative_documents_requirementset AS since
      JOIN cooperative_documents_requirementset AS latest ON latest.category_id = since.category_id
      CROSS JOIN LATERAL (
          SELECT 0 AS within
          UNION ALL
          SELECT (one ->> 'within_days')::int FROM jsonb_array_elements(latest.requirements) AS one
      ) AS days
     WHERE since.effective_from + days.within > %(first)s AND since.effective_from + days.within <= %(last)s
"""
