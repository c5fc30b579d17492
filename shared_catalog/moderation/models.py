"""Rows of moderation: what was asked never changes, only who looks at it and what became of it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kernel.ids import new_id
from shared_catalog.catalogue.models import Attribute, Product
from shared_catalog.moderation.types import ChangeField, RequestKind, RequestState, Rule
from shared_catalog.registry.models import choices, one_of
from tenants.database.rights import APPEND, Rights

_DECIDED_COLUMNS = ("assigned_to", "assigned_at", "state", "decided_at", "decided_by", "reason")


class ChangeRequest(models.Model):
    """That a draft be published, or that a published product say something else: who asks, and who decided.

    It is of a version of the product; `decided_by` is somebody else, or a rule. Headquarters' alone.
    """

    rights = Rights(hq=(*APPEND, *(f"UPDATE({column})" for column in _DECIDED_COLUMNS)))

    id = models.UUIDField(primary_key=True)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="change_requests")
    kind = models.CharField(max_length=11, choices=choices(RequestKind))
    product_version = models.PositiveIntegerField(help_text="Of the product, when it was asked.")
    note = models.CharField(max_length=400, blank=True, help_text="Why, as who asks says.")
    fingerprint = models.BinaryField(max_length=32, help_text="Of what is asked.")
    proposed_at = models.DateTimeField(help_text="UTC.")
    proposed_by = models.CharField(max_length=80)
    assigned_to = models.CharField(max_length=80, blank=True, help_text="Who looks at it; empty for nobody.")
    assigned_at = models.DateTimeField(null=True, help_text="UTC.")
    state = models.CharField(max_length=10, choices=choices(RequestState))
    decided_at = models.DateTimeField(null=True, help_text="UTC.")
    decided_by = models.CharField(max_length=80, blank=True, help_text="`rule:<code>` for a rule.")
    reason = models.CharField(max_length=400, blank=True, help_text="Why it was rejected or superseded.")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="change_request_kind_known", condition=one_of("kind", RequestKind)),
            models.CheckConstraint(
                name="change_request_state_known", condition=one_of("state", RequestState)
            ),
            models.CheckConstraint(
                name="change_request_decided_by_somebody",
                condition=Q(state=RequestState.OPEN, decided_at__isnull=True, decided_by="")
                | (~Q(state=RequestState.OPEN) & Q(decided_at__isnull=False) & ~Q(decided_by="")),
            ),
            models.CheckConstraint(
                name="change_request_decided_by_another",
                condition=~Q(state__in=[RequestState.CONFIRMED, RequestState.REJECTED])
                | ~Q(decided_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="change_request_withdrawn_by_its_own",
                condition=~Q(state=RequestState.WITHDRAWN) | Q(decided_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="change_request_rejected_with_reason",
                condition=(Q(state__in=[RequestState.REJECTED, RequestState.SUPERSEDED]) & ~Q(reason=""))
                | (~Q(state__in=[RequestState.REJECTED, RequestState.SUPERSEDED]) & Q(reason="")),
            ),
            models.CheckConstraint(
                name="change_request_assigned_since",
                condition=Q(assigned_to="", assigned_at__isnull=True)
                | (~Q(assigned_to="") & Q(assigned_at__isnull=False)),
            ),
            models.UniqueConstraint(
                name="change_request_one_publication",
                fields=["product"],
                condition=Q(kind=RequestKind.PUBLICATION, state=RequestState.OPEN),
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="change_request_queue", fields=["state", "proposed_at", "id"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.product_id}"


class ChangeAction(models.Model):
    """What one field said when a request was made, and what it is to say. Append-only.

    `before` and `after` are the field's own values, as JSON; `null` where nothing is said by an attribute.
    """

    rights = Rights(hq=APPEND)

    id = models.UUIDField(primary_key=True, default=new_id)
    request = models.ForeignKey(ChangeRequest, on_delete=models.PROTECT, related_name="actions")
    position = models.PositiveSmallIntegerField(help_text="From 1, in the order in which it was asked.")
    field = models.CharField(max_length=14, choices=choices(ChangeField))
    attribute = models.ForeignKey(
        Attribute,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Which attribute is the field.",
    )
    before = models.JSONField()
    after = models.JSONField()
    rule = models.CharField(
        max_length=11, choices=choices(Rule), blank=True, help_text="What lets it through without a person."
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="change_action_field_known", condition=one_of("field", ChangeField)),
            models.CheckConstraint(
                name="change_action_rule_known", condition=Q(rule="") | one_of("rule", Rule)
            ),
            models.CheckConstraint(name="change_action_changes", condition=~Q(before=F("after"))),
            models.CheckConstraint(
                name="change_action_of_an_attribute",
                condition=Q(field=ChangeField.ATTRIBUTE, attribute__isnull=False)
                | (~Q(field=ChangeField.ATTRIBUTE) & Q(attribute__isnull=True)),
            ),
            models.UniqueConstraint(name="change_action_place_once", fields=["request", "position"]),
            models.UniqueConstraint(
                name="change_action_field_once",
                fields=["request", "field", "attribute"],
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field} of {self.request_id}"
