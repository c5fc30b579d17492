"""Who may call the API. Headquarters writes tokens, the gate reads them; a market's login cannot even list
them.
"""

from typing import ClassVar

from django.db import models

from tenants.database.rights import EDIT, READ, Rights
from tenants.permissions import Role


class ApiToken(models.Model):
    """A bearer token, of which only the SHA-256 is kept: 256 random bits need no salt and no slow hash."""

    rights = Rights(hq=EDIT, gate=READ)

    id = models.UUIDField(primary_key=True)
    token_hash = models.BinaryField(max_length=32, unique=True)
    prefix = models.CharField(max_length=12, help_text="The token's first characters, to tell tokens apart.")
    label = models.CharField(max_length=120)
    role = models.CharField(max_length=24, choices=[(role.value, role.value) for role in Role])
    scope = models.CharField(max_length=63, help_text="`network`, or the schema name of one market.")
    cooperative_id = models.UUIDField(null=True, help_text="Set for a cooperative's delegate.")
    created_at = models.DateTimeField(help_text="UTC.")
    expires_at = models.DateTimeField(help_text="UTC.")
    revoked_at = models.DateTimeField(null=True, help_text="UTC.")

    class Meta:
        db_table = "identity_api_token"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="api_token_expires_after_creation",
                condition=models.Q(expires_at__gt=models.F("created_at")),
            ),
            models.CheckConstraint(
                name="api_token_delegate_has_cooperative",
                condition=models.Q(role=Role.COOPERATIVE_DELEGATE.value, cooperative_id__isnull=False)
                | (~models.Q(role=Role.COOPERATIVE_DELEGATE.value) & models.Q(cooperative_id__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}… {self.role} of {self.scope}"
