"""Loads what a shape asks for: one statement for the rows, one for each kind of row below them, however
many there are.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from api.base.errors import ApiError, NotFound
from api.base.loaded import slot
from api.base.nodes import Node
from api.base.pages import ListField, Page
from api.base.selection import Nested, Shape, page_shape_of, shape_of
from api.context import Context


def one(node: type[Node], where: Q, info: Any) -> Any:
    """The row that meets a condition, and what the current field selects below it. Raises NotFound if none
    is seen.
    """
    row = one_or_none(node, where, info)
    if row is None:
        raise NotFound()
    return row


def one_or_none(node: type[Node], where: Q, info: Any) -> Any:
    """The same, or None."""
    context: Context = info.context
    shape = shape_of(info, node)
    row = _selecting(shape, node.rows(context.viewer)).filter(where).first()
    load(shape, [] if row is None else [row], context)
    return row


def known(node: type[Node], row: Any, info: Any) -> Any:
    """The same for a row that is at hand just as it is stored, of a type of which the viewer sees every row:
    it is not read again, unless more is asked of it than its own columns.
    """
    context: Context = info.context
    shape = shape_of(info, node)
    if shape.calculated or any(shape.joins()) or node.visible(context.viewer):
        return one(node, Q(pk=row.pk), info)
    load(shape, [row], context)
    return row


def several(node: type[Node], where: Q, info: Any) -> list[Any]:
    """The rows that meet a condition, each with what the current field selects below it."""
    context: Context = info.context
    shape = shape_of(info, node)
    rows = list(_selecting(shape, node.rows(context.viewer)).filter(where))
    load(shape, rows, context)
    return rows


def root_page(connection: ListField, _root: Any, info: Any, given: dict[str, Any]) -> Page:
    """The page of a connection on a root type."""
    context: Context = info.context
    span = connection.span(given, context)
    shape, wants_rows, wants_total = page_shape_of(info, connection)
    every = connection.node.rows(context.viewer).filter(span.where)
    total = every.count() if wants_total else None
    fetched: list[Any] = []
    if wants_rows:
        found = _selecting(shape, every.filter(span.between())).annotate(**span.ordering.brought)
        fetched = list(found.order_by(*span.terms())[: span.size + 1])
        context.allowance.answer(len(fetched[: span.size]))
        load(shape, fetched[: span.size], context)
    return span.page(fetched, total)


def nested_page(_connection: ListField, root: Any, info: Any, _given: dict[str, Any]) -> Page:
    """The page of a connection on a node, which loading put there. Raises what its arguments deserve."""
    page = root.__dict__[slot(info.path.as_list())]
    if isinstance(page, ApiError):
        raise page
    assert isinstance(page, Page)
    context: Context = info.context
    context.allowance.answer(len(page.rows))
    return page


def load(shape: Shape, rows: Sequence[Any], context: Context) -> None:
    """Put on the rows what their shape asks for, all the way down."""
    if not rows:
        return
    for target in shape.edges.values():
        _load_edge(target, rows, context)
    for name, nested in shape.pages.items():
        _load_pages(name, nested, rows, context)
    for name, (loaded, given) in shape.loaded.items():
        loaded.put(name, rows, context, given)


def _selecting(shape: Shape, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    joins = tuple(shape.joins())
    found: QuerySet[Any] = (rows.select_related(*joins) if joins else rows).annotate(**shape.calculated)
    return found


def _load_edge(target: Shape, rows: Sequence[Any], context: Context) -> None:
    key = target.key
    assert key is not None, "an edge leads by a key"
    if target.joined:
        load(target, [there for row in rows if (there := key.target(row)) is not None], context)
        return
    wanted = {value for row in rows if (value := getattr(row, key.here)) is not None}
    found: dict[Any, Any] = {}
    if wanted:
        seen = target.node.rows(context.viewer).filter(**{f"{key.there}__in": wanted})
        found = {getattr(there, key.there): there for there in _selecting(target, seen)}
        load(target, list(found.values()), context)
    for row in rows:
        key.keep(row, found.get(getattr(row, key.here)))


def _load_pages(name: str, nested: Nested, rows: Sequence[Any], context: Context) -> None:
    span, via = nested.span, nested.connection.via
    if isinstance(span, ApiError):
        for row in rows:
            row.__dict__[name] = span
        return
    here = {row.pk for row in rows}
    every = nested.connection.node.rows(context.viewer).filter(span.where, Q(**{f"{via}__in": here}))
    totals: dict[Any, int] = {}
    if nested.wants_total:
        totals = dict(every.order_by().values_list(via).annotate(Count("pk")))
    fetched: dict[Any, list[Any]] = defaultdict(list)
    if nested.wants_rows:
        ranked = _first_of_each(nested, every.filter(span.between()), via)
        found = list(ranked[: context.allowance.worth_loading])
        context.allowance.load(len(found))
        for row in found:
            fetched[row.page_of].append(row)
        load(nested.shape, [row for found in fetched.values() for row in found[: span.size]], context)
    for row in rows:
        row.__dict__[name] = span.page(fetched.get(row.pk, []), totals.get(row.pk, 0))


def _first_of_each(nested: Nested, rows: "QuerySet[Any]", via: str) -> "QuerySet[Any]":
    """The rows of every parent's page and one more, each with its parent's key as `page_of`."""
    span = nested.span
    assert not isinstance(span, ApiError)
    rank = Window(RowNumber(), partition_by=[F(via)], order_by=list(span.terms()))
    ranked = _selecting(nested.shape, rows).annotate(page_of=F(via), page_rank=rank, **span.ordering.brought)
    first: QuerySet[Any] = ranked.filter(page_rank__lte=span.size + 1).order_by(*span.terms())
    return first
