"""The tables of a market's webhooks."""

from typing import ClassVar

from django.db import models

from tenants.database.rights import APPEND, EDIT, Rights
from tenants.webhooks import models as webhooks


class Cursor(webhooks.AbstractCursor):
    """How far the market's log has become deliveries."""

    rights = Rights(market=EDIT)


class Webhook(webhooks.AbstractWebhook):
    """An address that is told of what happens in the market."""

    rights = Rights(market=EDIT)

    class Meta(webhooks.AbstractWebhook.Meta):
        indexes: ClassVar = [models.Index(name="webhooks_by_owner", fields=["owner"])]


class WebhookSecret(webhooks.AbstractSecret):
    """A secret of one of the market's webhooks."""

    rights = Rights(market=(*APPEND, "UPDATE(valid_until)"))

    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="secrets")


class WebhookDelivery(webhooks.AbstractDelivery):
    """One event of the market on its way to one webhook."""

    rights = Rights(market=EDIT)

    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="deliveries")


class WebhookAttempt(webhooks.AbstractAttempt):
    """One request that was made of such a delivery."""

    rights = Rights(market=APPEND)

    delivery = models.ForeignKey(WebhookDelivery, on_delete=models.PROTECT, related_name="attempts")
