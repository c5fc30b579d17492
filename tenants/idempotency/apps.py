"""Names this slice for Django."""

from django.apps import AppConfig


class IdempotencyConfig(AppConfig):
    """The `idempotency` app: the keys of headquarters' requests, in the public schema."""

    name = "tenants.idempotency"
    label = "idempotency"
    default_auto_field = "django.db.models.BigAutoField"
