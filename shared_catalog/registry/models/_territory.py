"""Regions and provinces, and the series of codes that people read."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tenants.database.rights import EDIT, READ, Rights


class Region(models.Model):
    """One of the 12 regions of decree 2-15-40."""

    rights = Rights(market=READ, hq=EDIT)

    code = models.CharField(primary_key=True, max_length=5, help_text="ISO 3166-2, MA-01 to MA-12.")
    short = models.CharField(max_length=4, unique=True)
    name_ar = models.CharField(max_length=80)
    name_fr = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    seat_fr = models.CharField(max_length=40, help_text="The city where the region has its seat.")

    def __str__(self) -> str:
        return self.name_fr


class Province(models.Model):
    """One of the 13 prefectures and 62 provinces; it belongs to one region."""

    rights = Rights(market=READ, hq=EDIT)

    code = models.CharField(primary_key=True, max_length=6, help_text="ISO 3166-2, such as MA-TAR.")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="provinces")
    kind = models.CharField(max_length=10)
    name_ar = models.CharField(max_length=80)
    name_fr = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="province_kind_known", condition=Q(kind__in=["prefecture", "province"])
            ),
            # What the foreign key of a cooperative's (province, region) refers to: migration 0002.
            models.UniqueConstraint(name="province_in_region", fields=["code", "region"]),
        ]

    def __str__(self) -> str:
        return self.name_fr


class CodeSeries(models.Model):
    """The last number given out of a series of codes; its row is the lock of whoever takes the next ones."""

    rights = Rights(hq=EDIT)

    name = models.CharField(primary_key=True, max_length=30)
    last_number = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.name} {self.last_number}"
