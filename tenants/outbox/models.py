"""Where the worker stands in each market's event log; headquarters may look, to see who lags."""

from django.db import models

from tenants.database.rights import EDIT, READ, Rights
from tenants.network.models import Market


class OutboxCursor(models.Model):
    """The position of the last event of a market whose jobs are in the queue."""

    rights = Rights(worker=EDIT, hq=READ)

    market = models.OneToOneField(
        Market, to_field="schema_name", primary_key=True, on_delete=models.DO_NOTHING, related_name="+"
    )
    position = models.BigIntegerField(default=0, help_text="0 before the first event.")
    updated_at = models.DateTimeField(help_text="UTC.")

    class Meta:
        db_table = "outbox_cursor"

    def __str__(self) -> str:
        return f"{self.market_id} at {self.position}"
