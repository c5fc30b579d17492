"""Names this slice for Django."""

from django.apps import AppConfig


class HqBulkConfig(AppConfig):
    """The `hq_bulk` app: headquarters' files and bulk operations, in the public schema."""

    name = "tenants.bulk"
    label = "hq_bulk"
    default_auto_field = "django.db.models.BigAutoField"
