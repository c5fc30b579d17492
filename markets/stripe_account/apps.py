from django.apps import AppConfig


class StripeAccountConfig(AppConfig):
    name = "markets.stripe_account"
    label = "stripe_account"
    default_auto_field = "django.db.models.BigAutoField"
