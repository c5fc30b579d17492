"""Names this slice for Django."""

from django.apps import AppConfig


class RepresentationConfig(AppConfig):
    """The `representation` app: shares of regions and groups and their floors, in the public schema."""

    name = "shared_catalog.representation"
    label = "representation"
    default_auto_field = "django.db.models.BigAutoField"
