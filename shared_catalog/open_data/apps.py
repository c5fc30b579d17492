"""Names this slice for Django."""

from django.apps import AppConfig


class OpenDataConfig(AppConfig):
    """The `open_data` app, in the public schema."""

    name = "shared_catalog.open_data"
    label = "open_data"
    default_auto_field = "django.db.models.BigAutoField"
