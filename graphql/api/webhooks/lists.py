"""Lists of webhooks, deliveries and attempts."""

import graphene
from django.db.models import Q

from api.base.filters import Condition, Filter, Flag
from api.base.pages import By, Orders
from api.base.scalars import DateTime, SafeInt
from api.webhooks.enums import DeliveryState

WEBHOOK_ORDERS = Orders("Webhook", CREATED_AT=By("created_at", "By when it was registered."))
DELIVERY_ORDERS = Orders(
    "WebhookDelivery", descending=True, CREATED_AT=By("created_at", "By when the event became a delivery.")
)
ATTEMPT_ORDERS = Orders("WebhookAttempt", NUMBER=By("number", "From the first one on."))


class WebhookFilter(Filter):
    """Which webhooks."""

    ended = Flag("Whether it was ended for good.", Q(ended_at__isnull=False))
    disabled = Flag("Whether nothing is sent to it for the time being.", Q(disabled_at__isnull=False))


class WebhookDeliveryFilter(Filter):
    """Which deliveries."""

    state = Condition(DeliveryState, "Where it stands.", "state")
    event_type = Condition(graphene.String, "The type of event.", "event_type")
    subject_id = Condition(graphene.String, "What the event happened to.", "subject_id")
    position = Condition(SafeInt, "The event's position.", "position", ranged=True)
    created_at = Condition(DateTime, "When the event became a delivery.", "created_at", ranged=True)
