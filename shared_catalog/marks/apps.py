"""Names this slice for Django."""

from django.apps import AppConfig


class MarksConfig(AppConfig):
    """The `marks` app, in the public schema."""

    name = "shared_catalog.marks"
    label = "marks"
    default_auto_field = "django.db.models.BigAutoField"
