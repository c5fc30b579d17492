"""Rows of applications. Headquarters' login alone touches them: no market sees one.

A draft holds what was typed, a submitted application what was found right in it. Whom to reach stands apart
in columns of its own, so that it can be forgotten while the rest stays on record.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kernel.ids import new_id
from shared_catalog.applications.types import ApplicationState, Ground
from shared_catalog.registry.models import Cooperative, Province, Region, choices, one_of
from shared_catalog.registry.types import Group
from shared_catalog.selection.models import Application, Round
from tenants.database.rights import APPEND, EDIT, Rights


class PublicApplication(models.Model):
    """What a cooperative applies to a round with, from the first word of a draft on."""

    rights = Rights(hq=(*EDIT, "DELETE"))

    id = models.UUIDField(primary_key=True)
    secret_hash = models.BinaryField(
        max_length=32, unique=True, help_text="Of the secret of the link, which nobody here knows."
    )
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="public_applications")
    number = models.PositiveIntegerField(null=True, unique=True, help_text="Given when it is submitted.")
    state = models.CharField(max_length=12, choices=choices(ApplicationState))
    language = models.CharField(max_length=2, choices=[("ar", "ar"), ("fr", "fr")])
    typed = models.JSONField(help_text="The draft, by field; emptied when it is submitted.")
    said = models.JSONField(null=True, help_text="As `rules.written` writes it; empty for a draft.")
    contact_name = models.CharField(max_length=80, blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    contact_email = models.CharField(max_length=120, blank=True)
    forgotten_at = models.DateTimeField(null=True, help_text="UTC; when whom to reach was emptied.")
    name_ar = models.CharField(max_length=160, blank=True)
    name_fr = models.CharField(max_length=160, blank=True)
    ice = models.CharField(max_length=15, blank=True, db_index=True)
    group = models.CharField(max_length=10, choices=choices(Group), blank=True)
    region = models.ForeignKey(Region, null=True, on_delete=models.PROTECT, related_name="+")
    province = models.ForeignKey(Province, null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(help_text="UTC.")
    changed_at = models.DateTimeField(help_text="UTC.")
    submitted_at = models.DateTimeField(
        null=True, help_text="UTC; when its author consented to the processing of what it says."
    )
    cooperative = models.ForeignKey(
        Cooperative, null=True, on_delete=models.PROTECT, related_name="public_applications"
    )
    reviewed_at = models.DateTimeField(null=True, help_text="UTC; when it was taken up.")
    reviewed_by = models.CharField(max_length=80, blank=True)
    entered_as = models.OneToOneField(
        Application, null=True, on_delete=models.PROTECT, related_name="public_application"
    )
    decided_at = models.DateTimeField(null=True, help_text="UTC; when it was entered or refused.")
    decided_by = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=400, blank=True, help_text="Why it was refused.")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="public_application_state_known", condition=one_of("state", ApplicationState)
            ),
            models.CheckConstraint(
                name="public_application_group_known", condition=Q(group="") | one_of("group", Group)
            ),
            models.CheckConstraint(
                name="public_application_says_something_once_submitted",
                condition=Q(
                    state=ApplicationState.DRAFT,
                    said__isnull=True,
                    submitted_at__isnull=True,
                    number__isnull=True,
                )
                | (
                    ~Q(state=ApplicationState.DRAFT)
                    & Q(said__isnull=False, submitted_at__isnull=False, number__isnull=False)
                    & Q(region__isnull=False, province__isnull=False)
                    & ~Q(ice="")
                ),
            ),
            models.CheckConstraint(
                name="public_application_entered_as_something",
                condition=Q(state=ApplicationState.ENTERED, entered_as__isnull=False)
                | (~Q(state=ApplicationState.ENTERED) & Q(entered_as__isnull=True)),
            ),
            models.CheckConstraint(
                name="public_application_reviewed_for_somebody",
                condition=~Q(state__in=[ApplicationState.UNDER_REVIEW.value, ApplicationState.ENTERED.value])
                | Q(cooperative__isnull=False, reviewed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="public_application_refused_with_reason",
                condition=Q(state=ApplicationState.REFUSED) & ~Q(reason="")
                | (~Q(state=ApplicationState.REFUSED) & Q(reason="")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="public_application_by_state", fields=["state", "submitted_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.number or 'draft'} in {self.round_id}"


class Likeness(models.Model):
    """Whom an application looks like: a cooperative of the registry, or another application."""

    rights = Rights(hq=APPEND)

    id = models.UUIDField(primary_key=True, default=new_id)
    application = models.ForeignKey(PublicApplication, on_delete=models.PROTECT, related_name="likenesses")
    cooperative = models.ForeignKey(Cooperative, null=True, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(PublicApplication, null=True, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=10, choices=choices(Ground))
    found_at = models.DateTimeField(help_text="UTC.")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="likeness_ground_known", condition=one_of("ground", Ground)),
            models.CheckConstraint(
                name="likeness_of_one",
                condition=Q(cooperative__isnull=True, other__isnull=False)
                | Q(cooperative__isnull=False, other__isnull=True),
            ),
            models.UniqueConstraint(
                name="likeness_once",
                fields=["application", "cooperative", "other"],
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.ground}"
