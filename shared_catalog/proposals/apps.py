"""Names this slice for Django."""

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    """The `proposals` app: what markets propose and headquarters decides, in the public schema."""

    name = "shared_catalog.proposals"
    label = "proposals"
    default_auto_field = "django.db.models.BigAutoField"
