"""Keys of requests, once in the public schema and once in every market's."""

from typing import ClassVar

from django.db import models

from tenants.database.rights import APPEND, Rights
from tenants.idempotency.types import LONGEST_KEY

USES = (*APPEND, "UPDATE(answer)", "DELETE")
"""What the login of a schema does with its keys: the answer is added once, old keys are forgotten."""


class UsedKey(models.Model):
    """One request that was done under its key; its row is committed with what it did, or not at all.

    `answer` holds primary keys and no copy of anything: who repeats the request reads what they lead to, as
    it is then, with a selection of his own.
    """

    actor = models.CharField(max_length=100)
    key = models.CharField(max_length=LONGEST_KEY)
    operation = models.CharField(max_length=80)
    fingerprint = models.BinaryField(max_length=32)
    answer = models.JSONField(null=True, help_text="By the payload's field, a primary key as text.")
    used_at = models.DateTimeField(db_index=True, help_text="UTC.")

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["actor", "key"], name="%(app_label)s_key_once_an_actor")
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.key}"


class IdempotencyKey(UsedKey):
    """A key of a request to headquarters."""

    rights = Rights(hq=USES)
