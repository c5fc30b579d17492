"""From a request's host name to headquarters or a market, and the login its connection takes for the whole
request.

What a host means is cached in process for `TIME_TO_LIVE` seconds, so that a request costs no look-up; a
change made in this process calls `forget`, other processes see it when their entry ages. Unknown hosts are
not cached: they would let a stranger fill the memory.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, JsonResponse

from observability import logging, sentry
from tenants.database.session import as_gate, as_hq, as_market
from tenants.network import queries as network

TIME_TO_LIVE = 15.0


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a request arrived: headquarters (`schema` None) or one market."""

    schema: str | None


HEADQUARTERS = Seat(None)
_known: dict[str, tuple[float, Seat]] = {}


def resolve(host: str) -> Seat | None:
    """What `host` (with or without port) leads to, or None for a name that is not ours."""
    name = host.rsplit(":", 1)[0].rstrip(".").lower()
    if name == f"hq.{settings.DOMAIN}":
        return HEADQUARTERS
    known = _known.get(name)
    if known is not None and known[0] > time.monotonic():
        return known[1]
    with as_gate():
        market = network.market_of_host(name, domain=settings.DOMAIN)
    if market is None:
        _known.pop(name, None)
        return None
    seat = Seat(str(market.schema_name))
    _known[name] = (time.monotonic() + TIME_TO_LIVE, seat)
    return seat


def forget() -> None:
    """Look every host up again: a market or a host name changed."""
    _known.clear()


class HostMiddleware:
    """Serves each request as the login its host stands for; a host that is not ours gets 404 and no login at
    all.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/health/"):
            return self.get_response(request)  # asked by address, not by name
        try:
            host = request.get_host()
        except DisallowedHost:  # no name at all, and nothing that somebody should look into
            return _unknown_host("a malformed name")
        seat = resolve(host)
        if seat is None:
            return _unknown_host(host)
        request.seat = seat  # type: ignore[attr-defined]
        sentry.tag(market=seat.schema or "hq")
        with (
            logging.bound(market=seat.schema or "hq"),
            as_hq() if seat.schema is None else as_market(seat.schema),
        ):
            return self.get_response(request)


def _unknown_host(host: str) -> JsonResponse:
    message = f"No market answers on {host}. Headquarters is hq.{settings.DOMAIN}."
    error = {"message": message, "extensions": {"code": "UNKNOWN_HOST"}}
    return JsonResponse({"errors": [error]}, status=404)
