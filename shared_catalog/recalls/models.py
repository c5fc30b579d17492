"""Rows of recalls: opened once, lifted once, and answered by each market for itself."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shared_catalog.catalogue.models import Product
from shared_catalog.recalls.types import Severity
from shared_catalog.registry.models import choices, one_of
from tenants.database.rights import APPEND, READ, Rights
from tenants.network.models import Market


class Recall(models.Model):
    """A product, or one lot of it, that nobody sells from an instant on until the recall is lifted.

    Every market reads it, so it holds everywhere as soon as it is committed.
    """

    rights = Rights(
        market=READ, hq=(*APPEND, "UPDATE(lifted_at)", "UPDATE(lifted_by)", "UPDATE(lift_reason)")
    )

    id = models.UUIDField(primary_key=True)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="recalls")
    lot_code = models.CharField(
        max_length=60, blank=True, help_text="The producer's code of one lot; empty for all of the product."
    )
    severity = models.CharField(max_length=8, choices=choices(Severity))
    reason = models.CharField(max_length=400)
    instructions_ar = models.TextField()
    instructions_fr = models.TextField()
    instructions_en = models.TextField()
    starts_at = models.DateTimeField(help_text="UTC.")
    due_at = models.DateTimeField(help_text="UTC; by when every market acknowledges it.")
    opened_by = models.CharField(max_length=100)
    lifted_at = models.DateTimeField(null=True, help_text="UTC.")
    lifted_by = models.CharField(max_length=100, blank=True)
    lift_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="recall_severity_known", condition=one_of("severity", Severity)),
            models.CheckConstraint(
                name="recall_answered_after_its_start", condition=Q(due_at__gte=F("starts_at"))
            ),
            models.CheckConstraint(
                name="recall_lifted_with_reason",
                condition=Q(lifted_at__isnull=True, lifted_by="", lift_reason="")
                | (Q(lifted_at__isnull=False) & ~Q(lifted_by="") & ~Q(lift_reason="")),
            ),
            models.CheckConstraint(name="recall_lifted_by_another", condition=~Q(lifted_by=F("opened_by"))),
            models.UniqueConstraint(
                name="recall_one_of_a_lot",
                fields=["product", "lot_code"],
                condition=Q(lifted_at__isnull=True),
            ),
        ]
        indexes: ClassVar = [models.Index(name="recall_by_start", fields=["starts_at", "id"])]

    def __str__(self) -> str:
        return f"{self.product_id} {self.lot_code}"


class Acknowledgement(models.Model):
    """That a market has taken the goods of a recall off its shelf. Append-only; a market sees its own."""

    rights = Rights(market=APPEND, hq=READ, market_rows="market_id = {schema}")

    id = models.UUIDField(primary_key=True)
    recall = models.ForeignKey(Recall, on_delete=models.PROTECT, related_name="acknowledgements")
    market = models.ForeignKey(
        Market, to_field="schema_name", on_delete=models.PROTECT, related_name="recall_acknowledgements"
    )
    acknowledged_at = models.DateTimeField(help_text="UTC.")
    acknowledged_by = models.CharField(max_length=100)
    note = models.CharField(max_length=400, blank=True, help_text="What was found on the shelf.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="recall_acknowledged_once", fields=["recall", "market"]),
        ]

    def __str__(self) -> str:
        return f"{self.recall_id} by {self.market_id}"
