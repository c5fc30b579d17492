"""The audit of mutations: every one leaves an entry, in the transaction of what it did.

The operation's own transaction and the entry's are the same, so that both are there or neither is. A mutation
that acts outside between several transactions says so (`Mutation.several`): its entry of having begun is
committed before, and one of how it ended after.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from django.db import transaction
from django.db.models import Model, Q, UUIDField

from api.base.inputs import IdOf
from api.base.rows import Photograph, difference, is_fact, photographed
from api.context import Context
from kernel.errors import DomainError
from markets.audit import operations as of_market
from tenants.access import Actor
from tenants.audit import operations as of_headquarters
from tenants.audit.types import Act, EntryKind, Origin, Outcome
from tenants.database.session import one_transaction

Photographs: TypeAlias = Mapping[type[Model], Mapping[Any, Photograph]]


def recorded(mutation: Any, context: Context, given: Mapping[str, Any], perform: Callable[[], Any]) -> Any:
    """Do what a mutation does, and record it. `given` is its input, with primary keys in it."""
    if mutation.witnessed:
        return perform()
    act = Act(
        action=mutation.field_name(),
        kind=EntryKind.READ if mutation.reads else EntryKind.CHANGE,
        reason=str(given.get("reason", "")) if mutation.reads else "",
    )
    if mutation.several:
        act = _named(act, mutation, given)
        _record_alone(replace(act, outcome=Outcome.BEGUN), context)
    with nullcontext() if mutation.several else one_transaction():
        before = _photographs(mutation, given)
        try:
            done = perform()
        except DomainError as refusal:
            if mutation.several:
                _record_alone(replace(act, outcome=Outcome.REFUSED, code=refusal.code), context)
            raise
        with transaction.atomic() if mutation.several else nullcontext():
            record(_completed(act, mutation, before, done), context)
    return done


def witness(mutation: Any, context: Context) -> tuple[Act, Origin]:
    """The entry of what a mutation does to a row that is a fact, for its operation to write; without the
    row's key.
    """
    [node] = mutation.returned_nodes().values()
    assert is_fact(node._meta.model), "of what can be changed the entry says how it was"
    return Act(action=mutation.field_name(), object_type=node._meta.name), origin(
        context.viewer, at=context.now, request_id=context.request_id, address=context.address
    )


def record(act: Act, context: Context) -> UUID:
    """Add an entry to the audit of the request's host, in the transaction under way."""
    record_here = of_headquarters.record if context.market is None else of_market.record
    sent = origin(context.viewer, at=context.now, request_id=context.request_id, address=context.address)
    return record_here(act=act, origin=sent)


def origin(viewer: Actor, *, at: datetime, request_id: str, address: str) -> Origin:
    """Who sent a request, through which client, with which of its roles that count here, and from where."""
    return Origin(
        actor=viewer.id,
        at=at,
        through=viewer.client or "",
        roles=",".join(sorted({grant.role.value for grant in viewer.grants})),
        scope=viewer.scope,
        request_id=request_id,
        address=address,
    )


def _record_alone(act: Act, context: Context) -> None:
    with transaction.atomic():
        record(act, context)


def _photographs(mutation: Any, given: Mapping[str, Any]) -> Photographs:
    """The rows that the mutation may change and answer, as they stand before it."""
    models = {node._meta.model for node in mutation.returned_nodes().values()}
    return {model: _known(model, mutation, given) for model in models if not is_fact(model)}


def _known(model: type[Model], mutation: Any, given: Mapping[str, Any]) -> Mapping[Any, Photograph]:
    keys = list(_keys(model, mutation, given))
    where = Q(pk__in=keys) if keys else Q()
    for name, column in mutation.known_by.items():
        if name in given:
            where |= Q(**{column: given[name]})
    return photographed(model, where) if where else {}


def _keys(model: type[Model], mutation: Any, given: Mapping[str, Any]) -> Iterator[Any]:
    """Primary keys of rows of a model in an input: of an id, or the one that a caller made for a new row."""
    for name, value in given.items():
        field = mutation.input_type._meta.fields[name]
        if isinstance(field, IdOf):
            if field.node._meta.model is model and value is not None:
                yield from value if isinstance(value, list) else [value]
        elif isinstance(value, UUID) and isinstance(model._meta.pk, UUIDField):
            yield value


def _named(act: Act, mutation: Any, given: Mapping[str, Any]) -> Act:
    """The act with the object that it will be about, as far as the input names it."""
    for node in mutation.returned_nodes().values():
        for key in _keys(node._meta.model, mutation, given):
            return replace(act, object_type=node._meta.name, object_key=str(key))
    return act


def _completed(act: Act, mutation: Any, before: Photographs, done: Any) -> Act:
    """The act with the object that was written, and what changed of it."""
    for name, node in mutation.returned_nodes().items():
        written = done[name] if isinstance(done, Mapping) else done
        if written is None:
            continue
        model, key = node._meta.model, written.pk
        act = replace(act, object_type=node._meta.name, object_key=str(key))
        if not is_fact(model) and act.kind is EntryKind.CHANGE:
            after = photographed(model, Q(pk=key))[key]
            changes, personal = difference(before[model].get(key), after)
            act = replace(act, changes=changes, personal=personal)
        return act
    return act
