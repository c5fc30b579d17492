"""Where cooperatives sell, and what was said of that in its time."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from kernel.ids import new_id
from shared_catalog.registry.models._cooperatives import Cooperative
from shared_catalog.registry.models._words import choices
from shared_catalog.registry.types import ParticipationStep
from tenants.database.rights import APPEND, EDIT, READ, Rights
from tenants.network.models import Market


class Participation(models.Model):
    """A cooperative sells in a market from one day to another; a market sees only its own.

    `rules.takes_part` and `queries.taking_part` say on which days it counts.
    """

    rights = Rights(market=READ, hq=EDIT, market_rows="market_id = {schema}")

    id = models.UUIDField(primary_key=True)
    cooperative = models.ForeignKey(Cooperative, on_delete=models.PROTECT, related_name="participations")
    market = models.ForeignKey(
        Market, to_field="schema_name", on_delete=models.PROTECT, related_name="participations"
    )
    joined_on = models.DateField()
    ended_on = models.DateField(null=True, help_text="The first day on which it no longer takes part.")
    contract = models.CharField(
        max_length=40, blank=True, help_text="The contract it sells under, as fee rules name it."
    )
    category_codes = ArrayField(
        models.CharField(max_length=30),
        default=list,
        help_text="The categories, or roots of them, that it may sell; empty for all.",
    )
    stand = models.CharField(max_length=40, blank=True, help_text="Where its goods stand in the market.")
    suspended_on = models.DateField(
        null=True, help_text="The first day of its suspension; empty while there is none."
    )
    suspension_reason = models.CharField(max_length=400, blank=True)
    recorded_at = models.DateTimeField(help_text="UTC.")
    recorded_by = models.CharField(max_length=80)
    version = models.PositiveIntegerField(default=1, help_text="Counts its changes, from 1.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="participation_one_at_a_time",
                fields=["cooperative", "market"],
                condition=Q(ended_on__isnull=True),
            ),
            models.CheckConstraint(
                name="participation_ends_after_joining",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("joined_on")),
            ),
            models.CheckConstraint(
                name="participation_suspended_after_joining",
                condition=Q(suspended_on__isnull=True) | Q(suspended_on__gte=F("joined_on")),
            ),
            models.CheckConstraint(
                name="participation_suspended_with_reason",
                condition=Q(suspended_on__isnull=True, suspension_reason="")
                | (Q(suspended_on__isnull=False) & ~Q(suspension_reason="")),
            ),
        ]
        indexes: ClassVar = [models.Index(name="participation_by_market", fields=["market", "cooperative"])]

    def __str__(self) -> str:
        return f"{self.cooperative_id} in {self.market_id}"


class ParticipationChange(models.Model):
    """One change of a participation: what held before and after, who, when and why. Append-only.

    `before` is empty for an admission.
    """

    rights = Rights(hq=APPEND)

    id = models.UUIDField(primary_key=True, default=new_id)
    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="changes")
    step = models.CharField(max_length=16, choices=choices(ParticipationStep))
    before = models.JSONField(null=True)
    after = models.JSONField()
    at = models.DateTimeField(help_text="UTC.")
    actor = models.CharField(max_length=100)
    reason = models.CharField(max_length=400, blank=True)

    def __str__(self) -> str:
        return f"{self.step} {self.at:%Y-%m-%d}"
