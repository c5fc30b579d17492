"""The record of when a market was verified, and what was found."""

from django.db import models
from django.db.models import F, Q

from tenants.database.rights import APPEND, Rights


class VerificationRun(models.Model):
    """One look at the whole market: how many invariants, how many rows break them, and the first of those."""

    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    invariants = models.PositiveIntegerField(help_text="How many were checked.")
    rows = models.PositiveIntegerField(help_text="How many rows break one of them: none.")
    details = models.JSONField(help_text="By invariant, how many rows break it and the first of them.")

    rights = Rights(market=APPEND)

    class Meta:
        ordering = ("-started_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__gte=F("started_at")), name="verification_ends_after_it_starts"
            ),
        ]
        indexes = [models.Index(fields=["started_at", "id"], name="verification_by_time")]

    def __str__(self) -> str:
        return f"{self.started_at}: {self.rows} of {self.invariants}"
