"""Names this slice for Django."""

from django.apps import AppConfig


class DuplicatesConfig(AppConfig):
    """The `duplicates` app, in the public schema."""

    name = "shared_catalog.duplicates"
    label = "duplicates"
    default_auto_field = "django.db.models.BigAutoField"
