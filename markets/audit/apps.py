from django.apps import AppConfig


class MarketAuditConfig(AppConfig):
    name = "markets.audit"
    label = "market_audit"
    default_auto_field = "django.db.models.BigAutoField"
