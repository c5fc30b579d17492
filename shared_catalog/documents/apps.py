"""Names this slice for Django."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """The `cooperative_documents` app, in the public schema; `documents` is what a market prints."""

    name = "shared_catalog.documents"
    label = "cooperative_documents"
    default_auto_field = "django.db.models.BigAutoField"
