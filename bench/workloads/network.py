"""F1: headquarters compares months and regions over all markets."""

from bench import setting
from bench.limit import Limit
from bench.workloads.types import Read

_NETWORK = """query Network($since: Date!, $until: Date!) { network(since: $since, until: $until,
    groupBy: [MONTH, REGION]) { month region { name { fr } } items
    gross { amountMinor } fees { amountMinor } } }"""
_PART = """SELECT date_trunc('month', day)::date AS month, cooperative_id, sum(items) AS items,
    sum(gross_minor) AS gross_minor, sum(fees_minor) AS fees_minor
    FROM {market}.figures_cooperative_day WHERE day >= '{since}' AND day < '{until}' GROUP BY 1, 2"""


def network() -> Read:
    """A year of the four markets."""
    since, until = setting.SETTLED[0].first_day.isoformat(), setting.SETTLED[-1].last_day.isoformat()
    parts = [
        _PART.replace("{market}", market).replace("{since}", since).replace("{until}", until)
        for market in (setting.MARKET, *setting.OTHERS)
    ]
    script = (setting.HERE / "limits" / "network.sql").read_text(encoding="utf-8")
    scripts = [script.replace("{parts}", " UNION ALL ".join(parts))]
    title, asked = "A year of the network by month and region", [{"since": since, "until": until}]
    return Read("F1", title, _NETWORK, asked, Limit(scripts, schema=None), lambda data: data["network"])
