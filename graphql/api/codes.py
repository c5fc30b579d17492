"""The catalogue of codes: every error that a caller may meet, in one place, written to `docs/errors.md`.

It is read from the classes themselves. A refusal's docstring says what it means and names its params; its
messages stand on the class; which mutations answer it is what they declare.
"""

import importlib
import inspect
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from graphene.utils.str_converters import to_camel_case

from api.base.errors import UNRAISED, ApiError
from api.base.mutations import ALWAYS, Mutation
from kernel.errors import LANGUAGES, DomainError

Class = TypeVar("Class")
PATH = Path(__file__).resolve().parents[2] / "docs" / "errors.md"

_PACKAGES = ("kernel", "tenants", "shared_catalog", "markets", "api")
_PARAMS = re.compile(r"\s*Params:\s+(.+?)(?:\.|$)", re.DOTALL)
_LANGUAGES = {"ar": "العربية", "fr": "français", "en": "English"}
_HEAD = """# Errors

*Written by `tadamun schema`; do not edit.*

What a person can mend stands in the `errors` of a mutation's payload: a `code` that never changes, the `path`
in the input, a `message` in Arabic, French or English (by `Accept-Language`, or `message(language: AR)`), and
`params`, the values that the message speaks of. Several things that are wrong come as several errors. Nothing
was changed.

Everything else is a top-level error, with the code in `extensions.code`; its message is English and for
developers. Compare codes, never messages: their wording may change on any day.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A code, what it means, and where it is met. `mutations` is empty for what only files, other routes and
    the command line tell; `everywhere` is set for what any mutation may answer.
    """

    code: str
    meaning: str
    params: tuple[str, ...]
    messages: Mapping[str, str]
    slice: str
    mutations: tuple[str, ...]
    everywhere: bool


def top_level() -> Mapping[str, str]:
    """The codes of top-level errors with what they mean, in order."""
    found: dict[str, str] = dict(UNRAISED)
    for error in below(ApiError):
        if "code" in vars(error):
            meaning = _one_line(inspect.cleandoc(error.__doc__ or ""))
            found[error.code] = f"{found[error.code]} {meaning}" if error.code in found else meaning
    return dict(sorted(found.items()))


def refusals() -> Sequence[Code]:
    """The codes of refusals, in order."""
    _import_everything()
    answered = _mutations_by_error()
    found = [
        Code(
            code=error.code,
            meaning=_meaning(error),
            params=params_of(error),
            messages=error.messages,
            slice=_slice(error),
            mutations=tuple(sorted(answered.get(error, ()))),
            everywhere=error in ALWAYS,
        )
        for error in below(DomainError)
        if "code" in vars(error) and is_ours(error)
    ]
    return sorted(found, key=lambda one: one.code)


def params_of(error: type[DomainError]) -> tuple[str, ...]:
    """The params that the class's docstring names, in its order, as the API spells them."""
    said = _PARAMS.search(error.__doc__ or "")
    return tuple(to_camel_case(name) for name in re.findall(r"`(\w+)`", said[1])) if said else ()


def page() -> str:
    """The text of `docs/errors.md`."""
    known = refusals()
    lines = [_HEAD, "## Top-level codes\n", "| Code | Meaning |", "|---|---|"]
    lines += [f"| `{code}` | {meaning} |" for code, meaning in top_level().items()]
    lines += ["", "## Refusals", ""]
    by_slice: dict[str, list[Code]] = defaultdict(list)
    for one in known:
        by_slice[one.slice].append(one)
    for slice_ in sorted(by_slice):
        lines += [f"### {slice_}", ""]
        for one in by_slice[slice_]:
            lines += [*_section(one), ""]
    return "\n".join(lines).rstrip() + "\n"


def _section(one: Code) -> Iterator[str]:
    yield f"#### `{one.code}`"
    yield ""
    yield one.meaning
    yield ""
    if one.params:
        yield f"- Params: {_listed(one.params)}"
    for language in LANGUAGES:
        yield f"- {_LANGUAGES[language]}: {_spelt(one.messages[language])}"
    if one.everywhere:
        yield "- Any mutation may answer it."
    elif one.mutations:
        yield f"- Answered by {_listed(one.mutations)}"
    else:
        yield "- Told by files, other routes and the command line, or within another refusal."


def _spelt(message: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: f"`{to_camel_case(found[1])}`", message)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _meaning(error: type[DomainError]) -> str:
    return _one_line(_PARAMS.sub("", inspect.cleandoc(error.__doc__ or "")))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _slice(error: type[DomainError]) -> str:
    parts = error.__module__.split(".")
    return ".".join(parts[:2]) if parts[0] in ("markets", "shared_catalog", "tenants") else "everywhere"


def _mutations_by_error() -> Mapping[type[DomainError], list[str]]:
    found: dict[type[DomainError], list[str]] = defaultdict(list)
    for mutation in below(Mutation):
        if is_ours(mutation):
            for error in mutation.refusals():
                for one in (error, *below(error)):
                    found[one].append(mutation.field_name())
    return found


def below(class_: type[Class]) -> Iterator[type[Class]]:
    """All classes derived from a class."""
    for one in class_.__subclasses__():
        yield one
        yield from below(one)


def is_ours(class_: type) -> bool:
    """Whether a class is the program's, and not a test's."""
    return class_.__module__.split(".")[0] in _PACKAGES


@cache
def _import_everything() -> None:
    """Refusals exist once their module is imported, and not all of them are met by the API."""
    for name in _PACKAGES:
        package = importlib.import_module(name)
        for one in pkgutil.walk_packages(package.__path__, f"{name}."):
            if ".migrations" not in one.name:
                importlib.import_module(one.name)
