"""An event log, appended in each fact's transaction and read by position; and headquarters' own."""

from typing import ClassVar

from django.db import models

from tenants.database.rights import APPEND, Rights
from tenants.events.fields import CurrentTransaction, TransactionNumberField


class LoggedEvent(models.Model):
    """Something that happened, written in the transaction in which it happened.

    Readers follow `position`, which is given once the transaction and every older one has ended; the order of
    `id` alone would hide an event from a reader who had already passed it when its transaction committed.
    """

    position = models.BigIntegerField(null=True, unique=True)
    name = models.CharField(max_length=60)
    subject_id = models.TextField()
    payload = models.JSONField()
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    txid = TransactionNumberField(db_default=CurrentTransaction(), editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.name} {self.subject_id}"


class NetworkEvent(LoggedEvent):
    """Something that happened to the nation or the network: a cooperative registered, a market opened."""

    rights = Rights(hq=(*APPEND, "UPDATE(position)"))

    class Meta:
        db_table = "hq_event"
        indexes: ClassVar = [
            models.Index(
                fields=["id"], name="hq_event_without_position", condition=models.Q(position__isnull=True)
            ),
            models.Index(fields=["subject_id"], name="hq_event_of_subject"),
            models.Index(fields=["name", "position"], name="hq_event_by_name"),
        ]
