"""Names this slice for Django."""

from django.apps import AppConfig


class OAuthConfig(AppConfig):
    """The `oauth` app: clients, signing keys and ended sessions, in the public schema."""

    name = "tenants.oauth"
    label = "oauth"
    default_auto_field = "django.db.models.BigAutoField"
