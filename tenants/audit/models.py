"""The audit of headquarters, and the columns that the audit of a market has as well.

An entry is a fact: nobody may change it, by privilege. What is personal in it stands in a row of its own,
which is emptied when its time is over.
"""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from kernel.ids import new_id
from tenants.audit.types import EntryKind, Outcome
from tenants.database.rights import APPEND, Rights

FORGETTING = tuple(f"UPDATE({column})" for column in ("address", "said", "reason", "forgotten_at"))
"""The privileges of whoever empties what is personal in entries."""


class EntryColumns(models.Model):
    """Who did what to what, when and in which request."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(db_index=True, help_text="UTC.")
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in EntryKind])
    action = models.CharField(
        max_length=80, db_index=True, help_text="The mutation, or `bankFile.download`, `cli.market.open`."
    )
    outcome = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Outcome])
    code = models.CharField(max_length=80, blank=True, default="", help_text="Of the refusal.")
    actor = models.CharField(max_length=100, help_text="The person, client or token.")
    through = models.CharField(
        max_length=100, blank=True, default="", help_text="The client that a person acts through."
    )
    roles = models.CharField(max_length=200, blank=True, default="", help_text="The roles held, by comma.")
    scope = models.CharField(max_length=63, help_text="`network`, or a market's schema name.")
    object_type = models.CharField(max_length=60, blank=True, default="", help_text="As the API names it.")
    object_key = models.CharField(max_length=120, blank=True, default="")
    changes = models.JSONField(
        default=dict, help_text="By column, before and after; what is personal or secret is hidden."
    )
    request_id = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.action} by {self.actor}"


class PersonalColumns(models.Model):
    """What is personal in an entry; emptied in time, while the entry stays."""

    address = models.CharField(max_length=45, blank=True, default="", help_text="Where it came from.")
    said = models.JSONField(default=dict, help_text="By personal column, before and after.")
    reason = models.TextField(blank=True, default="", help_text="In the words of who did it.")
    forgotten_at = models.DateTimeField(null=True, help_text="UTC; when it was emptied.")

    class Meta:
        abstract = True


def constraints_of(prefix: str) -> list[Any]:
    """The constraints of a table of entries."""
    kinds, outcomes = [kind.value for kind in EntryKind], [one.value for one in Outcome]
    return [
        models.CheckConstraint(condition=Q(kind__in=kinds), name=f"{prefix}_kind_known"),
        models.CheckConstraint(condition=Q(outcome__in=outcomes), name=f"{prefix}_outcome_known"),
        models.CheckConstraint(condition=~Q(actor="") & ~Q(action=""), name=f"{prefix}_says_who_and_what"),
    ]


class AuditEntry(EntryColumns):
    """Something that was done at headquarters."""

    rights = Rights(hq=APPEND)

    class Meta:
        db_table = "audit_entry"
        constraints: ClassVar = constraints_of("audit_entry")
        indexes: ClassVar = [
            models.Index(name="audit_entry_by_actor", fields=["actor", "id"]),
            models.Index(name="audit_entry_by_object", fields=["object_key", "object_type", "id"]),
        ]


class AuditPersonal(PersonalColumns):
    """What is personal in an entry of headquarters."""

    rights = Rights(hq=(*APPEND, *FORGETTING))

    entry = models.OneToOneField(
        AuditEntry, primary_key=True, on_delete=models.PROTECT, related_name="personal"
    )

    class Meta:
        db_table = "audit_personal"

    def __str__(self) -> str:
        return f"of {self.entry_id}"
