"""Relay connections: pages of nodes by keyset cursors, with filters, orderings and a total."""

from functools import cache
from typing import Any

import graphene

from api.base.fields import Resolver
from api.base.loading import nested_page, root_page
from api.base.nodes import Node
from api.base.pages import ListField, Page


class Connection(ListField):
    """A list of nodes as Relay knows it: `Connection(Product, "…", orders=…, filters=…)` on a root type, with
    `via="cooperative"` on a node."""

    def __init__(self, node: Any, description: str, **options: Any) -> None:
        def page_type() -> Any:
            node: Any = self.node  # lru_cache wants a Hashable, and mypy takes a model type for none
            page = connection_type(node)
            return graphene.NonNull(page) if self.via else page

        super().__init__(node, page_type, description, **options)

    def reader(self, resolve: Resolver) -> Resolver:
        read = nested_page if self.via else root_page
        return lambda root, info, **given: read(self, root, info, given)


class PageInfo(graphene.ObjectType):
    """What lies around a page."""

    has_next_page = graphene.Boolean(required=True, description="Whether there is more after this page.")
    has_previous_page = graphene.Boolean(required=True, description="Whether there is more before this page.")
    start_cursor = graphene.String(description="The cursor of the first row; null on an empty page.")
    end_cursor = graphene.String(description="The cursor of the last row; null on an empty page.")

    @staticmethod
    def resolve_has_next_page(page: Page, _info: Any) -> bool:
        return page.has_next

    @staticmethod
    def resolve_has_previous_page(page: Page, _info: Any) -> bool:
        return page.has_previous

    @staticmethod
    def resolve_start_cursor(page: Page, _info: Any) -> str | None:
        return page.cursor(page.rows[0]) if page.rows else None

    @staticmethod
    def resolve_end_cursor(page: Page, _info: Any) -> str | None:
        return page.cursor(page.rows[-1]) if page.rows else None


@cache
def connection_type(node: type[Node]) -> Any:
    """The connection type of a node type, with its edge type."""
    name = node._meta.name
    edge = _object_type(
        f"{name}Edge",
        f"A `{name}` in a list, with its place.",
        node=graphene.Field(
            node, required=True, description="The row.", resolver=lambda pair, _info: pair[1]
        ),
        cursor=graphene.String(
            required=True,
            description="Its place in the list.",
            resolver=lambda pair, _info: pair[0].cursor(pair[1]),
        ),
    )
    return _object_type(
        f"{name}Connection",
        f"A page of a list of `{name}`.",
        nodes=graphene.Field(
            _list_of(node), required=True, description="The rows.", resolver=lambda page, _info: page.rows
        ),
        edges=graphene.Field(
            _list_of(edge),
            required=True,
            description="The rows with their cursors.",
            resolver=lambda page, _info: [(page, row) for row in page.rows],
        ),
        page_info=graphene.Field(
            PageInfo,
            required=True,
            description="What lies around the page.",
            resolver=lambda page, _info: page,
        ),
        total_count=graphene.Int(
            required=True,
            description="How many rows the whole list has. It costs a count: ask once, not with every page.",
            resolver=lambda page, _info: page.total,
        ),
    )


def _list_of(type_: Any) -> Any:
    return graphene.List(graphene.NonNull(type_))


def _object_type(name: str, description: str, **fields: Any) -> Any:
    return type(
        name, (graphene.ObjectType,), {**fields, "Meta": type("Meta", (), {"description": description})}
    )
