"""Names this slice for Django."""

from django.apps import AppConfig


class SelectionConfig(AppConfig):
    """The `selection` app: how the nation chooses cooperatives, in the public schema."""

    name = "shared_catalog.selection"
    label = "selection"
    default_auto_field = "django.db.models.BigAutoField"
