"""Clients with their secrets and grants, the keys that sign access tokens, and sessions that were ended.

Codes, access tokens and refresh tokens lie in the tables of django-oauth-toolkit, as hashes.
"""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from oauth2_provider.models import AbstractApplication

from tenants.database.rights import APPEND, READ, Rights
from tenants.permissions import Role

_CREDENTIALS = AbstractApplication.GRANT_CLIENT_CREDENTIALS
_CODE = AbstractApplication.GRANT_AUTHORIZATION_CODE


class Client(AbstractApplication):
    """A program that is given tokens: django-oauth-toolkit's application, with what it may at most.

    Its secrets are in `ClientSecret`, several while one replaces another; the columns that the toolkit has
    for one secret stay empty.
    """

    rights = Rights(hq=("SELECT", "INSERT", "UPDATE(ended_at)", "UPDATE(ended_by)"), gate=READ)

    if TYPE_CHECKING:  # what the untyped base class brings
        objects: ClassVar[models.Manager["Client"]]

    # Whoever registered it may be no person.
    user = None

    id = models.UUIDField(primary_key=True)
    scope = models.TextField(help_text="What its tokens may at most: OAuth's words, separated by spaces.")
    registered_at = models.DateTimeField(help_text="UTC.")
    registered_by = models.CharField(max_length=64)
    ended_at = models.DateTimeField(null=True, help_text="UTC. An ended client is given no token.")
    ended_by = models.CharField(max_length=64, blank=True, default="")

    class Meta(AbstractApplication.Meta):
        db_table = "oauth_client"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="client_is_one_of_two_kinds",
                condition=models.Q(authorization_grant_type__in=[_CREDENTIALS, _CODE]),
            ),
            models.CheckConstraint(
                name="client_integration_keeps_a_secret",
                condition=models.Q(authorization_grant_type=_CODE) | models.Q(client_type="confidential"),
            ),
            models.CheckConstraint(
                name="client_application_returns_somewhere",
                condition=models.Q(authorization_grant_type=_CREDENTIALS) | ~models.Q(redirect_uris=""),
            ),
            models.CheckConstraint(
                name="client_asks_before_acting", condition=models.Q(skip_authorization=False)
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="client_by_registration", fields=["registered_at"]),
            models.Index(name="client_by_end", fields=["ended_at"]),
        ]

    def __str__(self) -> str:
        return f"client:{self.pk}"

    def is_usable(self, request: object) -> bool:
        """What the toolkit asks before it lets a client do anything."""
        return self.ended_at is None


class ClientGrant(models.Model):
    """A role that an integration holds by itself, given by somebody who may what it gives."""

    rights = Rights(hq=("SELECT", "INSERT", "UPDATE(ended_at)", "UPDATE(ended_by)"), gate=READ)

    id = models.UUIDField(primary_key=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=24, choices=[(role.value, role.value) for role in Role])
    scope = models.CharField(max_length=63, help_text="`network`, or the schema name of one market.")
    granted_at = models.DateTimeField(help_text="UTC.")
    granted_by = models.CharField(max_length=64)
    ended_at = models.DateTimeField(null=True, help_text="UTC.")
    ended_by = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        db_table = "oauth_client_grant"
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="client_grant_held_once",
                fields=["client", "role", "scope"],
                condition=models.Q(ended_at__isnull=True),
            ),
        ]
        indexes: ClassVar = [models.Index(name="client_grant_by_end", fields=["ended_at"])]

    def __str__(self) -> str:
        return f"{self.role} of {self.scope}"


class ClientSecret(models.Model):
    """A secret of a client, of which only the SHA-256 is kept: 256 random bits need no salt and no slow
    hash.
    """

    rights = Rights(hq=("SELECT", "INSERT", "UPDATE(ends_at)"))

    id = models.UUIDField(primary_key=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="secrets")
    secret_hash = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField(help_text="UTC.")
    made_by = models.CharField(max_length=64)
    ends_at = models.DateTimeField(null=True, help_text="UTC; null while nothing replaces it.")

    class Meta:
        db_table = "oauth_client_secret"

    def __str__(self) -> str:
        return f"secret of client:{self.client_id}"


class SigningKey(models.Model):
    """A key pair that signs access tokens from an instant on, until the next one does."""

    rights = Rights(
        hq=("SELECT", "INSERT", "UPDATE(withdrawn_at)"),
        gate=("SELECT(id)", "SELECT(public)", "SELECT(signs_from)", "SELECT(withdrawn_at)"),
    )

    id = models.CharField(primary_key=True, max_length=43, help_text="Its thumbprint by RFC 7638.")
    public = models.TextField(help_text="The public key as a JWK.")
    private = models.BinaryField(help_text="The private key, sealed with the key ring for this id.")
    made_at = models.DateTimeField(help_text="UTC.")
    signs_from = models.DateTimeField(help_text="UTC; everybody can fetch its public key before that.")
    withdrawn_at = models.DateTimeField(
        null=True, help_text="UTC. A key that got known: nothing it signed is believed any more."
    )

    class Meta:
        db_table = "oauth_signing_key"

    def __str__(self) -> str:
        return f"key {self.pk[:8]}"


class EndedSession(models.Model):
    """A session whose tokens are no good any more: revoked, replayed, or signed out of."""

    rights = Rights(hq=APPEND, gate=READ)

    id = models.UUIDField(primary_key=True)
    ended_at = models.DateTimeField(help_text="UTC.")
    reason = models.CharField(max_length=40)

    class Meta:
        db_table = "oauth_ended_session"
        indexes: ClassVar = [models.Index(name="ended_session_by_end", fields=["ended_at"])]

    def __str__(self) -> str:
        return f"session {self.pk}: {self.reason}"
