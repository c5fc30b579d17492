-- pgbench would take a colon before a letter for a variable: hence chr(58).
SELECT string_agg(edge, E',\n')
FROM (
    SELECT '{"node":{"id":"' || rtrim(translate(encode(('Listing' || chr(58) || 'casablanca' || chr(58) || listing.id)::bytea, 'base64'), E'+/\n', '-_'), '=')
        || '","price":{"amountMinor":' || listing.price_minor
        || '},"product":{"code":' || to_json(product.code) || ',"name":{"fr":' || to_json(product.name_fr)
        || '},"cooperative":{"code":' || to_json(cooperative.code) || ',"name":{"fr":' || to_json(cooperative.name_fr)
        || '},"region":{"code":' || to_json(region.code) || ',"name":{"fr":' || to_json(region.name_fr)
        || '}}}}}}' AS edge
    FROM listings_listing listing
    JOIN catalogue_product product ON product.id = listing.product_id
    JOIN registry_cooperative cooperative ON cooperative.id = product.cooperative_id
    JOIN registry_region region ON region.code = cooperative.region_id
    WHERE {where}
    ORDER BY {order} LIMIT 51
) page
