"""Names this slice for Django."""

from django.apps import AppConfig


class HqEventsConfig(AppConfig):
    """The `hq_events` app: headquarters' event log, in the public schema."""

    name = "tenants.events"
    label = "hq_events"
    default_auto_field = "django.db.models.BigAutoField"
