"""The fields of a row that are no rows themselves: its id, columns, texts in three languages, money, and what
Python makes of columns.
"""

from typing import Any

from django.db.models import Case, F, Q, TextField, When
from graphql import FieldNode, get_named_type, get_nullable_type, is_list_type, is_non_null_type

from api.base.cost import Price
from api.base.cursors import column_at
from api.base.fields import Calculated, Column, Localized, MoneyCalculated, MoneyColumn
from api.base.nodes import Node
from api.execution import texts
from api.execution.parameters import Parameter, Place, Unplannable
from api.execution.texts import NULL, REFUSED, Text
from api.execution.walk import Hole, Spot, Walk
from kernel.languages import FALL_BACK
from kernel.money import CURRENCY


def id_of(node: type[Node], path: str) -> Text:
    """The global id of the row at a path."""
    name, pk = node._meta.name, node._meta.model._meta.pk
    if not node.of_market:
        return texts.global_id(*texts.split_prefix(f"{name}:"), pk, F(f"{path}pk"))
    both = Parameter(lambda brought: texts.split_prefix(f"{name}:{brought.context.market}:"))
    head = Place(both.then(lambda split, _: split[0]), cast="text")
    tail = Place(both.then(lambda split, _: split[1]), cast="text")
    return texts.global_id(head, tail, pk, F(f"{path}pk"))


def leaf(walk: Walk, spot: Spot) -> Any:
    """The JSON of a field that reads columns of its row. Raises Unplannable for other fields."""
    declared, path = spot.declared, spot.path
    match declared:
        case Localized():
            return _localized(walk, spot)
        case MoneyColumn():
            optional = spot.model._meta.get_field(declared.column).null
            return _money(walk, spot, F(path + declared.column), optional=optional)
        case MoneyCalculated():
            return _money(walk, spot, declared.expression, optional=False)
        case Calculated():
            return _calculated(spot)
        case Column() if not is_list_type(get_nullable_type(spot.definition.type)):
            column, value = _values_of(spot.model._meta.get_field(declared.column)), F(path + declared.column)
            made = texts.leaf(spot.definition.type, column, value, optional=declared.optional)
            return made or _hole(walk, spot)
    return _hole(walk, spot)


def _values_of(column: Any) -> Any:
    """The column that a column's values are of: of a foreign key, the one that it leads to."""
    return column.target_field if column.is_relation else column


def _calculated(spot: Spot) -> Any:
    expression = spot.declared.expression
    known = isinstance(expression, F)
    column = column_at(spot.model, expression.name) if known else expression.output_field
    type_ = spot.definition.type
    made = texts.leaf(type_, _values_of(column), expression, optional=not is_non_null_type(type_))
    if made is None:
        raise Unplannable(f"Python spells {spot.name}")
    return made


def _money(walk: Walk, spot: Spot, amount: Any, *, optional: bool) -> Any:
    def write(name: str, _nodes: list[FieldNode], _price: Price | None) -> Any:
        return f'"{CURRENCY}"' if name == "currency" else texts.made("(%(expressions)s)::text", amount)

    made = walk.object(get_named_type(spot.definition.type), spot.nodes, spot.price, write)
    return texts.unless(Q(**{f"{amount.name}__isnull": True}), NULL, made) if optional else made


def _localized(walk: Walk, spot: Spot) -> Any:
    type_: Any = get_named_type(spot.definition.type)
    names = zip(("ar", "fr", "en"), spot.declared.columns, strict=True)
    columns = {name: spot.path + column for name, column in names}

    def write(name: str, nodes: list[FieldNode], price: Price | None) -> Any:
        if name in columns:
            return texts.made("to_json(%(expressions)s)::text", F(columns[name]))
        return _told(walk, type_.fields[name], nodes, price, columns)

    absent = REFUSED if is_non_null_type(spot.definition.type) else NULL
    empty = Q(**dict.fromkeys(columns.values(), ""))
    return texts.unless(empty, absent, walk.object(type_, spot.nodes, spot.price, write))


def _told(
    walk: Walk, definition: Any, nodes: list[FieldNode], price: Price | None, columns: dict[str, str]
) -> Case:
    """The text in the language asked for, or in the next in which there is one: kernel.languages.told_in."""
    asked = walk.arguments(definition, nodes[0]).get("language")
    wanted = walk.language if asked is None else asked.value

    def told(language: str) -> Text:
        def write(name: str, _nodes: list[FieldNode], _price: Price | None) -> Any:
            if name == "text":
                return texts.made("to_json(%(expressions)s)::text", F(columns[language]))
            return f'"{language.upper()}"' if name == "language" else str(language != wanted).lower()

        return walk.object(get_named_type(definition.type), nodes, price, write)

    cases = [
        When(~Q(**{f"{columns[language]}__regex": r"^\s*$"}), then=told(language))
        for language in dict.fromkeys((wanted, *FALL_BACK))
    ]
    return Case(*cases, default=Text(REFUSED), output_field=TextField())


def _hole(walk: Walk, spot: Spot) -> Text:
    columns = {name: spot.model._meta.get_field(name) for name in getattr(spot.declared, "columns", ())}
    if not columns or any(column.is_relation and column.name == name for name, column in columns.items()):
        raise Unplannable(f"Python answers {spot.name}")
    _check_inside(walk, get_named_type(spot.definition.type), spot.nodes)
    walk.holes.append(Hole(spot, columns))
    return texts.hole(len(walk.holes) - 1, *(F(spot.path + name) for name in columns))


def _check_inside(walk: Walk, type_: Any, nodes: list[FieldNode]) -> None:
    """Rows below what Python makes are loaded for themselves. Raises Unplannable."""
    made = getattr(type_, "graphene_type", None)
    if isinstance(made, type) and issubclass(made, Node):
        raise Unplannable(f"Python makes what leads to {type_.name}")
    for inner in walk.fields(type_, nodes).values() if hasattr(type_, "fields") else ():
        if inner[0].name.value in type_.fields:
            _check_inside(walk, get_named_type(type_.fields[inner[0].name.value].type), inner)
