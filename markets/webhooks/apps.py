from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "markets.webhooks"
    label = "webhooks"
    default_auto_field = "django.db.models.BigAutoField"
