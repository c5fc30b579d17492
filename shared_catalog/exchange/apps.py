"""Names this slice for Django."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """The `exchange` app: imports and exports of the catalogue, in the public schema."""

    name = "shared_catalog.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"
