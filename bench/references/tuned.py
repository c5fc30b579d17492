"""graphene-django as careful people tune it: the selection tells which columns and foreign keys one query
brings, documents are read and validated once, pages are not counted, and orjson writes the answer.
"""

# mypy: disable-error-code=misc

from collections import defaultdict
from functools import lru_cache
from typing import Any

import graphene
import orjson
from django.db.models import ForeignKey, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse
from django.urls import path
from graphene.utils.str_converters import to_snake_case
from graphene_django import DjangoObjectType
from graphql import DocumentNode, execute_sync, parse, validate
from graphql.language import FieldNode

from bench.references.stock import found_listings, key_of
from bench.references.types import Listing, ListingFilter, Order, PeriodFilter, Product, Statement
from markets.periods import models as periods
from markets.settlement import models as settlement
from shared_catalog.catalogue import models as catalogue

PAGE = 100


class PageInfo(graphene.ObjectType):
    """What lies after a page."""

    has_next_page = graphene.Boolean(required=True)
    end_cursor = graphene.String()


def connection_of(node: type[DjangoObjectType]) -> Any:
    """A connection whose edges are made of a plain list of rows."""
    edge = type(f"{node.__name__}Edge", (graphene.ObjectType,), {"node": graphene.Field(node)})
    fields = {"page_info": graphene.Field(PageInfo), "edges": graphene.List(edge)}
    return type(f"{node.__name__}Connection", (graphene.ObjectType,), fields)


def page(rows: Any, first: int, cursor: str = "") -> dict[str, Any]:
    """The first of some rows, of which there is one more where the list goes on."""
    return {
        "page_info": {"has_next_page": len(rows) > first, "end_cursor": cursor},
        "edges": [{"node": row} for row in rows[:first]],
    }


class Period(DjangoObjectType):
    """A half-month."""

    key = graphene.Int(required=True, resolver=lambda row, info: row.pk)
    statements = graphene.Field(connection_of(Statement), first=graphene.Int(), order_by=Order())

    class Meta:
        model = periods.Period
        fields = ("starts_on",)

    @staticmethod
    def resolve_statements(row: Any, info: Any, first: int, order_by: Any = None) -> dict[str, Any]:
        return page(row.brought, first)


class Query(graphene.ObjectType):
    """The root."""

    listings = graphene.Field(
        connection_of(Listing),
        first=graphene.Int(),
        after=graphene.String(),
        filter=ListingFilter(),
        order_by=Order(),
    )
    product = graphene.Field(Product, id=graphene.ID(required=True))
    periods = graphene.Field(connection_of(Period), first=graphene.Int(), filter=PeriodFilter())

    @staticmethod
    def resolve_listings(
        root: Any, info: Any, first: int, after: str = "", filter: Any = None, order_by: Any = None
    ) -> dict[str, Any]:
        found = looked_ahead(found_listings(filter, order_by), Listing, _inside(info, "edges", "node"))
        if after:
            found = found.filter(product__code__gt=after)
        rows = list(found[: first + 1])
        return page(rows, first, rows[:first][-1].product.code if rows else "")

    @staticmethod
    def resolve_product(root: Any, info: Any, id: str) -> Any:
        return looked_ahead(catalogue.Product.objects.all(), Product, _inside(info)).get(pk=key_of(id))

    @staticmethod
    def resolve_periods(root: Any, info: Any, first: int, filter: Any = None) -> dict[str, Any]:
        wanted = next(one for one in _inside(info, "edges", "node") if one.name.value == "statements")
        found = list(
            periods.Period.objects.filter(state="paid").order_by("pk").only("starts_on")[: first + 1]
        )
        statements = looked_ahead(
            settlement.Statement.objects.filter(period__in=found).order_by("number"),
            Statement,
            _within(wanted, "edges", "node"),
            "period_id",
        )
        place = Window(RowNumber(), partition_by="period_id", order_by="number")
        brought = defaultdict(list)
        for statement in statements.annotate(place=place).filter(place__lte=PAGE + 1):
            brought[statement.period_id].append(statement)
        for period in found:
            period.brought = brought[period.pk]  # type: ignore[attr-defined]
        return page(found, first)


def looked_ahead(rows: "QuerySet[Any]", node: Any, fields: list[FieldNode], *kept: str) -> "QuerySet[Any]":
    """Only the columns that are asked for, and the rows to which foreign keys lead, in one query."""
    columns, paths = _wanted(node, fields, "")
    found = rows.only(*columns, *kept)
    return found.select_related(*paths) if paths else found


def _wanted(node: Any, fields: list[FieldNode], prefix: str) -> tuple[list[str], list[str]]:
    columns, paths = [f"{prefix}{node._meta.model._meta.pk.name}"], []
    for field in fields:
        name = to_snake_case(field.name.value)
        if field.name.value in node.columns:
            columns += [f"{prefix}{column}" for column in node.columns[field.name.value]]
        elif isinstance(node._meta.model._meta.get_field(name), ForeignKey):
            paths.append(f"{prefix}{name}")
            inner = _wanted(getattr(node, name).type, _within(field), f"{prefix}{name}__")
            columns += [f"{prefix}{name}", *inner[0]]
            paths += inner[1]
        else:
            columns.append(f"{prefix}{name}")
    return columns, paths


def _inside(info: Any, *names: str) -> list[FieldNode]:
    return _within(info.field_nodes[0], *names)


def _within(field: FieldNode, *names: str) -> list[FieldNode]:
    for name in names:
        field = next(one for one in _selected(field) if one.name.value == name)
    return _selected(field)


def _selected(field: FieldNode) -> list[FieldNode]:
    """What is selected below a field; the operations that are measured hold no fragments."""
    below = field.selection_set.selections if field.selection_set else ()
    return [one for one in below if isinstance(one, FieldNode)]


schema = graphene.Schema(query=Query).graphql_schema


@lru_cache(1_000)
def document(text: str) -> DocumentNode:
    """A document, read and validated once."""
    read = parse(text)
    faults = validate(schema, read)
    assert not faults, faults
    return read


def view(request: HttpRequest) -> HttpResponse:
    """Answer one request."""
    asked = orjson.loads(request.body)
    done = execute_sync(schema, document(asked["query"]), variable_values=asked["variables"])
    return HttpResponse(orjson.dumps(done.formatted), content_type="application/json")


urlpatterns = [path("graphql/", view)]
