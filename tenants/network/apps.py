"""Names this slice for Django."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    """The `network` app: markets and their host names, in the public schema."""

    name = "tenants.network"
    label = "network"
    default_auto_field = "django.db.models.BigAutoField"
