"""The work of the worker on webhooks: sending what is due to one of them, and telling contacts."""

import random
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage

from tenants.webhooks import operations
from tenants.webhooks.books import Books
from tenants.webhooks.gateways import HttpSender
from tenants.webhooks.types import Clock, Told

_chance = random.SystemRandom()


def deliver(*, now: datetime, webhook: str, books: Books, told: Told, clock: Clock) -> int:
    """Send what is due to a webhook. It takes as long as it takes, so it has a clock beside the instant at
    which it began.
    """
    sender = HttpSender(networks=settings.WEBHOOK_NETWORKS)
    made = operations.deliver(
        books=books, webhook_id=UUID(webhook), told=told, sender=sender, clock=clock, chance=_chance.random
    )
    send_notices(now=now, books=books)
    return made


def send_notices(*, now: datetime, books: Books) -> int:
    """Tell the contacts of webhooks that were given up."""
    return operations.send_notices(books=books, mail=_mail)


def _mail(*, to: str, subject: str, text: str, reference: str) -> None:
    EmailMessage(
        subject=subject,
        body=text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[to],
        headers={"Message-ID": f"<{reference}@{settings.DOMAIN}>"},
    ).send()
