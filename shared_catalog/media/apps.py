"""Names this slice for Django."""

from django.apps import AppConfig


class MediaConfig(AppConfig):
    """The `media` app, in the public schema."""

    name = "shared_catalog.media"
    label = "media"
    default_auto_field = "django.db.models.BigAutoField"
