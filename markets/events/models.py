"""The market's event log, which is its outbox: appended in each fact's transaction, read by position."""

from django.db import models

from tenants.database.rights import APPEND, Rights
from tenants.events.models import LoggedEvent


class Event(LoggedEvent):
    """Something that happened in the market."""

    rights = Rights(market=(*APPEND, "UPDATE(position)"))

    class Meta:
        indexes = [
            models.Index(
                fields=["id"], name="event_without_position", condition=models.Q(position__isnull=True)
            ),
            models.Index(fields=["subject_id"], name="event_of_subject"),
            models.Index(fields=["name", "position"], name="event_by_name"),
        ]
