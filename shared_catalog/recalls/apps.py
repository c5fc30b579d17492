"""Names this slice for Django."""

from django.apps import AppConfig


class RecallsConfig(AppConfig):
    """The `recalls` app, in the public schema."""

    name = "shared_catalog.recalls"
    label = "recalls"
    default_auto_field = "django.db.models.BigAutoField"
