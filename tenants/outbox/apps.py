"""Names this slice for Django."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """The `outbox` app: one cursor a market, in the public schema."""

    name = "tenants.outbox"
    label = "outbox"
    default_auto_field = "django.db.models.BigAutoField"
