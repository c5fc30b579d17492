"""Names this slice for Django."""

from django.apps import AppConfig


class MarketPricesConfig(AppConfig):
    """The `market_prices` app, in each market's schema; `prices` is the nation's."""

    name = "markets.prices"
    label = "market_prices"
    default_auto_field = "django.db.models.BigAutoField"
