"""Root fields that lead to one row: by its global id, by its type and id, or by what the request stands
on.
"""

from collections.abc import Callable
from typing import Any

import graphene
from django.db.models import Q

from api.base import ids, loading
from api.base.errors import NotFound
from api.base.fields import Computed, Resolver
from api.base.nodes import Node, NodeInterface, ToNode
from api.base.permissions import PUBLIC, check
from api.context import Context


class One(ToNode):
    """One node by its global id; NOT_FOUND for every id that leads to nothing the viewer sees."""

    def __init__(self, node: Any, description: str, **options: Any) -> None:
        super().__init__(
            node,
            lambda: self.node,
            description,
            id=graphene.Argument(graphene.ID, required=True, description="Its global id."),
            **options,
        )

    def reader(self, resolve: Resolver) -> Resolver:
        def read(_root: Any, info: Any, id: str) -> Any:
            return loading.one(self.node, Q(pk=self.node.key_of(id, info.context.market)), info)

        return read


class Where(ToNode):
    """The one node that the request itself singles out; null where there is none that the viewer sees."""

    def __init__(self, node: Any, description: str, *, where: Callable[[Context], Q], **options: Any) -> None:
        self.where = where
        super().__init__(node, lambda: self.node, description, **options)

    def reader(self, resolve: Resolver) -> Resolver:
        return lambda _root, info: loading.one_or_none(self.node, self.where(info.context), info)


def node_field() -> Computed:
    """Relay's `node(id:)`. Whoever may read the type may read it here."""
    return Computed(
        NodeInterface,
        "Any object by its global id; NOT_FOUND for every id that leads to nothing the viewer sees. "
        "It requires what the object's type requires.",
        resolve=_resolve_node,
        permission=PUBLIC,
        id=graphene.Argument(graphene.ID, required=True, description="The global id."),
    )


def _resolve_node(_root: None, info: Any, id: str) -> Any:
    known = info.schema.type_map.get(ids.type_name_of(id))
    node = getattr(known, "graphene_type", None)
    if not (isinstance(node, type) and issubclass(node, Node)):
        raise NotFound()
    key = node.key_of(id, info.context.market)
    check(info.context.viewer, node.permission)
    return loading.one(node, Q(pk=key), info)
