"""Names this slice for Django."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """The `identity` app: API tokens, in the public schema."""

    name = "tenants.identity"
    label = "identity"
    default_auto_field = "django.db.models.BigAutoField"
