"""What one request spends: its cost is taken from the client's bucket before it is executed, what it did not
use is given back, and the answer says so in `extensions.cost`.
"""

import ipaddress
import math
import time
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.conf import settings

from api.base.cost import REQUEST, Plan
from api.base.errors import ApiError
from api.base.limits import CostTooHigh
from api.context import Context
from api.limits.buckets import Buckets, Level, Terms
from tenants.access import NETWORK

# Whoever owns one IPv6 address owns the 2^64 beside it.
_OWNED_BITS = 64
# Reading a document that this process has not read before takes about as long as answering so many objects.
_CHARACTERS_A_POINT = 50


class Throttled(ApiError):
    """The client has used up its points; `retryAfter` says in how many seconds there are enough again."""

    code = "THROTTLED"
    status = 429

    def __init__(self, *, requested: int, retry_after: int) -> None:
        self.headers = {"Retry-After": str(retry_after)}
        super().__init__(
            f"Too many points in too short a time. Send it again in {retry_after} s.",
            requested=requested,
            retryAfter=retry_after,
        )


class Meter:
    """The points of one request."""

    def __init__(self, context: Context) -> None:
        self._name = f"{context.market or NETWORK} {client_of(context)}"
        self._terms = Terms(settings.COST_MAXIMUM, settings.COST_RESTORE_RATE)
        self._requested = REQUEST
        self._level = Level(0.0)
        self._extensions = context.extensions

    def read(self, text: str, *, known: bool) -> None:
        """Before a document is read. Raises Throttled."""
        self._take(REQUEST if known else REQUEST + len(text) // _CHARACTERS_A_POINT)

    def request(self, plan: Plan, variables: Mapping[str, Any]) -> None:
        """Before an operation is executed. Raises CostTooHigh, Throttled."""
        self._requested = plan.requested(variables)
        if self._requested > settings.COST_PER_REQUEST:
            self._tell(self._pour(0), actual=REQUEST)
            raise CostTooHigh(self._requested, maximum=settings.COST_PER_REQUEST)
        self._take(self._requested - REQUEST)

    def spend(self, plan: Plan, data: Mapping[str, Any] | None, variables: Mapping[str, Any]) -> None:
        """After it was executed."""
        self.spent(plan.actual(data, variables))

    def spent(self, actual: int) -> None:
        """The same, when it is known how many points it did cost."""
        difference = actual - self._requested
        self._tell(self._pour(difference) if difference else self._level, actual=actual)

    def _take(self, points: int) -> None:
        level = self._level = _buckets().take(self._name, points, self._terms, now=time.monotonic())
        self._tell(level, actual=REQUEST)
        if level.wait > 0:
            raise Throttled(requested=self._requested, retry_after=math.ceil(level.wait))

    def _pour(self, points: int) -> Level:
        return _buckets().add(self._name, points, self._terms, now=time.monotonic())

    def _tell(self, level: Level, *, actual: int) -> None:
        self._extensions["cost"] = {
            "requested": self._requested,
            "actual": actual,
            "throttle": {
                "maximum": settings.COST_MAXIMUM,
                "available": max(0, math.floor(self._terms.maximum - level.level)),
                "restoreRate": settings.COST_RESTORE_RATE,
            },
        }


def take_from(address: str, points: int) -> None:
    """For a page of headquarters that everybody may read: of the points of whoever owns the address. Raises
    Throttled.
    """
    terms = Terms(settings.COST_MAXIMUM, settings.COST_RESTORE_RATE)
    name = f"{NETWORK} {_anonymous(address)}"
    level = _buckets().take(name, points, terms, now=time.monotonic())
    if level.wait > 0:
        raise Throttled(requested=points, retry_after=math.ceil(level.wait))


def client_of(context: Context) -> str:
    """Whom requests are counted by: the application, without one who signed in, or else the address."""
    viewer = context.viewer
    return _anonymous(context.address) if viewer.anonymous else viewer.client or viewer.id


def _anonymous(address: str) -> str:
    return f"anonymous:{network_of(address)}"


def network_of(address: str) -> str:
    """The addresses that belong to one owner: an IPv4 address itself, of IPv6 its /64."""
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if read.version == 4:
        return str(read)
    return str(ipaddress.ip_network((int(read), _OWNED_BITS), strict=False))


@cache
def _buckets() -> Buckets:
    return Buckets(settings.COST_BUCKETS)
