"""How often each client uses what is deprecated, in the public schema: headquarters asks for all of it."""

from typing import ClassVar

from django.db import models

from tenants.database.rights import EDIT, Rights


class DeprecatedUse(models.Model):
    """How often a client used something deprecated on one host. A market adds to its own rows only."""

    rights = Rights(market=EDIT, hq=EDIT, market_rows="market = {schema}")

    market = models.CharField(max_length=63, help_text="The host's market, or `network` for headquarters'.")
    client = models.CharField(max_length=120, help_text="Who asked: an API client's or an actor's id.")
    part = models.CharField(max_length=250, help_text="Schema coordinate, such as `Sale.total`.")
    uses = models.BigIntegerField(help_text="Requests that used it; each counts once.")
    first_used_at = models.DateTimeField(help_text="UTC.")
    last_used_at = models.DateTimeField(help_text="UTC.")

    class Meta:
        db_table = "usage_deprecated_use"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["market", "client", "part"], name="deprecated_use_once"),
            models.CheckConstraint(condition=models.Q(uses__gt=0), name="deprecated_use_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.part} by {self.client} on {self.market}"
