"""Rows of decisions about duplicates. Only ever added: a merge is for good."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kernel.ids import new_id
from shared_catalog.catalogue.models import Product
from tenants.database.rights import APPEND, READ, Rights


class ProductMerge(models.Model):
    """A product was retired in favour of another of the same cooperative, which is scanned for its codes."""

    rights = Rights(market=READ, hq=APPEND)

    id = models.UUIDField(primary_key=True)
    dropped = models.OneToOneField(Product, on_delete=models.PROTECT, related_name="merge")
    kept = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="merges")
    merged_at = models.DateTimeField(help_text="UTC.")
    merged_by = models.CharField(max_length=100)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="product_merge_of_two", condition=~Q(dropped=F("kept"))),
        ]

    def __str__(self) -> str:
        return f"{self.dropped_id} into {self.kept_id}"


class ProductDistinction(models.Model):
    """Somebody looked at two products that look alike, and they are not the same; `one` has the lesser id."""

    rights = Rights(hq=APPEND)

    id = models.UUIDField(primary_key=True, default=new_id)
    one = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(help_text="UTC.")
    said_by = models.CharField(max_length=100)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="product_distinction_once", fields=["one", "other"]),
            models.CheckConstraint(name="product_distinction_in_order", condition=Q(one__lt=F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} is not {self.other_id}"
