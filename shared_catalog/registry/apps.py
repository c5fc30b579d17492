"""Names this slice for Django."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """The `registry` app: the nation's cooperatives, in the public schema."""

    name = "shared_catalog.registry"
    label = "registry"
    default_auto_field = "django.db.models.BigAutoField"
