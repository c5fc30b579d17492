"""Names this slice for Django."""

from django.apps import AppConfig


class PricesConfig(AppConfig):
    """The `prices` app, in the public schema."""

    name = "shared_catalog.prices"
    label = "prices"
    default_auto_field = "django.db.models.BigAutoField"
