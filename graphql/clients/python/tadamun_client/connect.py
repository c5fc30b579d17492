"""A client of headquarters or of one market, with tokens and retries as they should be."""

from typing import Any

import httpx

from tadamun_client import hq, market
from tadamun_client.retry import Retrying


def to_hq(address: str, auth: httpx.Auth | str, *, language: str = "fr") -> hq.Client:
    """Headquarters: `to_hq("https://hq.example.ma", ClientCredentials(…))`."""
    return hq.Client(url=_graphql(address), http_client=_http(auth, language))


def to_market(address: str, auth: httpx.Auth | str, *, language: str = "fr") -> market.Client:
    """One market: `to_market("https://casablanca.example.ma", …)`. Refusals are told in the language."""
    return market.Client(url=_graphql(address), http_client=_http(auth, language))


def _graphql(address: str) -> str:
    return address.rstrip("/") + "/graphql/"


def _http(auth: httpx.Auth | str, language: str) -> Any:
    """An httpx.Client. Generated code asks more of an HttpClient than it uses, and than httpx promises."""
    headers = {"Accept-Language": language, "User-Agent": "tadamun-client-python"}
    if isinstance(auth, str):
        headers["Authorization"] = f"Bearer {auth}"
    return httpx.Client(
        transport=Retrying(),
        headers=headers,
        auth=None if isinstance(auth, str) else auth,
        timeout=30,
    )
