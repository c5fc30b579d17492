"""Refusals as a payload's `errors` tell them: in the caller's language, in the API's words, with the place in
the input.

The domain says `price_minor`, `cut_off` and a primary key; who calls the API knows `price`, `CUT_OFF` and the
id that was sent.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import graphene
from graphene.utils.str_converters import to_camel_case, to_snake_case

from api.base.inputs import Path, bare, is_input
from kernel.errors import LANGUAGES, DomainError, NotFound, SeveralRefusals

Language: Any = graphene.Enum(
    "Language",
    [(language.upper(), language) for language in LANGUAGES],
    description=lambda member: (
        "A language of the platform."
        if member is None
        else {"ar": "Arabic.", "fr": "French.", "en": "English."}[member.value]
    ),
)

# Params that hold a value of one of the API's enums, which are written in capitals there.
_ENUMS = frozenset({"current", "fields", "rail", "stage", "state", "status", "step", "wanted"})


@dataclass(frozen=True, slots=True)
class Refusal:
    """A domain error as a value: graphql-core raises every exception that a resolver returns. `path` is
    spelt as the API spells it, and `instead` are params that the API calls otherwise.
    """

    error: DomainError
    code: str
    path: tuple[str, ...]
    instead: Mapping[str, Any]


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
        return root.code

    @staticmethod
    def resolve_path(root: Refusal, _info: Any) -> tuple[str, ...]:
        return root.path

    @staticmethod
    def resolve_message(root: Refusal, info: Any, language: Any = None) -> str:
        asked = info.context.language if language is None else language.value
        return root.error.message(asked, **root.instead)

    @staticmethod
    def resolve_params(root: Refusal, _info: Any) -> list[dict[str, str]]:
        params = {**root.error.params, **root.instead}
        return [{"name": to_camel_case(name), "value": str(value)} for name, value in params.items()]


class Given:
    """What a mutation was given, to tell where in it a refusal points. `content` is the input as it was
    sent, ids and all.
    """

    __slots__ = ("content", "input_type")

    def __init__(self, input_type: Any, content: Mapping[str, Any]) -> None:
        self.input_type, self.content = input_type, content

    def refusals(self, error: DomainError) -> Iterator[Refusal]:
        """What an error tells: several things that are wrong, one by one; of a family that is a refusal of
        its own, each under the family's code.
        """
        if not isinstance(error, SeveralRefusals):
            yield self._refusal(error, _named(error), error.code)
        elif type(error) is SeveralRefusals:
            for one in error.refusals:
                yield from self.refusals(one)
        else:
            for one in error.refusals:
                yield self._refusal(one, [(*error.path, *path) for path in _named(one)], error.code)

    def _refusal(self, error: DomainError, named: Iterable[Path], code: str) -> Refusal:
        path = next((place for one in named if (place := self._place(one))), ())
        path = path or self._holding(error.params.get("id"))
        spelt = self._spelt(path)
        return Refusal(error, code, spelt, self._instead(error, path, spelt))

    def _place(self, path: Path) -> Path:
        """A path in the input, in its `details`, or in what was chosen of a `oneOf`; nothing where it leads
        into none of them.
        """
        if not path or path[0] in self.input_type._meta.fields:
            return path
        inside = self._inside((), self.input_type, self.content)
        return next(((*place, *path) for place, type_ in inside if path[0] in type_._meta.fields), ())

    def _inside(self, place: Path, type_: Any, content: Mapping[str, Any]) -> Iterator[tuple[Path, Any]]:
        for name, field in type_._meta.fields.items():
            inner, given = bare(field.type), content.get(name)
            chosen = name == "details" or any(getattr(one, "one_of", False) for one in (type_, inner))
            if chosen and is_input(inner) and isinstance(given, Mapping):
                yield (*place, name), inner
                yield from self._inside((*place, name), inner, given)

    def _holding(self, id_: Any) -> Path:
        """The field of an id that the caller made, such as `hold_id`."""
        return next(((name,) for name, value in self.content.items() if id_ and str(value) == str(id_)), ())

    def _spelt(self, path: Path) -> tuple[str, ...]:
        """A path in the API's spelling. Below a scalar, such as a text that is JSON, it stays as it is."""
        type_, found = self.input_type, []
        for step in path:
            if isinstance(step, int):
                found.append(str(step))
                continue
            inside = is_input(type_)
            found.append(to_camel_case(step) if inside else step)
            field = type_._meta.fields.get(step) if inside else None
            type_ = None if field is None else bare(field.type)
        return tuple(found)

    def _instead(self, error: DomainError, path: Path, spelt: tuple[str, ...]) -> dict[str, Any]:
        found: dict[str, Any] = {
            name: value.upper()
            for name, value in error.params.items()
            if name in _ENUMS and isinstance(value, str)
        }
        if isinstance(error, NotFound):
            found["kind"] = _type_name(str(error.params["kind"]))
            sent = self._at(path)
            if isinstance(sent, str):
                found["id"] = sent
        elif isinstance(field := error.params.get("field"), str):
            spellings = dict(zip(path, spelt, strict=True))
            parts = [_in_money(part) for part in field.split(".")]
            found["field"] = ".".join(spellings.get(part, to_camel_case(part)) for part in parts)
        return found

    def _at(self, path: Path) -> Any:
        value: Any = self.content if path else None
        for step in path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return None
        return value


def _named(error: DomainError) -> Iterator[Path]:
    """The places that an error may mean, the surest first. The domain's centimes, `price_minor`, are the
    input's money, `price`.
    """
    if error.path:
        yield tuple(_in_money(part) if isinstance(part, str) else part for part in error.path)
        return
    named = error.params.get("field", error.params.get("kind"))
    if isinstance(named, str) and named:
        yield tuple(_in_money(part) for part in named.split("."))
    if isinstance(error, NotFound):
        yield (f"{to_snake_case(_type_name(str(error.params['kind'])))}_id",)
    yield ()


def _in_money(name: str) -> str:
    return name.removesuffix("_minor")


def _type_name(kind: str) -> str:
    """The API's name of what the domain calls a `sale line`, a `card_payment` or a `Hold`."""
    return "".join(word[:1].upper() + word[1:] for word in kind.replace("_", " ").split())
