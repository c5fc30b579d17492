"""Names this slice for Django."""

from django.apps import AppConfig


class CalendarConfig(AppConfig):
    """The `calendar` app: the nation's bank holidays, in the public schema."""

    name = "shared_catalog.calendar"
    label = "calendar"
    default_auto_field = "django.db.models.BigAutoField"
