"""Food-safety certificates."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shared_catalog.registry.models._cooperatives import Cooperative
from shared_catalog.registry.models._words import choices, one_of
from shared_catalog.registry.types import AuthorisationKind, AuthorisationStatus
from tenants.database.rights import EDIT, READ, Rights


class Authorisation(models.Model):
    """A food-safety certificate of ONSSA (law 28-07), as written on the paper."""

    rights = Rights(market=READ, hq=EDIT)

    id = models.UUIDField(primary_key=True)
    cooperative = models.ForeignKey(Cooperative, on_delete=models.PROTECT, related_name="authorisations")
    kind = models.CharField(max_length=14, choices=choices(AuthorisationKind))
    number = models.CharField(max_length=40)
    issued_on = models.DateField()
    valid_until = models.DateField(
        null=True, help_text="The last valid day; empty for a certificate without a term."
    )
    next_review_on = models.DateField()
    status = models.CharField(max_length=10, choices=choices(AuthorisationStatus))
    status_reason = models.CharField(max_length=400, blank=True)
    recorded_at = models.DateTimeField(help_text="UTC.")
    changed_at = models.DateTimeField(help_text="UTC.")
    changed_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="authorisation_kind_known", condition=one_of("kind", AuthorisationKind)
            ),
            models.CheckConstraint(
                name="authorisation_status_known", condition=one_of("status", AuthorisationStatus)
            ),
            models.CheckConstraint(
                name="authorisation_ends_after_issue",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("issued_on")),
            ),
            models.UniqueConstraint(
                name="authorisation_number_once",
                fields=["number"],
                condition=Q(
                    status__in=[AuthorisationStatus.VALID.value, AuthorisationStatus.SUSPENDED.value]
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.number
