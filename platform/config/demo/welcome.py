"""What a visitor is told once the network runs: addresses, tokens, and requests to try."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from rich.console import Console

from config.demo import oasis
from config.environment import ENV
from shared_catalog.registry.models import Cooperative
from tenants.access import NETWORK
from tenants.database.session import as_hq
from tenants.identity import operations as identity
from tenants.permissions import MARKET_ROLES, NETWORK_ROLES, Role

_LIFETIME = timedelta(days=30)


def url(host: str) -> str:
    """The GraphQL address of headquarters (`hq`) or of a market."""
    return f"http://{host}.{ENV.domain}:{ENV.port}/graphql/"


def issue_tokens(*, clock: Callable[[], datetime]) -> Mapping[tuple[str, Role], str]:
    """A fresh token for every role, by scope and role: of the network where it can be held there, and of the
    market in Casablanca.
    """
    wanted = [(NETWORK, role) for role in Role if role in NETWORK_ROLES]
    wanted += [(oasis.MARKET, role) for role in Role if role in MARKET_ROLES]
    with as_hq():
        delegate_of = Cooperative.objects.order_by("code").values_list("id", flat=True).first()
        return {
            (scope, role): identity.issue_token(
                role=role,
                scope=scope,
                label=f"demo: {role} of {scope}",
                issued_at=clock(),
                lifetime=_LIFETIME,
                cooperative_id=delegate_of if role is Role.COOPERATIVE_DELEGATE else None,
            ).token
            for scope, role in wanted
        }


def show(tokens: Mapping[tuple[str, Role], str], console: Console) -> None:
    """Print addresses, tokens and requests."""
    # As they are: a line that is folded or marked up cannot be pasted into a shell.
    lines = [
        "Tokens, fresh at every run and valid for 30 days:",
        *(f"  {scope:<11} {role:<21} {token}" for (scope, role), token in tokens.items()),
        "",
        f"Headquarters  {url('hq')}",
        f"Casablanca    {url(oasis.MARKET)}",
        "",
        "To try:",
        *(f"\n{request}" for request in requests(tokens)),
    ]
    console.file.write("\n".join(("", *lines, "")))


def requests(tokens: Mapping[tuple[str, Role], str]) -> tuple[str, str, str]:
    """Three requests as lines for a shell."""
    analyst = tokens[NETWORK, Role.HQ_ANALYST]
    manager = tokens[oasis.MARKET, Role.MARKET_MANAGER]
    return (
        _curl(
            "hq",
            analyst,
            '{ network(groupBy: [MARKET, YEAR], since: "2017-03-17", until: "2030-01-01") '
            "{ market { slug } year items gross { amountMinor } } }",
        ),
        _curl("hq", analyst, "{ cooperatives(first: 3) { totalCount nodes { code name { fr ar } } } }"),
        _curl(
            oasis.MARKET,
            manager,
            "{ statements(first: 3) "
            "{ totalCount nodes { period { key } cooperative { code } payable { amountMinor } } } }",
        ),
    )


def _curl(host: str, token: str, query: str) -> str:
    # No query has an apostrophe, so the shell takes the JSON as it is.
    return (
        f"curl -s {url(host)} -H 'Authorization: Bearer {token}' -H 'Content-Type: application/json' "
        f"-d '{json.dumps({'query': query})}'"
    )
