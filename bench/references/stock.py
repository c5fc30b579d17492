"""graphene-django as its documentation has it: `DjangoConnectionField`, foreign keys followed as they come,
each document read and validated at each request.
"""

# mypy: disable-error-code=misc

from typing import Any

import graphene
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import path
from graphene import relay
from graphene_django import DjangoConnectionField, DjangoObjectType
from graphene_django.views import GraphQLView

from api.base import ids
from bench.references.types import Listing, ListingFilter, Order, PeriodFilter, Product, Statement
from markets.listings import models as listings
from markets.periods import models as periods
from markets.settlement import models as settlement
from markets.stock.models import StockLevel
from shared_catalog.catalogue import models as catalogue
from shared_catalog.catalogue import queries


class Period(DjangoObjectType):
    """A half-month."""

    key = graphene.Int(required=True, resolver=lambda row, info: row.pk)
    statements = DjangoConnectionField(Statement, order_by=Order())

    class Meta:
        model = periods.Period
        interfaces = (relay.Node,)
        fields = ("starts_on",)

    @staticmethod
    def resolve_statements(row: Any, info: Any, **given: Any) -> "QuerySet[Any]":
        return settlement.Statement.objects.filter(period=row).order_by("number")


class Query(graphene.ObjectType):
    """The root."""

    listings = DjangoConnectionField(Listing, filter=ListingFilter(), order_by=Order())
    product = graphene.Field(Product, id=graphene.ID(required=True))
    periods = DjangoConnectionField(Period, filter=PeriodFilter())

    @staticmethod
    def resolve_listings(
        root: Any, info: Any, filter: Any = None, order_by: Any = None, **given: Any
    ) -> "QuerySet[Any]":
        return found_listings(filter, order_by)

    @staticmethod
    def resolve_product(root: Any, info: Any, id: str) -> catalogue.Product:
        return catalogue.Product.objects.get(pk=key_of(id))

    @staticmethod
    def resolve_periods(root: Any, info: Any, filter: Any = None, **given: Any) -> "QuerySet[Any]":
        return periods.Period.objects.filter(state="paid").order_by("pk")


def found_listings(wanted: Any, order: Any) -> "QuerySet[Any]":
    """The listings that a filter of R4 means, in the order of R1 or R4."""
    found = listings.Listing.objects.order_by(*(("price_minor", "pk") if order else ("product__code", "pk")))
    if wanted:
        found = found.filter(
            Exists(StockLevel.objects.filter(listing=OuterRef("pk"), on_hand__gt=0)),
            product__in=queries.products(search=wanted["search"]).order_by(),
            price_minor__gte=wanted["price_minor"]["range"]["gte"],
        )
    return found


def key_of(global_id: str) -> str:
    """The primary key in a global id of the platform."""
    return ids.parts_of(global_id)[-1]


schema = graphene.Schema(query=Query)
urlpatterns = [path("graphql/", GraphQLView.as_view(schema=schema))]
