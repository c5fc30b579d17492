"""From an operation to one SQL expression: its root fields, and rows with the rows that they lead to."""

from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from graphql import FieldNode, is_non_null_type

from api.base import ids
from api.base.cost import Plan as Costs
from api.base.cost import Price
from api.base.errors import ApiError
from api.base.fields import Calculated, Field
from api.base.nodes import Edge, Node, NodeInterface
from api.base.pages import ListField
from api.base.permissions import permits
from api.base.roots import One, Where
from api.execution import leaves
from api.execution.pages import Pages
from api.execution.parameters import Parameter, Unplannable
from api.execution.texts import NULL, REFUSED, Text, unless
from api.execution.walk import Spot, Walk


def write_operation(walk: Walk, costs: Costs) -> Text:
    """The data of a whole operation; NULL where a row that was asked for by its id is not there. Raises
    Unplannable.
    """
    query = walk.schema.query_type

    def write(name: str, nodes: list[FieldNode], price: Price | None) -> Any:
        if name not in query.fields:
            raise Unplannable("introspection is answered from the schema")
        return _root_field(walk, query.fields[name], nodes, price)

    return walk.object(query, None, Price(0, below=costs.prices), write)


def _root_field(walk: Walk, definition: Any, nodes: list[FieldNode], price: Price | None) -> Any:
    declared, name = definition.extensions.get("declared"), nodes[0].name.value
    _check_permission(walk, declared, name)
    if isinstance(declared, ListField):
        return Pages(walk, declared, write_node).write(definition, nodes, price, None)
    if isinstance(declared, Where):
        where = declared.where(walk.context)
        return Coalesce(_row(walk, declared.node, where, nodes, price), Text(NULL))
    if isinstance(declared, One):
        given = walk.arguments(definition, nodes[0])["id"]
        return _row_of_id(walk, declared.node, given, nodes, price)
    if definition.type is walk.schema.type_map[NodeInterface._meta.name]:
        given = walk.arguments(definition, nodes[0])["id"]
        return _row_of_id(walk, _type_named_in(walk, given), given, nodes, price)
    raise Unplannable(f"Python answers {name}")


def _type_named_in(walk: Walk, given: Any) -> type[Node]:
    """The type of the row that `node(id:)` asks for, which the id names."""
    try:
        name = given.kind if isinstance(given, Parameter) else ids.type_name_of(given)
    except ApiError:
        name = ""
    found = getattr(walk.schema.type_map.get(name), "graphene_type", None)
    if not (isinstance(found, type) and issubclass(found, Node)):
        raise Unplannable("the id is of no type")
    if not permits(walk.viewer, found.permission):
        raise Unplannable(f"{name} needs a permission")
    return found


def _row_of_id(
    walk: Walk, node: type[Node], given: Any, nodes: list[FieldNode], price: Price | None
) -> Subquery:
    """A row by its global id; NULL where there is none."""
    read = (lambda _: given) if isinstance(given, str) else given.read
    key = Parameter(lambda brought: node.key_of(read(brought), brought.context.market))
    return _row(walk, node, Q(pk=key), nodes, price)


def _row(walk: Walk, node: type[Node], where: Q, nodes: list[FieldNode], price: Price | None) -> Subquery:
    rows = node.rows(walk.viewer).filter(where).order_by("pk")
    return Subquery(rows.annotate(json_0=write_node(walk, node, nodes, price)).values("json_0")[:1])


def write_node(
    walk: Walk, node: type[Node], nodes: list[FieldNode], price: Price | None, path: str = ""
) -> Text:
    """The JSON object of a row at a path of the row that is being read."""
    type_: Any = walk.schema.type_map[node._meta.name]

    def write(name: str, inner: list[FieldNode], own: Price | None) -> Any:
        if name == "id":
            return leaves.id_of(node, path)
        spot = Spot(type_, type_.fields[name], inner, own, path)
        _check_permission(walk, spot.declared, spot.name)
        match spot.declared:
            case Edge():
                return _edge(walk, spot)
            case ListField() as connection:
                return Pages(walk, connection, write_node).write(spot.definition, inner, own, path)
        return leaves.leaf(walk, spot)

    return walk.object(type_, nodes, price, write)


def _edge(walk: Walk, spot: Spot) -> Any:
    """The row that a key leads to: brought along by a join where every viewer sees all of them and nothing is
    calculated with them, else by a subquery.
    """
    edge, path = spot.declared, spot.path
    target, key = edge.node, edge.key
    absent = REFUSED if is_non_null_type(spot.definition.type) else NULL
    seen = target.visible(walk.viewer)
    if not seen and key.joins and not _calculates(walk, target, spot.nodes):
        text = write_node(walk, target, spot.nodes, spot.price, f"{path}{edge.column}__")
        field: Any = edge.model._meta.get_field(edge.column)
        always = not field.null
        return text if always else unless(Q(**{f"{path}{edge.column}__isnull": True}), absent, text)
    rows = target._meta.model._default_manager.filter(seen, **{key.there: OuterRef(f"{path}{key.here}")})
    text = write_node(walk, target, spot.nodes, spot.price)
    return Coalesce(Subquery(rows.order_by().annotate(json_0=text).values("json_0")[:1]), Text(absent))


def _calculates(walk: Walk, node: type[Node], nodes: list[FieldNode]) -> bool:
    type_: Any = walk.schema.type_map[node._meta.name]
    names = (inner[0].name.value for inner in walk.fields(type_, nodes).values())
    declared = (type_.fields[name].extensions["declared"] for name in names if name in type_.fields)
    return any(isinstance(one, Calculated) for one in declared)


def _check_permission(walk: Walk, declared: Any, name: str) -> None:
    if not isinstance(declared, Field):
        raise Unplannable(f"Python answers {name}")
    if not permits(walk.viewer, *declared.requirements()):
        raise Unplannable(f"{name} needs a permission")
