"""Names this slice for Django."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The `audit` app: headquarters' audit, in the public schema."""

    name = "tenants.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
