"""Names this slice for Django."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """The `moderation` app, in the public schema."""

    name = "shared_catalog.moderation"
    label = "moderation"
    default_auto_field = "django.db.models.BigAutoField"
