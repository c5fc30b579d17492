"""Rows of open data: who agreed to be published, when, and until when."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from shared_catalog.registry.models import Cooperative
from tenants.database.rights import APPEND, Rights


class PublicationConsent(models.Model):
    """A cooperative agrees to be published; without one in force nothing of it is. Kept when withdrawn."""

    rights = Rights(
        hq=(
            *APPEND,
            *(f"UPDATE({name})" for name in ("withdrawn_at", "withdrawn_by", "withdrawal_reason")),
        )
    )

    id = models.UUIDField(primary_key=True)
    cooperative = models.ForeignKey(
        Cooperative, on_delete=models.PROTECT, related_name="publication_consents"
    )
    consented_on = models.DateField(help_text="The day on which the cooperative agreed.")
    evidence = models.CharField(max_length=400, help_text="The paper that shows it.")
    recorded_at = models.DateTimeField(help_text="UTC.")
    recorded_by = models.CharField(max_length=80)
    withdrawn_at = models.DateTimeField(null=True, help_text="UTC; empty while it is in force.")
    withdrawn_by = models.CharField(max_length=80, blank=True)
    withdrawal_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="publication_consent_one_in_force",
                fields=["cooperative"],
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(name="publication_consent_shown", condition=~Q(evidence="")),
            models.CheckConstraint(
                name="publication_consent_withdrawn_whole",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by="", withdrawal_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="") & ~Q(withdrawal_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cooperative_id} from {self.consented_on}"
