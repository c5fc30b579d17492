"""Rows of pictures; they are retired, and never removed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from shared_catalog.catalogue.models import Product
from shared_catalog.registry.models import Cooperative
from tenants.database.rights import APPEND, READ, Rights

_IN_FORCE = Q(retired_at__isnull=True)


class Media(models.Model):
    """A picture of a product or of a cooperative. Its sizes lie in Django's default storage, under its id."""

    rights = Rights(
        market=READ,
        hq=(
            *APPEND,
            "UPDATE(alt_ar)",
            "UPDATE(alt_fr)",
            "UPDATE(alt_en)",
            "UPDATE(position)",
            "UPDATE(is_primary)",
            "UPDATE(version)",
            "UPDATE(retired_at)",
            "UPDATE(retired_by)",
        ),
    )

    id = models.UUIDField(primary_key=True)
    product = models.ForeignKey(Product, null=True, on_delete=models.PROTECT, related_name="media")
    cooperative = models.ForeignKey(Cooperative, null=True, on_delete=models.PROTECT, related_name="media")
    digest = models.BinaryField(max_length=32, help_text="SHA-256 of the file that was brought.")
    width = models.PositiveIntegerField(help_text="In pixels, as it was brought.")
    height = models.PositiveIntegerField(help_text="In pixels, as it was brought.")
    alt_ar = models.CharField(max_length=200)
    alt_fr = models.CharField(max_length=200)
    alt_en = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(help_text="The order among the pictures of one thing.")
    is_primary = models.BooleanField(help_text="The first that people see.")
    version = models.PositiveIntegerField(default=1, help_text="Counts its changes, from 1.")
    added_at = models.DateTimeField(help_text="UTC.")
    added_by = models.CharField(max_length=100)
    retired_at = models.DateTimeField(null=True, help_text="UTC.")
    retired_by = models.CharField(max_length=100, blank=True)
    fingerprint = models.BinaryField(max_length=32, help_text="Of how it was added.")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="media_of_one_thing", condition=Q(product__isnull=True) ^ Q(cooperative__isnull=True)
            ),
            models.UniqueConstraint(
                name="media_primary_of_product", fields=["product"], condition=_IN_FORCE & Q(is_primary=True)
            ),
            models.UniqueConstraint(
                name="media_primary_of_cooperative",
                fields=["cooperative"],
                condition=_IN_FORCE & Q(is_primary=True),
            ),
            models.CheckConstraint(
                name="media_retired_by_somebody",
                condition=Q(retired_at__isnull=True, retired_by="")
                | (Q(retired_at__isnull=False) & ~Q(retired_by="")),
            ),
        ]

    def __str__(self) -> str:
        return self.alt_fr
