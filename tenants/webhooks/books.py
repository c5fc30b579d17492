"""The tables that belong together, so that what is done with webhooks is written once for both sides."""

from dataclasses import dataclass
from typing import Any

from tenants.database.logins import PUBLIC_SCHEMA
from tenants.database.session import current_login
from tenants.events.models import NetworkEvent
from tenants.webhooks import models


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """The event log of one side, and the tables of its webhooks. Types of models: they differ by side."""

    log: Any
    cursor: Any
    webhook: Any
    secret: Any
    delivery: Any
    attempt: Any


HQ_BOOKS = Books(
    log=NetworkEvent,
    cursor=models.Cursor,
    webhook=models.Webhook,
    secret=models.WebhookSecret,
    delivery=models.WebhookDelivery,
    attempt=models.WebhookAttempt,
)
"""Headquarters' own."""


def place() -> str:
    """Where we are, as payloads say it: `hq`, or a market's slug."""
    login = current_login()
    assert login is not None, "webhooks belong to a side"
    return "hq" if login.schema == PUBLIC_SCHEMA else login.schema
