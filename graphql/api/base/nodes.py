"""Types whose values are rows: each says who may read it, which rows a viewer sees, and its fields one by
one.
"""

import inspect
from functools import cached_property
from typing import Any, ClassVar

import graphene
from django.db.models import Model, Q, QuerySet
from graphene.types.utils import get_type
from graphene_django import DjangoObjectType

from api.base import ids
from api.base.errors import NotFound
from api.base.fields import Field, Resolver
from api.base.keys import Key, key_between
from api.base.permissions import Requirement, declared, described
from tenants.access import Actor


class NodeInterface(graphene.Interface):
    """An object with a global id."""

    class Meta:
        name = "Node"

    id = graphene.ID(required=True, description="The global id: opaque, unique over all types and markets.")

    @classmethod
    def resolve_type(cls, instance: Model, _info: Any) -> Any:
        return type_of_model(type(instance))


class Node(DjangoObjectType):
    """A row of the nation. Subclasses give `Meta.model`, `Meta.permission`, `visible` and fields of
    `api.base.fields`.

    The description is the docstring. Nothing is exposed that is not declared.
    """

    class Meta:
        abstract = True

    permission: ClassVar[Requirement]
    of_market: ClassVar[bool] = False

    @classmethod
    def __init_subclass_with_meta__(cls, *, permission: Requirement | None = None, **options: Any) -> None:
        cls.permission = declared(permission, owner=cls.__name__)
        if not cls.__doc__:
            raise TypeError(f"{cls.__name__} has no description")
        if cls.visible.__func__ is Node.visible.__func__:  # type: ignore[attr-defined]
            raise TypeError(f"{cls.__name__} does not say which of its rows a viewer sees")
        description = described(inspect.cleandoc(cls.__doc__), permission)
        super().__init_subclass_with_meta__(
            fields=(), interfaces=(NodeInterface,), description=description, **options
        )
        for name, field in cls._meta.fields.items():
            if isinstance(field, Field):
                field.bind(cls._meta.model, name)
            elif name != "id":
                raise TypeError(f"{cls.__name__}.{name} is not declared with a field of api.base")
        _TYPES[cls._meta.model] = cls

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        """Which rows `viewer` sees, among those that the database's login lets through; an empty Q for all.

        It may ask `viewer.may(...)`; other attributes of the viewer it puts into the Q, unread.
        """
        raise NotImplementedError

    @classmethod
    def rows(cls, viewer: Actor) -> "QuerySet[Any]":
        """The rows that `viewer` sees."""
        seen: QuerySet[Any] = cls._meta.model._default_manager.filter(cls.visible(viewer))
        return seen

    @classmethod
    def global_id(cls, key: Any, market: str | None) -> str:
        """The id of the row with this primary key, in this market if its type is a market's."""
        return ids.encode(cls._meta.name, key, market=market if cls.of_market else None)

    @classmethod
    def key_of(cls, global_id: str, market: str | None) -> Any:
        """The primary key in a global id. Raises NotFound unless it is an id of this type, here."""
        if cls.of_market and market is None:
            raise NotFound()
        return ids.key_of(
            global_id,
            type_name=cls._meta.name,
            market=market if cls.of_market else None,
            column=cls._meta.model._meta.pk,
        )

    @classmethod
    def is_type_of(cls, root: Any, info: Any) -> bool:
        return isinstance(root, cls._meta.model)

    @staticmethod
    def resolve_id(root: Model, info: Any) -> str:
        node: type[Node] = info.parent_type.graphene_type
        return node.global_id(root.pk, info.context.market)


class MarketNode(Node):
    """A row of one market: its ids carry the market and mean nothing in another."""

    class Meta:
        abstract = True

    of_market = True


_TYPES: dict[type[Model], type[Node]] = {}


def type_of_model(model: type[Model]) -> type[Node]:
    """The API's type of a model."""
    return _TYPES[model]


class ToNode(Field):
    """A field that leads to a node, or to a connection of nodes. The target may be named by its dotted
    path.
    """

    def __init__(self, node: Any, type_: Any, description: str, **options: Any) -> None:
        super().__init__(type_, description, **options)
        self._node = node

    @property
    def node(self) -> type[Node]:
        found: type[Node] = get_type(self._node)
        return found

    def requirements(self) -> tuple[Requirement | None, ...]:
        return (self.permission, self.node.permission)


class Edge(ToNode):
    """A foreign key, the other end of a one-to-one key, or a column that holds the target's primary key.

    It is null where there is no such row, or none that the viewer may see.
    """

    def __init__(self, node: Any, description: str, column: str = "", **options: Any) -> None:
        super().__init__(node, lambda: self.node, description, **options)
        self.column = column

    def bind(self, model: type[Model], name: str) -> None:
        self.column = self.column or name
        self.model = model
        model._meta.get_field(self.column)

    @cached_property
    def key(self) -> Key:
        """How a row leads to its target."""
        return key_between(self.model, self.column, self.node._meta.model)

    def reader(self, resolve: Resolver) -> Resolver:
        return lambda root, _info: self.key.target(root)
