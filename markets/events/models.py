"""The market's event log, which is its outbox: appended in each fact's transaction, read by position."""

from django.db import models

from markets.events.fields import CurrentTransaction, TransactionNumberField
from tenants.database.rights import APPEND, Rights


class Event(models.Model):
    """Something that happened in the market, written in the transaction in which it happened.

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

    rights = Rights(market=(*APPEND, "UPDATE(position)"))

    class Meta:
        indexes = [
            models.Index(
                fields=["id"], name="event_without_position", condition=models.Q(position__isnull=True)
            ),
            models.Index(fields=["subject_id"], name="event_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject_id}"
