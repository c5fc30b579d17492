SELECT '{"code":' || to_json(product.code) || ',"name":{"ar":' || to_json(product.name_ar) || ',"fr":' || to_json(product.name_fr)
    || '},"recommendedPrice":{"amountMinor":' || product.recommended_price_minor
    || '},"category":{"code":' || to_json(category.code) || ',"name":{"fr":' || to_json(category.name_fr)
    || '}},"cooperative":{"code":' || to_json(cooperative.code) || ',"name":{"fr":' || to_json(cooperative.name_fr)
    || '},"region":{"code":' || to_json(region.code) || ',"name":{"fr":' || to_json(region.name_fr) || '}}}}'
FROM catalogue_product product
JOIN catalogue_category category ON category.code = product.category_id
JOIN registry_cooperative cooperative ON cooperative.id = product.cooperative_id
JOIN registry_region region ON region.code = cooperative.region_id
WHERE product.id = '{product}'
