"""What is said of goods beyond their name, and what must be said before they are published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import graphene
from django.db.models import Q

from api.base.connections import Connection
from api.base.fields import Column, Derived, Localized
from api.base.loaded import Loaded
from api.base.nodes import Edge, Node
from api.base.scalars import Date, DateTime
from api.base.values import LocalizedText, Texts
from api.base.visibility import of_cooperative
from api.catalogue import enums, lists
from api.context import Context
from shared_catalog.catalogue import models, queries, rules
from shared_catalog.catalogue.types import (
    AttributeDefinition,
    AttributeType,
    AttributeValue,
    Choice,
    Span,
)
from shared_catalog.registry.types import Names
from tenants.access import Actor
from tenants.permissions import Permission

# Four statements for a page, beside the object itself.
_COST = 4


def _list_of(type_: Any) -> Any:
    return graphene.List(graphene.NonNull(type_))


def _texts(names: Names) -> Texts:
    return Texts(names.ar, names.fr, names.en)


class AttributeChoice(graphene.ObjectType):
    """One of the values of an attribute that is chosen from a list."""

    code = graphene.String(required=True, description="Its code.")
    name = graphene.Field(LocalizedText, required=True, description="Its name.")

    @staticmethod
    def resolve_name(root: Choice, _info: Any) -> Texts:
        return _texts(root.names)


class Attribute(Node):
    """Something that may be said of goods."""

    class Meta:
        model = models.Attribute
        permission = Permission.CATALOGUE_READ

    code = Column("Its code.")
    name = Localized("Its name.")
    position = Column("The order in which people read them.")
    type = Column("What its values are.", type_=enums.AttributeType)
    unit = Column("What an integer counts, such as `day`.")
    least = Column("The least integer; 0 for other types.")
    most = Column("The greatest integer; 0 for other types.")
    label_critical = Column("Whether it stands on the label, so that changing it needs somebody's eyes.")
    choices = Derived(
        _list_of(AttributeChoice),
        "What there is to choose from; empty for other types.",
        columns=["choices"],
        compute=lambda rows: [Choice(row["code"], Names(row["ar"], row["fr"], row["en"])) for row in rows],
        required=True,
    )
    demands = Connection(
        lambda: AttributeDemand,
        "Of which categories' goods it is asked.",
        via="attribute",
        orders=lists.ATTRIBUTE_DEMAND_ORDERS,
    )

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return Q()


class AttributeDemand(Node):
    """That an attribute is asked of a category's goods. What a category asks stands in the place of what its
    root asks.
    """

    class Meta:
        model = models.AttributeDemand
        permission = Permission.CATALOGUE_READ

    category = Edge("api.catalogue.types.Category", "The category, or a root for a whole group.")
    attribute = Edge(Attribute, "What is asked.")
    required = Column("Whether nothing is published without it.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return Q()


@dataclass(frozen=True, slots=True)
class _Said:
    definition: AttributeDefinition
    value: AttributeValue


@dataclass(frozen=True, slots=True)
class _Sheet:
    version: int
    set_at: datetime | None
    set_by: str | None
    values: Sequence[_Said]
    missing: Sequence[AttributeDefinition]


class AttributePeriod(graphene.ObjectType):
    """From a day to a day."""

    since = graphene.Field(Date, required=True, description="The first day.")
    until = graphene.Field(Date, required=True, description="The last day.")


class ProductAttribute(graphene.ObjectType):
    """What is said of a product by one attribute. The value stands in the field of its type; the others are
    null.
    """

    code = graphene.String(required=True, description="The attribute's code.")
    name = graphene.Field(LocalizedText, required=True, description="The attribute's name.")
    type = graphene.Field(enums.AttributeType, required=True, description="What its values are.")
    unit = graphene.String(description="What an integer counts.")
    label_critical = graphene.Boolean(required=True, description="Whether it stands on the label.")
    text = graphene.Field(LocalizedText, description="A text.")
    line = graphene.String(description="A line.")
    choices = graphene.Field(_list_of(AttributeChoice), description="What is chosen; empty for none.")
    integer = graphene.Int(description="A number.")
    boolean = graphene.Boolean(description="Yes or no.")
    period = graphene.Field(AttributePeriod, description="A period.")

    @staticmethod
    def resolve_code(root: _Said, _info: Any) -> str:
        return root.definition.code

    @staticmethod
    def resolve_name(root: _Said, _info: Any) -> Texts:
        return _texts(root.definition.names)

    @staticmethod
    def resolve_type(root: _Said, _info: Any) -> AttributeType:
        return root.definition.type

    @staticmethod
    def resolve_unit(root: _Said, _info: Any) -> str | None:
        return root.definition.unit or None

    @staticmethod
    def resolve_label_critical(root: _Said, _info: Any) -> bool:
        return root.definition.label_critical

    @staticmethod
    def resolve_text(root: _Said, _info: Any) -> Texts | None:
        return _texts(root.value) if isinstance(root.value, Names) else None

    @staticmethod
    def resolve_line(root: _Said, _info: Any) -> Any:
        return root.value if root.definition.type is AttributeType.LINE else None

    @staticmethod
    def resolve_choices(root: _Said, _info: Any) -> list[Choice] | None:
        if root.definition.type not in (AttributeType.CHOICE, AttributeType.CHOICES):
            return None
        chosen = root.value if isinstance(root.value, tuple) else (root.value,)
        return [choice for choice in root.definition.choices if choice.code in chosen]

    @staticmethod
    def resolve_integer(root: _Said, _info: Any) -> Any:
        return root.value if root.definition.type is AttributeType.INTEGER else None

    @staticmethod
    def resolve_boolean(root: _Said, _info: Any) -> Any:
        return root.value if root.definition.type is AttributeType.BOOLEAN else None

    @staticmethod
    def resolve_period(root: _Said, _info: Any) -> Span | None:
        return root.value if isinstance(root.value, Span) else None


class MissingAttribute(graphene.ObjectType):
    """What must be said of a product before it is published and is not."""

    code = graphene.String(required=True, description="The attribute's code.")
    name = graphene.Field(LocalizedText, required=True, description="The attribute's name.")

    @staticmethod
    def resolve_name(root: AttributeDefinition, _info: Any) -> Texts:
        return _texts(root.names)


class ProductAttributes(graphene.ObjectType):
    """All that is said of a product by attribute."""

    version = graphene.Int(
        required=True,
        description="Counts its changes, 0 before the first; whoever changes it says which.",
    )
    set_at = graphene.Field(DateTime, description="When it last changed; null before the first.")
    set_by = graphene.String(description="Who changed it last.")
    values = graphene.Field(_list_of(ProductAttribute), required=True, description="What is said.")
    missing = graphene.Field(
        _list_of(MissingAttribute),
        required=True,
        description="What must be said before it is published and is not; empty where nothing is missing.",
    )


def _said(asked: queries.Asked, values: Mapping[str, Any]) -> list[_Said]:
    return [
        _Said(definition, rules.of_json(definition.type, values[code]))
        for code, definition in asked.definitions.items()
        if code in values
    ]


def _of_products(rows: Sequence[Any], context: Context) -> Mapping[Any, _Sheet]:
    asked, sheets = queries.asked_attributes(), queries.attribute_sheets([row.pk for row in rows])
    return {row.pk: _sheet(asked, row.category_id, sheets.get(row.pk)) for row in rows}


def _sheet(asked: queries.Asked, category_code: str, sheet: models.AttributeSheet | None) -> _Sheet:
    values = sheet.values if sheet else {}
    return _Sheet(
        version=sheet.version if sheet else 0,
        set_at=sheet.set_at if sheet else None,
        set_by=sheet.set_by if sheet else None,
        values=_said(asked, values),
        missing=[asked.definitions[code] for code in rules.missing(asked.of(category_code), values)],
    )


def _of_sheets(rows: Sequence[Any], context: Context) -> Mapping[Any, list[_Said]]:
    asked = queries.asked_attributes()
    return {row.pk: _said(asked, row.values) for row in rows}


def product_attributes() -> Loaded:
    """The field of a product."""
    return Loaded(
        ProductAttributes,
        "What is said of it by attribute, and what is missing before it is published.",
        load=_of_products,
        required=True,
        cost=_COST,
    )


class AttributeSheet(Node):
    """All that was said of a product by attribute from a moment on, until its next sheet."""

    class Meta:
        model = models.AttributeSheet
        permission = Permission.CATALOGUE_READ

    product = Edge("api.catalogue.types.Product", "The product.")
    version = Column("Which, from 1.")
    set_at = Column("When it was said.")
    set_by = Column("Who said it.")
    values = Loaded(_list_of(ProductAttribute), "What was said.", load=_of_sheets, required=True, cost=_COST)

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "product__cooperative")
