SELECT string_agg('{"month":"' || month || '","region":{"name":{"fr":' || to_json(region.name_fr) || '}},"items":' || items
                  || ',"gross":{"amountMinor":' || gross_minor || '},"fees":{"amountMinor":' || fees_minor || '}}',
                  E',\n' ORDER BY month, region_id)
FROM (
    SELECT month, region_id, sum(items) AS items, sum(gross_minor) AS gross_minor, sum(fees_minor) AS fees_minor
    FROM ({parts}) sold JOIN registry_cooperative cooperative ON cooperative.id = cooperative_id
    GROUP BY month, region_id
) figures JOIN registry_region region ON region.code = region_id
