from django.apps import AppConfig


class MarketIdempotencyConfig(AppConfig):
    name = "markets.idempotency"
    label = "market_idempotency"
    default_auto_field = "django.db.models.BigAutoField"
