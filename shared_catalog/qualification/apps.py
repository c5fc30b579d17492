"""Names this slice for Django."""

from django.apps import AppConfig


class QualificationConfig(AppConfig):
    """The `qualification` app: how cooperatives are brought to their authorisation, in the public schema."""

    name = "shared_catalog.qualification"
    label = "qualification"
    default_auto_field = "django.db.models.BigAutoField"
