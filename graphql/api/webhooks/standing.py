"""What whoever owns a webhook may at a later moment."""

from datetime import datetime
from typing import Any

from api.owners import actor_of_owner
from tenants.bulk.books import market_here
from tenants.permissions import Permission


def may_be_told(webhook: Any, now: datetime) -> bool:
    """Whether its owner, through the application it was registered through, may still read events here."""
    owner = actor_of_owner(webhook.owner, market=market_here(), now=now, client=webhook.client or None)
    return owner is not None and owner.may(Permission.EVENTS_READ)
