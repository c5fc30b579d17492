"""Webhooks, their secrets, what is to be delivered, and every try: abstract, and headquarters' own.

The tables of a side know nothing of another's; `Books` names them together.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kernel.ids import new_id
from tenants.database.rights import APPEND, EDIT, Rights
from tenants.webhooks.types import DeliveryState, DisabledBecause


class AbstractCursor(models.Model):
    """How far the event log has become deliveries; one row, with number 1, that whoever makes them holds."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    position = models.BigIntegerField(default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"at {self.position}"


class AbstractWebhook(models.Model):
    """An address that is told of events of some types. Only one worker at a time sends to it: the holder of
    the lease.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    owner = models.CharField(max_length=100, help_text="Who registered it, as an actor's id.")
    client = models.CharField(
        max_length=100, blank=True, default="", help_text="The application through which, if one."
    )
    label = models.CharField(max_length=120, blank=True)
    url = models.CharField(max_length=2000)
    event_types = models.JSONField(help_text="Names of events; `*` stands for all.")
    contact_email = models.CharField(
        max_length=200, blank=True, help_text="Who is told when it is given up; emptied when it ends."
    )
    fingerprint = models.BinaryField(max_length=32, help_text="Of what it was registered with.")
    created_at = models.DateTimeField(help_text="UTC.")
    from_position = models.BigIntegerField(help_text="Events after this one are delivered by themselves.")
    disabled_at = models.DateTimeField(null=True, help_text="UTC.")
    disabled_because = models.CharField(
        max_length=12, blank=True, choices=[(word.value, word.value) for word in DisabledBecause]
    )
    disabled_position = models.BigIntegerField(
        null=True, help_text="What follows was not made a delivery when it was disabled."
    )
    ended_at = models.DateTimeField(null=True, help_text="UTC.")
    failing_since = models.DateTimeField(null=True, help_text="UTC; empty while deliveries are taken.")
    streak = models.PositiveIntegerField(default=0, help_text="Failures in a row.")
    not_before = models.DateTimeField(null=True, help_text="UTC; it rests until then.")
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True, help_text="UTC.")
    notice_due = models.BooleanField(default=False, help_text="The contact is still to be told.")

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                name="%(app_label)s_disabled_why",
                condition=Q(disabled_at__isnull=True, disabled_because="")
                | (Q(disabled_at__isnull=False) & ~Q(disabled_because="")),
            ),
            models.CheckConstraint(
                name="%(app_label)s_leased_for_a_time",
                condition=Q(lease__isnull=True, leased_until__isnull=True)
                | Q(lease__isnull=False, leased_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.url


class AbstractSecret(models.Model):
    """What a webhook's requests are signed with, sealed by the key ring; during a rotation there are two."""

    id = models.UUIDField(primary_key=True, editable=False)
    sealed = models.BinaryField()
    made_at = models.DateTimeField(help_text="UTC.")
    valid_until = models.DateTimeField(null=True, help_text="UTC; empty for the current one.")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.id)


class AbstractDelivery(models.Model):
    """One event on its way to one webhook. Its id is the `webhook-id` at every try and at every replay."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    position = models.BigIntegerField(null=True, help_text="The event's; empty for a test.")
    event_type = models.CharField(max_length=60)
    subject_id = models.TextField(help_text="Deliveries about one subject are sent in their order.")
    occurred_at = models.DateTimeField(help_text="UTC.")
    data = models.JSONField(help_text="The `data` of the payload.")
    state = models.CharField(max_length=10, choices=[(word.value, word.value) for word in DeliveryState])
    created_at = models.DateTimeField(help_text="UTC.")
    due_at = models.DateTimeField(help_text="UTC; the next try comes no earlier.")
    tries = models.PositiveIntegerField(default=0, help_text="Since it was last asked for.")
    attempt_count = models.PositiveIntegerField(default=0, help_text="All of them.")
    delivered_at = models.DateTimeField(null=True, help_text="UTC; the last time it was taken.")

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.UniqueConstraint(name="%(app_label)s_event_once", fields=["webhook", "position"]),
            models.CheckConstraint(
                name="%(app_label)s_delivered_when",
                condition=~Q(state=DeliveryState.DELIVERED.value) | Q(delivered_at__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                name="%(app_label)s_due",
                fields=["webhook", "due_at"],
                condition=Q(state=DeliveryState.WAITING.value),
            ),
            models.Index(
                name="%(app_label)s_in_order",
                fields=["webhook", "subject_id", "position"],
                condition=Q(state=DeliveryState.WAITING.value),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_type} {self.state}"


class AbstractAttempt(models.Model):
    """One request that was made of a delivery, and what came of it. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveIntegerField(help_text="1, 2, 3 … of its delivery.")
    url = models.CharField(max_length=2000)
    started_at = models.DateTimeField(help_text="UTC; the signed timestamp, to the second.")
    duration_ms = models.PositiveIntegerField()
    address = models.CharField(max_length=200, blank=True, help_text="What the name led to.")
    status = models.PositiveSmallIntegerField(null=True)
    trouble = models.CharField(max_length=20, blank=True)
    request_body = models.TextField()
    response_headers = models.JSONField(default=dict)
    response_body = models.TextField(blank=True, help_text="Its beginning.")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.number}: {self.status or self.trouble}"


class Cursor(AbstractCursor):
    """How far headquarters' log has become deliveries."""

    rights = Rights(hq=EDIT)


class Webhook(AbstractWebhook):
    """An address that is told of what happens to the nation and the network."""

    rights = Rights(hq=EDIT)

    class Meta(AbstractWebhook.Meta):
        indexes: ClassVar = [models.Index(name="hq_webhooks_by_owner", fields=["owner"])]


class WebhookSecret(AbstractSecret):
    """A secret of one of headquarters' webhooks."""

    rights = Rights(hq=(*APPEND, "UPDATE(valid_until)"))

    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="secrets")


class WebhookDelivery(AbstractDelivery):
    """One event of headquarters' log on its way to one webhook."""

    rights = Rights(hq=EDIT)

    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="deliveries")


class WebhookAttempt(AbstractAttempt):
    """One request that was made of such a delivery."""

    rights = Rights(hq=APPEND)

    delivery = models.ForeignKey(WebhookDelivery, on_delete=models.PROTECT, related_name="attempts")
