"""Names this slice for Django."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """The `applications` app: what cooperatives apply with, in the public schema."""

    name = "shared_catalog.applications"
    label = "applications"
    default_auto_field = "django.db.models.BigAutoField"
