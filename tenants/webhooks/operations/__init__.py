"""The writes of webhooks, on the `Books` of one side, in the login that owns them."""

from tenants.webhooks.operations._deliver import deliver
from tenants.webhooks.operations._fan_out import fan_out
from tenants.webhooks.operations._notices import send_notices
from tenants.webhooks.operations._register import (
    TooManyWebhooks,
    UnknownEventType,
    WebhookEnded,
    WebhookIdReused,
    end_webhook,
    register_webhook,
    update_webhook,
)
from tenants.webhooks.operations._replay import replay_deliveries
from tenants.webhooks.operations._secrets import TooManySecrets, rotate_secret
from tenants.webhooks.operations._tests import dry_run, send_test

__all__ = [
    "TooManySecrets",
    "TooManyWebhooks",
    "UnknownEventType",
    "WebhookEnded",
    "WebhookIdReused",
    "deliver",
    "dry_run",
    "end_webhook",
    "fan_out",
    "register_webhook",
    "replay_deliveries",
    "rotate_secret",
    "send_notices",
    "send_test",
    "update_webhook",
]
