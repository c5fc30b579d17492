"""Names this slice for Django."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """The `catalogue` app: the nation's categories and products, in the public schema."""

    name = "shared_catalog.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"
