"""Mutations: one `input`, one domain call, and a payload with the object and the `errors` that a person
can mend.

A subclass is a declaration and a translation:

    class DeclareEligible(Mutation):
        '''Declare that a cooperative may be admitted to markets.'''

        permission = Permission.REGISTRY_DECIDE
        once = BY_STATE
        raises = (registry.WrongCooperativeStep,)

        class Input:
            cooperative_id = IdOf(Cooperative, "The cooperative.", required=True)

        cooperative = Returned(Cooperative, "The cooperative, now eligible.")

        @staticmethod
        def perform(context: Context, *, cooperative_id: UUID) -> models.Cooperative:
            return registry.declare_eligible(
                cooperative_id=cooperative_id, at=context.now, actor=context.viewer.id
            )

Inputs become keyword arguments of `perform`: ids as primary keys that the viewer may see, texts as
`Texts`, money as `Money`; what was left out is not passed. It returns the object, or a mapping where the
payload has several fields. `once` says how the request is repeated safely: `api.base.once`.
"""

import inspect
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeAlias

import graphene
import structlog
from django.db.models import Q
from graphene.utils.str_converters import to_camel_case

from api.base import loading
from api.base.deprecation import Deprecated
from api.base.errors import NotFound as NotFoundHere
from api.base.fields import Field, Resolver
from api.base.inputs import Reference, plain, references, valued
from api.base.nodes import Node, ToNode
from api.base.once import Answered, Done, Keyed, Once, declared_once, mark
from api.base.permissions import Requirement, check, declared
from api.base.recording import recorded
from api.base.refusals import Given, UserError
from api.context import Context
from kernel.errors import DomainError, InvalidValue, NotFound, SeveralRefusals, refuse
from tenants.database.claims import is_as_stored

log = structlog.get_logger(__name__)

PerformMany: TypeAlias = Callable[[Context, list[dict[str, Any]]], Iterator[Any]]
"""`perform` for many inputs; it yields, in their order, what that returns, or None for a row to be done by
itself before the next is asked for.
"""

ALWAYS = (NotFound, InvalidValue)
"""What every mutation may answer, and none declares: an id that leads nowhere, a value that means nothing."""


class Returned(ToNode):
    """A payload's object, read back after the mutation with all that the request selects of it."""

    def __init__(self, node: Any, description: str, **options: Any) -> None:
        super().__init__(node, lambda: self.node, description, **options)

    def reader(self, resolve: Resolver) -> Resolver:
        def read(root: Any, info: Any) -> Any:
            written = resolve(root, info)
            if isinstance(written, OneOfMany):
                return written.read(self.node, info)
            if written is not None and is_as_stored(written):
                return loading.known(self.node, written, info)
            return None if written is None else loading.one(self.node, Q(pk=written.pk), info)

        return read


@dataclass(slots=True)
class Together:
    """Objects that one request wrote, which are read back by one statement at each place that asks for
    them.
    """

    keys: list[Any]
    found: dict[tuple[str, ...], dict[Any, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OneOfMany:
    """One of the objects that were written together."""

    pk: Any
    together: Together

    def read(self, node: Any, info: Any) -> Any:
        """The object with all that the request selects of it. Raises NotFound if the viewer sees none."""
        place = tuple(part for part in info.path.as_list() if isinstance(part, str))
        if place not in self.together.found:
            rows = loading.several(node, Q(pk__in=self.together.keys), info)
            self.together.found[place] = {row.pk: row for row in rows}
        if self.pk not in self.together.found[place]:
            raise NotFoundHere()
        return self.together.found[place][self.pk]


class Mutation:
    """One mutation; see the module. `raises` lists the domain's refusals, NOT_FOUND and INVALID_VALUE
    apart; `deprecated` says what to use instead, before a mutation is removed.

    `finds` says that its operation refuses ids which lead nowhere: then they are looked up only once it has
    refused something, which spares what succeeds a statement for each type.

    For the audit: `witnessed` says that its operation writes the entry itself, with what it does; `perform`
    gives it `recording.witness(...)`. `several` says why its operation makes several transactions, and is
    empty where it makes one; `reads` that it shows something and changes nothing; `known_by` by which
    columns, beside its id, an input names the row that is returned. `afterwards` is called once what was done
    is committed.
    """

    permission: ClassVar[Requirement]
    once: ClassVar[Once]
    raises: ClassVar[tuple[type[DomainError], ...]] = ()
    deprecated: ClassVar[Deprecated | None] = None
    finds: ClassVar[bool] = False
    witnessed: ClassVar[bool] = False
    several: ClassVar[str] = ""
    reads: ClassVar[bool] = False
    known_by: ClassVar[Mapping[str, str]] = {}
    input_type: ClassVar[Any]
    payload_type: ClassVar[Any]
    returned: ClassVar[Mapping[str, Any]]

    class Input:
        """What the mutation takes."""

    perform: ClassVar[Any]

    @staticmethod
    def afterwards() -> None:
        """What follows once it is committed: nothing, unless a mutation says otherwise."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        declared(cls.__dict__.get("permission"), owner=cls.__name__)
        if not cls.__doc__:
            raise TypeError(f"{cls.__name__} has no description")
        once = declared_once(cls.__dict__.get("once"), owner=cls.__name__)
        given = _mounted(cls.__dict__["Input"], graphene.InputField)
        cls.returned = _mounted(cls, graphene.Field)
        once.check(cls.__name__, set(given), cls.returned)
        if isinstance(once, Keyed) and cls.several:
            raise TypeError(f"{cls.__name__} makes several transactions, and a key is kept by one")
        cls.input_type = made_type(
            graphene.InputObjectType,
            f"{cls.__name__}Input",
            f"What `{cls.field_name()}` takes.",
            {**given, **once.inputs},
        )
        errors = graphene.List(
            graphene.NonNull(UserError), required=True, description="Empty when it was done."
        )
        cls.payload_type = made_type(
            graphene.ObjectType,
            f"{cls.__name__}Payload",
            f"What `{cls.field_name()}` answers.",
            {**cls.returned, "errors": errors},
        )
        _require_same_names(cls, set(given))

    @classmethod
    def field_name(cls) -> str:
        return cls.__name__[0].lower() + cls.__name__[1:]

    @classmethod
    def returned_nodes(cls) -> dict[str, Any]:
        """The types of the rows in its payload, by field."""
        return {name: field.node for name, field in _mounted(cls, Returned).items()}

    @classmethod
    def refusals(cls) -> tuple[type[DomainError], ...]:
        """What it may be refused with: by its operation, and by how it is done once."""
        return (*cls.raises, *cls.once.raises)

    @classmethod
    def field(cls) -> Field:
        """The field of the mutation root."""
        codes = [error.code for error in cls.refusals()]
        text = f"{inspect.cleandoc(cls.__doc__ or '')}\n\n{cls.once.told(cls._once_by())}"
        if codes:
            text += f"\n\nErrors: {', '.join(f'`{code}`' for code in codes)}."
        field = Field(
            cls.payload_type,
            text,
            permission=cls.permission,
            name=cls.field_name(),
            resolver=cls._resolve,
            deprecation_reason=cls.deprecated,
            input=graphene.Argument(cls.input_type, required=True, description="What it takes."),
        )
        field.mutation = cls
        return field

    @classmethod
    def _once_by(cls) -> str:
        return str(to_camel_case(getattr(cls.once, "field", "")))

    @classmethod
    def _resolve(cls, _root: None, info: Any, input: dict[str, Any]) -> Answered:
        done = cls.do(info.context, plain(input))
        if done.repeated:
            mark(info.context, info.path.as_list())
        return done.answered

    @classmethod
    def do(cls, context: Context, given: dict[str, Any]) -> Done:
        """Do it once, and answer the fields of the payload; what it refuses is among them, and changed
        nothing.
        """

        def work() -> Answered:
            # A copy, since ids are replaced in place, and what was said is what a key stands for.
            wanted = plain(given)
            unseen = _replace_ids(list(references(cls.input_type, wanted)), context, trusting=cls.finds)
            try:
                done = recorded(
                    cls, context, wanted, lambda: cls.perform(context, **valued(cls.input_type, wanted))
                )
            except DomainError:
                refuse(list(_missing(unseen, context)))
                raise
            return dict(done) if isinstance(done, Mapping) else dict.fromkeys(cls.returned, done)

        try:
            done = cls.once.do(
                work, operation=cls.field_name(), given=given, payload=cls.returned, context=context
            )
        except DomainError as error:
            _tell_if_undeclared(cls, error)
            return Done({"errors": list(Given(cls.input_type, given).refusals(error))})
        cls.afterwards()
        return Done({**done.answered, "errors": []}, done.repeated)

    @classmethod
    def do_many(
        cls, context: Context, rows: list[dict[str, Any]], perform_many: PerformMany
    ) -> Iterator[Done | None]:
        """Do rows together where that comes to the same, in their order; None for one to be done by
        itself.
        """
        wanted = [cls._translated(context, row) for row in rows]
        done = iter(perform_many(context, [one for one in wanted if one is not None]))
        for one in wanted:
            written = None if one is None else next(done)
            yield None if written is None else Done({**dict.fromkeys(cls.returned, written), "errors": []})

    @classmethod
    def _translated(cls, context: Context, row: dict[str, Any]) -> dict[str, Any] | None:
        """What `perform` is given; None where the row already says enough to refuse it."""
        wanted = plain(row)
        try:
            _replace_ids(list(references(cls.input_type, wanted)), context, trusting=cls.finds)
        except DomainError:
            return None
        return valued(cls.input_type, wanted)


Unseen: TypeAlias = Mapping[type[Node], Mapping[Any, list[Reference]]]
"""The ids of an input that nobody has looked up yet, by type and key."""


def _replace_ids(found: list[Reference], context: Context, *, trusting: bool = False) -> Unseen:
    """Put primary keys where global ids stand, and return the ids that were not looked up: where the caller
    is `trusting` and the viewer sees every row, those that are well-formed.

    Raises NotFound for an id that leads to nothing the viewer sees, SeveralRefusals for several.
    """
    errors: list[DomainError] = []
    unseen: dict[Any, dict[Any, list[Reference]]] = defaultdict(lambda: defaultdict(list))
    for reference in found:
        global_id = reference.holder[reference.slot]
        try:
            key = reference.decode(context.market)
        except NotFoundHere:
            errors.append(_not_found(reference, global_id))
            continue
        if reference.field.checked:
            unseen[reference.field.node][key].append(reference)
    for node in unseen:
        check(context.viewer, node.permission)
    if trusting and not errors and not any(node.visible(context.viewer) for node in unseen):
        return unseen
    refuse([*errors, *_missing(unseen, context)])
    return {}


def _missing(unseen: Unseen, context: Context) -> Iterator[NotFound]:
    """A refusal for each id that leads to nothing the viewer sees."""
    for node, by_key in unseen.items():
        seen = set(node.rows(context.viewer).filter(pk__in=list(by_key)).values_list("pk", flat=True))
        for key, asked in by_key.items():
            if key not in seen:
                yield from (_not_found(one, node.global_id(key, context.market)) for one in asked)


def _not_found(reference: Reference, global_id: str) -> NotFound:
    return NotFound(path=reference.path, kind=reference.field.node._meta.name, id=global_id)


def _tell_if_undeclared(mutation: type[Mutation], error: DomainError) -> None:
    for one in error.refusals if type(error) is SeveralRefusals else (error,):
        if not isinstance(one, (*mutation.refusals(), *ALWAYS)):
            log.warning("undeclared refusal", mutation=mutation.field_name(), code=one.code)


def _mounted(holder: type, kind: Any) -> dict[str, Any]:
    """The fields of a class body, in the order they were written."""
    return {
        name: value
        for base in reversed(holder.__mro__)
        for name, value in vars(base).items()
        if isinstance(value, kind)
    }


def made_type(base: Any, name: str, description: str, fields: dict[str, Any]) -> Any:
    """An object or input type of graphene, from its fields."""
    return type(name, (base,), {**fields, "Meta": type("Meta", (), {"description": description})})


def _require_same_names(mutation: type[Mutation], given: set[str]) -> None:
    taken = {
        name
        for name, parameter in inspect.signature(mutation.perform).parameters.items()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY
    }
    if taken != given:
        raise TypeError(
            f"{mutation.__name__}.perform takes {sorted(taken)}, and its Input gives {sorted(given)}"
        )
