"""What is on sale in this market, and at what price."""

from django.db import models

from kernel.ids import new_id
from markets.listings.types import ListingState
from shared_catalog.catalogue.models import Product
from tenants.database.rights import APPEND, EDIT, Rights


class Listing(models.Model):
    """A product of the catalogue on sale in this market, once, at one price in centimes, taxes included."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    product = models.OneToOneField(Product, on_delete=models.DO_NOTHING, related_name="+")
    price_minor = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in ListingState])
    listed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, help_text="Counts its changes, from 1.")

    rights = Rights(market=EDIT)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(price_minor__gt=0), name="listing_price_positive"),
        ]
        # Lists are read in this order; nothing that a till does writes to it.
        indexes = [models.Index(fields=["price_minor", "id"], name="listing_by_price")]

    def __str__(self) -> str:
        return f"{self.id} ({self.state})"


class ListingChange(models.Model):
    """What a listing became, and when: its price and state after each change. Never edited."""

    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="changes")
    price_minor = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in ListingState])
    changed_at = models.DateTimeField()
    actor = models.CharField(max_length=100)

    rights = Rights(market=APPEND)

    def __str__(self) -> str:
        return f"{self.listing_id} at {self.changed_at:%Y-%m-%d %H:%M}"
