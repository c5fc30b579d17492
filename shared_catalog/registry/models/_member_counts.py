"""Head counts of cooperatives, dated: what the columns of a cooperative said, and from when on."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kernel.ids import new_id
from shared_catalog.registry.types import CountSource
from tenants.database.rights import APPEND, Rights


class MemberCount(models.Model):
    """A head count of a cooperative as of a day. Append-only; the one recorded last is what its columns say.

    What was recorded last about a day or one before it holds on that day: saying another count of the same
    day, or of an earlier one, corrects what was said before.
    """

    rights = Rights(hq=APPEND)

    id = models.UUIDField(primary_key=True, default=new_id)
    cooperative = models.ForeignKey(
        "registry.Cooperative", on_delete=models.PROTECT, related_name="member_counts"
    )
    as_of = models.DateField()
    women = models.PositiveIntegerField()
    men = models.PositiveIntegerField()
    youth = models.PositiveIntegerField()
    rural = models.PositiveIntegerField()
    source = models.CharField(max_length=12, choices=[(word.value, word.value) for word in CountSource])
    recorded_at = models.DateTimeField(help_text="UTC.")
    recorded_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="member_count_source_known",
                condition=Q(source__in=[word.value for word in CountSource]),
            ),
            models.CheckConstraint(
                name="member_count_adds_up",
                condition=Q(youth__lte=F("women") + F("men"), rural__lte=F("women") + F("men")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="member_count_latest", fields=["cooperative", "recorded_at", "id"])
        ]

    def __str__(self) -> str:
        return f"{self.cooperative_id} {self.as_of}"
