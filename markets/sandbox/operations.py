"""Asking for a sandbox to be reset, and resetting it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from markets.events import operations as events
from markets.events.models import Event
from markets.sandbox import goods
from tenants.database.claims import claim, done_before
from tenants.database.emptying import empty_market
from tenants.database.session import as_owner
from tenants.network import sandbox
from tenants.network.operations import FirstRow

_KEPT = ("events", "webhooks", "market_audit", "bulk")
"""What outlasts a reset: the log and whoever follows it, who did what, and results that lie in files."""


@transaction.atomic
def request_reset(*, reset_id: UUID, at: datetime, actor: str) -> Event:
    """Ask for the sandbox to be reset, under an id made by the caller; the same request again is the first
    one. The worker does it. Event: `sandbox.reset_requested`.

    Raises NotASandbox.
    """
    sandbox.require_sandbox()
    claim(reset_id)
    asked = Event.objects.filter(name="sandbox.reset_requested", subject_id=str(reset_id))
    if (known := asked.first()) is not None:
        return done_before(known)
    events.append(
        name="sandbox.reset_requested",
        subject_id=str(reset_id),
        payload={"by": actor},
        occurred_at=at,
        recorded_at=at,
    )
    return asked.get()


def reset(*, market: str, reset_id: UUID, at: datetime, actor: str, first_rows: Sequence[FirstRow]) -> bool:
    """Empty a sandbox, write a new market's first rows, and put something on its shelves, as the owner and in
    one transaction; says whether this did it. What was done under this id is not done again. Event:
    `sandbox.reset`.

    Raises NotASandbox.
    """
    with as_owner(market), transaction.atomic():
        sandbox.require_sandbox()
        claim(reset_id)
        if Event.objects.filter(name="sandbox.reset", subject_id=str(reset_id)).exists():
            return False
        empty_market(market, keep=_KEPT)
        # Before the events of what is there from now on: a follower forgets what it knew, and reads on.
        events.append(
            name="sandbox.reset",
            subject_id=str(reset_id),
            payload={"by": actor},
            occurred_at=at,
            recorded_at=at,
        )
        for write in first_rows:
            write(at)
        goods.stock_up(market=market, at=at)
    return True
