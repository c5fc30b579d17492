"""Mutations: one `input`, one domain call, and a payload with the object and the `errors` that a person
can mend.

A subclass is a declaration and a translation:

    class DeclareEligible(Mutation):
        '''Declare that a cooperative may be admitted to markets.'''

        permission = Permission.REGISTRY_DECIDE
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
payload has several fields.
"""

import inspect
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import graphene
import structlog
from django.db.models import Q
from graphene.utils.str_converters import to_camel_case

from api.base import loading
from api.base.errors import NotFound as NotFoundHere
from api.base.fields import Field, Resolver
from api.base.inputs import Path, Reference, bare, plain, references, valued
from api.base.nodes import ToNode
from api.base.permissions import Requirement, check, declared
from api.context import Context
from kernel.errors import LANGUAGES, DomainError, NotFound

log = structlog.get_logger(__name__)

Language: Any = graphene.Enum(
    "Language",
    [(language.upper(), language) for language in LANGUAGES],
    description=lambda member: (
        "A language of the platform."
        if member is None
        else {"ar": "Arabic.", "fr": "French.", "en": "English."}[member.value]
    ),
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A domain error as a value: graphql-core raises every exception that a resolver returns."""

    error: DomainError
    path: Path


class ErrorParam(graphene.ObjectType):
    """A value that an error's message speaks of."""

    name = graphene.String(required=True, description="Its name in the catalogue of errors.")
    value = graphene.String(required=True, description="The value, as text.")


class UserError(graphene.ObjectType):
    """Why a mutation changed nothing, and where in its input. Compare `code`; show `message`."""

    code = graphene.String(required=True, description="Stable, such as `ICE_TAKEN`; listed on each mutation.")
    path = graphene.List(
        graphene.NonNull(graphene.String),
        required=True,
        description='The way from `input` to what is wrong, such as `["lines", "2", "quantity"]`; '
        "empty for the whole.",
    )
    message = graphene.String(
        required=True,
        language=graphene.Argument(
            Language, description="The language; by the `Accept-Language` header when nothing is said."
        ),
        description="For people.",
    )
    params = graphene.List(
        graphene.NonNull(ErrorParam), required=True, description="The values that the message speaks of."
    )

    @staticmethod
    def resolve_code(root: Refusal, _info: Any) -> str:
        return root.error.code

    @staticmethod
    def resolve_path(root: Refusal, _info: Any) -> list[str]:
        return [to_camel_case(part) if isinstance(part, str) else str(part) for part in root.path]

    @staticmethod
    def resolve_message(root: Refusal, info: Any, language: Any = None) -> str:
        return root.error.message(info.context.language if language is None else language.value)

    @staticmethod
    def resolve_params(root: Refusal, _info: Any) -> list[dict[str, str]]:
        return [{"name": name, "value": str(value)} for name, value in root.error.params.items()]


class Returned(ToNode):
    """A payload's object, read back after the mutation with all that the request selects of it."""

    def __init__(self, node: Any, description: str, **options: Any) -> None:
        super().__init__(node, lambda: self.node, description, **options)

    def reader(self, resolve: Resolver) -> Resolver:
        def read(root: Any, info: Any) -> Any:
            written = resolve(root, info)
            return None if written is None else loading.one(self.node, Q(pk=written.pk), info)

        return read


class Mutation:
    """One mutation; see the module. `raises` lists the domain's refusals, NOT_FOUND and INVALID_VALUE
    apart; `deprecated` says what to use instead, before a mutation is removed.
    """

    permission: ClassVar[Requirement]
    raises: ClassVar[tuple[type[DomainError], ...]] = ()
    deprecated: ClassVar[str | None] = None
    input_type: ClassVar[Any]
    payload_type: ClassVar[Any]
    returns: ClassVar[tuple[str, ...]]

    class Input:
        """What the mutation takes."""

    perform: ClassVar[Any]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        declared(cls.__dict__.get("permission"), owner=cls.__name__)
        if not cls.__doc__:
            raise TypeError(f"{cls.__name__} has no description")
        given = _mounted(cls.__dict__["Input"], graphene.InputField)
        cls.returns = tuple(_mounted(cls, graphene.Field))
        cls.input_type = _type(
            graphene.InputObjectType, f"{cls.__name__}Input", f"What `{cls.field_name()}` takes.", given
        )
        errors = graphene.List(
            graphene.NonNull(UserError), required=True, description="Empty when it was done."
        )
        cls.payload_type = _type(
            graphene.ObjectType,
            f"{cls.__name__}Payload",
            f"What `{cls.field_name()}` answers.",
            {**_mounted(cls, graphene.Field), "errors": errors},
        )
        _require_same_names(cls, set(given))

    @classmethod
    def field_name(cls) -> str:
        return cls.__name__[0].lower() + cls.__name__[1:]

    @classmethod
    def field(cls) -> Field:
        """The field of the mutation root."""
        codes = [error.code for error in cls.raises]
        text = inspect.cleandoc(cls.__doc__ or "")
        if codes:
            text += f"\n\nErrors: {', '.join(f'`{code}`' for code in codes)}."
        return Field(
            cls.payload_type,
            text,
            permission=cls.permission,
            name=cls.field_name(),
            resolver=cls._resolve,
            deprecation_reason=cls.deprecated,
            input=graphene.Argument(cls.input_type, required=True, description="What it takes."),
        )

    @classmethod
    def _resolve(cls, _root: None, info: Any, input: dict[str, Any]) -> dict[str, Any]:
        context: Context = info.context
        given = plain(input)
        try:
            errors = _replace_ids(list(references(cls.input_type, given)), context)
            if errors:
                return {"errors": [Refusal(error, error.path) for error in errors]}
            done = cls.perform(context, **valued(cls.input_type, given))
        except DomainError as refusal:
            _tell_if_undeclared(cls, refusal)
            return {"errors": [Refusal(refusal, _path(cls, refusal))]}
        answered = done if isinstance(done, Mapping) else dict.fromkeys(cls.returns, done)
        return {**answered, "errors": []}


def _replace_ids(found: list[Reference], context: Context) -> list[NotFound]:
    """Put primary keys where global ids stand; one error for each that leads to nothing the viewer sees."""
    errors: list[NotFound] = []
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
    for node, by_key in unseen.items():
        check(context.viewer, node.permission)
        seen = set(node.rows(context.viewer).filter(pk__in=list(by_key)).values_list("pk", flat=True))
        for key, asked in by_key.items():
            if key not in seen:
                errors.extend(_not_found(one, node.global_id(key, context.market)) for one in asked)
    return errors


def _not_found(reference: Reference, global_id: str) -> NotFound:
    return NotFound(path=reference.path, kind=reference.field.node._meta.name, id=global_id)


def _path(mutation: type[Mutation], refusal: DomainError) -> Path:
    """Where the input is wrong: what the refusal names, in the input or in its `details`.

    The domain's centimes, `price_minor`, are the input's money, `price`.
    """
    named = refusal.params.get("field", refusal.params.get("kind"))
    path = refusal.path or (tuple(named.split(".")) if isinstance(named, str) else ())
    path = tuple(part.removesuffix("_minor") if isinstance(part, str) else part for part in path)
    given = mutation.input_type._meta.fields
    if not path or path[0] in given:
        return path
    details = given.get("details")
    known = details is not None and path[0] in bare(details.type)._meta.fields
    return ("details", *path) if known else ()


def _tell_if_undeclared(mutation: type[Mutation], refusal: DomainError) -> None:
    if not isinstance(refusal, mutation.raises) and refusal.code not in ("NOT_FOUND", "INVALID_VALUE"):
        log.warning("undeclared refusal", mutation=mutation.field_name(), code=refusal.code)


def _mounted(holder: type, kind: Any) -> dict[str, Any]:
    """The fields of a class body, in the order they were written."""
    return {
        name: value
        for base in reversed(holder.__mro__)
        for name, value in vars(base).items()
        if isinstance(value, kind)
    }


def _type(base: Any, name: str, description: str, fields: dict[str, Any]) -> Any:
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
