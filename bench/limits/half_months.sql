SELECT string_agg('{"node":{"key":' || period.id || ',"startsOn":"' || period.starts_on
                  || '","statements":{"edges":[' || coalesce(statements, '') || ']}}}', E',\n')
FROM (SELECT id, starts_on FROM periods_period WHERE state = 'paid' ORDER BY id LIMIT 25) period
CROSS JOIN LATERAL (
    SELECT string_agg('{"node":{"number":' || number || ',"cooperative":{"code":' || to_json(code)
                      || '},"sales":{"amountMinor":' || sales_minor || '},"fees":{"amountMinor":' || fees_minor
                      || '},"payable":{"amountMinor":' || payable_minor || '}}}', ',') AS statements
    FROM (
        SELECT number, cooperative.code, sales_minor, fees_minor, payable_minor
        FROM settlement_statement statement
        JOIN registry_cooperative cooperative ON cooperative.id = cooperative_id
        WHERE period_id = period.id ORDER BY number LIMIT 100
    ) page
) statements
