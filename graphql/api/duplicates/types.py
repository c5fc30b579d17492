"""The rows of duplicates as types."""

from django.db.models import Q

from api.base.fields import Column
from api.base.filters import Filter, Related
from api.base.nodes import Edge, Node
from api.base.pages import By, Orders
from api.base.visibility import of_cooperative
from api.catalogue.types import Product
from shared_catalog.duplicates import models
from tenants.access import Actor
from tenants.permissions import Permission

PRODUCT_MERGE_ORDERS = Orders(
    "ProductMerge", descending=True, MERGED_AT=By("merged_at", "By when it was done.")
)
PRODUCT_DISTINCTION_ORDERS = Orders(
    "ProductDistinction", descending=True, SAID_AT=By("said_at", "By when it was said.")
)


class ProductMerge(Node):
    """A product was retired in favour of another, which is scanned for its codes."""

    class Meta:
        model = models.ProductMerge
        permission = Permission.CATALOGUE_READ

    dropped = Edge(Product, "The product that was retired.")
    kept = Edge(Product, "The product that stayed then.")
    merged_at = Column("When it was done.")
    merged_by = Column("Who did it.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "dropped__cooperative")


class ProductMergeFilter(Filter):
    """Which merges."""

    cooperative = Related("api.registry.types.Cooperative", "Of whose products.", "dropped__cooperative_id")
    kept = Related("api.catalogue.types.Product", "Into which product.", "kept_id")


class ProductDistinction(Node):
    """Two products look alike, and somebody said that they are not the same."""

    class Meta:
        model = models.ProductDistinction
        permission = Permission.CATALOGUE_READ

    one = Edge(Product, "The one.")
    other = Edge(Product, "The other.")
    said_at = Column("When it was said.")
    said_by = Column("Who said it.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "one__cooperative")
