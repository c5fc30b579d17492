"""Rows of representation: floors are added, never changed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kernel.ids import new_id
from shared_catalog.registry.models import Region, choices, one_of
from shared_catalog.registry.types import Group
from shared_catalog.representation.types import FULL, Measure
from tenants.database.rights import APPEND, Rights


class Floor(models.Model):
    """The least share of a measure that a region shall have, from a day on until its next; 0 ends it."""

    rights = Rights(hq=APPEND)

    id = models.UUIDField(primary_key=True, default=new_id)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="floors")
    group = models.CharField(
        max_length=10, choices=choices(Group), blank=True, help_text="Empty for all groups together."
    )
    measure = models.CharField(max_length=12, choices=choices(Measure))
    basis_points = models.PositiveSmallIntegerField()
    effective_from = models.DateField()
    set_at = models.DateTimeField(help_text="UTC.")
    set_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="floor_once_a_day", fields=["region", "group", "measure", "effective_from"]
            ),
            models.CheckConstraint(name="floor_group_known", condition=Q(group="") | one_of("group", Group)),
            models.CheckConstraint(name="floor_measure_known", condition=one_of("measure", Measure)),
            models.CheckConstraint(name="floor_at_most_whole", condition=Q(basis_points__lte=FULL)),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} {self.measure} {self.basis_points}"
