"""The types of both references: `DjangoObjectType` on the platform's models, with the platform's field names.

`columns` says which columns a field reads that is no column itself.
"""

# mypy: disable-error-code=misc

from typing import ClassVar

import graphene
from graphene import relay
from graphene_django import DjangoObjectType

from markets.listings import models as listings
from markets.settlement import models as settlement
from shared_catalog.catalogue import models as catalogue
from shared_catalog.registry import models as registry


class Money(graphene.ObjectType):
    """An amount in centimes."""

    amount_minor = graphene.Int(required=True)


class LocalizedText(graphene.ObjectType):
    """A name in two languages."""

    ar = graphene.String(required=True)
    fr = graphene.String(required=True)


def money(column: str) -> graphene.Field:
    """A column of centimes as an object."""
    return graphene.Field(
        Money, required=True, resolver=lambda row, info: Money(amount_minor=getattr(row, column))
    )


def name() -> graphene.Field:
    """The columns of a name as an object."""
    return graphene.Field(
        LocalizedText, required=True, resolver=lambda row, info: LocalizedText(ar=row.name_ar, fr=row.name_fr)
    )


_NAME = ("name_ar", "name_fr")


class Region(DjangoObjectType):
    """A region."""

    columns: ClassVar = {"name": _NAME}
    name = name()

    class Meta:
        model = registry.Region
        fields = ("code",)


class Cooperative(DjangoObjectType):
    """A cooperative."""

    columns: ClassVar = {"name": _NAME}
    name = name()
    region = graphene.Field(Region)

    class Meta:
        model = registry.Cooperative
        fields = ("code",)


class Category(DjangoObjectType):
    """A category."""

    columns: ClassVar = {"name": _NAME}
    name = name()

    class Meta:
        model = catalogue.Category
        fields = ("code",)


class Product(DjangoObjectType):
    """A product."""

    columns: ClassVar = {"name": _NAME, "recommendedPrice": ("recommended_price_minor",)}
    name = name()
    recommended_price = money("recommended_price_minor")
    category = graphene.Field(Category)
    cooperative = graphene.Field(Cooperative)

    class Meta:
        model = catalogue.Product
        fields = ("code",)


class Listing(DjangoObjectType):
    """A listing."""

    columns: ClassVar = {"price": ("price_minor",)}
    price = money("price_minor")
    product = graphene.Field(Product)

    class Meta:
        model = listings.Listing
        interfaces = (relay.Node,)
        fields = ("id",)


class Statement(DjangoObjectType):
    """A statement."""

    columns: ClassVar = {
        "sales": ("sales_minor",),
        "fees": ("fees_minor",),
        "payable": ("payable_minor",),
    }
    sales = money("sales_minor")
    fees = money("fees_minor")
    payable = money("payable_minor")
    cooperative = graphene.Field(Cooperative)

    class Meta:
        model = settlement.Statement
        interfaces = (relay.Node,)
        fields = ("number",)


class SafeInt(graphene.Int):
    """The platform's whole numbers."""


class Span(graphene.InputObjectType):
    """From a number on."""

    gte = SafeInt()


class Range(graphene.InputObjectType):
    """A span of numbers."""

    range = graphene.InputField(Span)


class ListingFilter(graphene.InputObjectType):
    """What R4 asks for."""

    search = graphene.String()
    in_stock = graphene.Boolean()
    price_minor = graphene.InputField(Range)


class OrderField(graphene.Enum):
    """By what a list is sorted."""

    PRICE = "price_minor"
    NUMBER = "number"


class Direction(graphene.Enum):
    """Which way a list is sorted."""

    ASC = "ASC"
    DESC = "DESC"


class Order(graphene.InputObjectType):
    """How a list is sorted."""

    field = OrderField(required=True)
    direction = Direction()


class State(graphene.Enum):
    """Where a half-month stands."""

    PAID = "paid"


class StateFilter(graphene.InputObjectType):
    """A state."""

    eq = State()


class PeriodFilter(graphene.InputObjectType):
    """Half-months in a state."""

    state = graphene.InputField(StateFilter)
