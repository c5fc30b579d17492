"""Rows of marks: what is recognised is reference data, and what was granted is withdrawn, never removed."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from shared_catalog.catalogue.models import Product
from shared_catalog.marks.types import MarkKind
from shared_catalog.registry.models import choices, one_of
from tenants.database.rights import APPEND, EDIT, READ, Rights


class Mark(models.Model):
    """A mark that the State recognises, with the area and the goods that it is for."""

    rights = Rights(market=READ, hq=EDIT)

    code = models.CharField(primary_key=True, max_length=40)
    kind = models.CharField(max_length=14, choices=choices(MarkKind))
    name_ar = models.CharField(max_length=120)
    name_fr = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    regions = ArrayField(models.CharField(max_length=5), help_text="Codes; empty for the whole country.")
    categories = ArrayField(models.CharField(max_length=30), help_text="Codes; empty for all goods.")
    recognised_until = models.DateField(null=True, help_text="The last day; empty while it is recognised.")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="mark_kind_known", condition=one_of("kind", MarkKind)),
        ]

    def __str__(self) -> str:
        return self.name_fr


class MarkGrant(models.Model):
    """That a product carries a mark from a day to a day, by a certificate."""

    rights = Rights(
        market=READ,
        hq=(*APPEND, "UPDATE(withdrawn_at)", "UPDATE(withdrawn_by)", "UPDATE(withdrawal_reason)"),
    )

    id = models.UUIDField(primary_key=True)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="mark_grants")
    mark = models.ForeignKey(Mark, on_delete=models.PROTECT, related_name="grants")
    certificate_number = models.CharField(max_length=60)
    issuer = models.CharField(max_length=120, help_text="The certifying body.")
    valid_from = models.DateField()
    valid_until = models.DateField(help_text="The last valid day.")
    granted_at = models.DateTimeField(help_text="UTC.")
    granted_by = models.CharField(max_length=100)
    withdrawn_at = models.DateTimeField(null=True, help_text="UTC.")
    withdrawn_by = models.CharField(max_length=100, blank=True)
    withdrawal_reason = models.CharField(max_length=400, blank=True)
    fingerprint = models.BinaryField(max_length=32, help_text="Of what was granted.")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="mark_grant_ends_after_it_begins", condition=Q(valid_until__gte=F("valid_from"))
            ),
            models.CheckConstraint(
                name="mark_grant_withdrawn_with_reason",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by="", withdrawal_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="") & ~Q(withdrawal_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mark_id} {self.certificate_number}"
