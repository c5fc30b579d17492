"""Names this slice for Django."""

from django.apps import AppConfig


class UsageConfig(AppConfig):
    """The `usage` app: how often each client uses what is deprecated, in the public schema."""

    name = "tenants.usage"
    label = "usage"
    default_auto_field = "django.db.models.BigAutoField"
