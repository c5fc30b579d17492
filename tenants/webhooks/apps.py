"""Names this slice for Django."""

from django.apps import AppConfig


class HqWebhooksConfig(AppConfig):
    """The `hq_webhooks` app: headquarters' webhooks, in the public schema."""

    name = "tenants.webhooks"
    label = "hq_webhooks"
    default_auto_field = "django.db.models.BigAutoField"
