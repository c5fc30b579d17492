"""Codes that are scanned, and what a scan leads to."""

from collections.abc import Mapping, Sequence
from typing import Any

import graphene
from django.db.models import Q

from api.base.errors import BadUserInput
from api.base.fields import Column, Computed, Derived
from api.base.loaded import Loaded
from api.base.mutations import Returned
from api.base.nodes import Edge, Node
from api.base.values import Money
from api.base.visibility import of_cooperative
from api.catalogue import enums
from api.context import Context
from kernel.identifiers import InvalidIdentifier
from kernel.money import Money as Amount
from shared_catalog.catalogue import models, queries, rules
from shared_catalog.catalogue.models import Product as ProductRow
from shared_catalog.catalogue.types import Scanned, Unit
from shared_catalog.catalogue.types import UnitPrice as Value
from tenants.access import Actor
from tenants.permissions import Permission


class Barcode(Node):
    """A code that is scanned for a product: its own, and any others."""

    class Meta:
        model = models.Barcode
        permission = Permission.CATALOGUE_READ

    product = Edge("api.catalogue.types.Product", "What it is scanned for.")
    code = Column("The code; of weighed goods `2x` and the item's number, to which labels add the rest.")
    kind = Column("Whose it is.", type_=enums.BarcodeKind)
    quantity = Column("How many pieces one scan stands for.")
    added_at = Column("When it was added.")
    added_by = Column("Who added it.")
    ended_at = Column("When it ended; null while it is in force.")
    ended_by = Column("Who ended it.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "product__cooperative")


class Scan(graphene.ObjectType):
    """What a scanned code leads to."""

    product = Returned("api.catalogue.types.Product", "The product.")
    barcode = Returned(Barcode, "By which of its codes.")
    quantity = graphene.Int(required=True, description="How many pieces one scan stands for.")
    weight_grams = graphene.Int(description="The weight on a label of weighed goods, in grams.")
    price = graphene.Field(Money, description="The price on a label of weighed goods.")

    @staticmethod
    def resolve_product(root: Scanned, _info: Any) -> ProductRow:
        return ProductRow(pk=root.product_id)

    @staticmethod
    def resolve_barcode(root: Scanned, _info: Any) -> models.Barcode:
        return models.Barcode(pk=root.barcode_id)

    @staticmethod
    def resolve_weight_grams(root: Scanned, _info: Any) -> int | None:
        return root.grams

    @staticmethod
    def resolve_price(root: Scanned, _info: Any) -> Amount | None:
        return None if root.price_minor is None else Amount(root.price_minor)


def _scan(_root: None, info: Any, code: str) -> Scanned | None:
    try:
        found = queries.scan(code)
    except InvalidIdentifier as error:
        raise BadUserInput(str(error), argument="code") from None
    if found is None or not _seen(found, info.context):
        return None
    return found


def _seen(found: Scanned, context: Context) -> bool:
    return bool(Barcode.rows(context.viewer).filter(pk=found.barcode_id).exists())


def scan_field() -> Computed:
    """The root field."""
    return Computed(
        Scan,
        "What a scanned code leads to, whichever way the scanner writes it; null where it leads nowhere. "
        "Labels of weighed goods begin with 20 (item, grams) or 21 (item, centimes).",
        resolve=_scan,
        permission=Permission.CATALOGUE_READ,
        cost=3,
        code=graphene.Argument(graphene.String, required=True, description="What the scanner read."),
    )


class UnitPrice(graphene.ObjectType):
    """What a kilogram, a litre or a piece costs: to the nearest centime, a half upward."""

    amount = graphene.Field(Money, required=True, description="The amount.")
    per = graphene.Field(enums.UnitPricePer, required=True, description="For what.")

    @staticmethod
    def resolve_amount(root: Value, _info: Any) -> Amount:
        return Amount(root.amount_minor)


def _unit_price(price_minor: int, unit: str, net_content: int) -> Value:
    return rules.unit_price(price_minor, Unit(unit), net_content)


def recommended_unit_price() -> Derived:
    """The field of a product."""
    return Derived(
        UnitPrice,
        "What a kilogram, a litre or a piece costs at the recommended price.",
        columns=["recommended_price_minor", "unit", "net_content"],
        compute=_unit_price,
        required=True,
    )


def _of_listings(rows: Sequence[Any], context: Context) -> Mapping[Any, Value]:
    products = ProductRow.objects.filter(id__in={row.product_id for row in rows})
    contents = {row[0]: row[1:] for row in products.values_list("id", "unit", "net_content")}
    return {row.pk: _unit_price(row.price_minor, *contents[row.product_id]) for row in rows}


def listing_unit_price() -> Loaded:
    """The field of a listing."""
    return Loaded(
        UnitPrice,
        "What a kilogram, a litre or a piece costs: to be shown beside the price.",
        load=_of_listings,
        required=True,
        cost=1,
    )
