"""The audit of a market: the same columns as headquarters' own."""

from django.db import models

from tenants.audit.models import FORGETTING, EntryColumns, PersonalColumns, constraints_of
from tenants.database.rights import APPEND, Rights


class MarketAuditEntry(EntryColumns):
    """Something that was done in the market."""

    rights = Rights(market=APPEND)

    class Meta:
        db_table = "market_audit_entry"
        constraints = constraints_of("market_audit")
        indexes = [
            models.Index(name="market_audit_by_actor", fields=["actor", "id"]),
            models.Index(name="market_audit_by_object", fields=["object_key", "object_type", "id"]),
        ]


class MarketAuditPersonal(PersonalColumns):
    """What is personal in an entry of the market."""

    entry = models.OneToOneField(
        MarketAuditEntry, primary_key=True, on_delete=models.PROTECT, related_name="personal"
    )

    rights = Rights(market=(*APPEND, *FORGETTING))

    class Meta:
        db_table = "market_audit_personal"

    def __str__(self) -> str:
        return f"of {self.entry_id}"
