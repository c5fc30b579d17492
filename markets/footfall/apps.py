from django.apps import AppConfig


class FootfallConfig(AppConfig):
    name = "markets.footfall"
    label = "footfall"
    default_auto_field = "django.db.models.BigAutoField"
