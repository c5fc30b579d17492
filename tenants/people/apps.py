"""Names this slice for Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The `people` app: persons, credentials, memberships, invitations, in the public schema."""

    name = "tenants.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
