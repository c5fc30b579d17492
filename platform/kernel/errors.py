"""What a domain operation raises when it refuses: a stable code, and a message in three languages."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from string import Formatter
from types import TracebackType
from typing import Any, ClassVar

from kernel import reasons

LANGUAGES = ("ar", "fr", "en")

_CODE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")


class DomainError(Exception):
    """A refusal: nothing was changed, and the caller can do something about it.

    `code` is what programs compare; `messages` are `str.format` templates over the params, one a language;
    `path` leads to the offending input (`("lines", 2, "quantity")`). Params are told to whoever made the
    call, so they never hold what that caller may not read (a full RIB, another market's rows).

    A subclass without a code or without the three languages is an error when its class is made. A family of
    errors that is only caught, never raised, is declared with `abstract=True`.
    """

    code: ClassVar[str]
    messages: ClassVar[Mapping[str, str]]

    def __init_subclass__(cls, *, abstract: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not abstract:
            _require_wording(cls)

    def __init__(self, *, path: Sequence[str | int] = (), **params: Any) -> None:
        self.path = tuple(path)
        self.params = params
        # Wording it at once makes a forgotten param fail where the error is raised, not where it is shown.
        super().__init__(self.message("en"))

    def message(self, language: str, **instead: Any) -> str:
        """The refusal in `ar`, `fr` or `en`; any other language is answered in English.

        `instead` are params that whoever asks calls otherwise: the API's name of a field, the id as it was
        sent.
        """
        known = language if language in LANGUAGES else "en"
        return self.messages[known].format(**{**self.wording(known), **instead})

    def wording(self, language: str) -> Mapping[str, Any]:
        """The params as a message of this language words them, for an error that has words to choose."""
        why = self.params.get("reason")
        return (
            {**self.params, "reason": reasons.worded(why, language)} if isinstance(why, str) else self.params
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(type(self), path=self.path, **self.params), ()


def _require_wording(error: type[DomainError]) -> None:
    code = getattr(error, "code", "")
    if not _CODE.fullmatch(code):
        raise TypeError(f"{error.__qualname__} needs a code in UPPER_SNAKE_CASE, not {code!r}")
    messages = getattr(error, "messages", {})
    if set(messages) != set(LANGUAGES):
        raise TypeError(f"{error.__qualname__} needs messages in exactly {', '.join(LANGUAGES)}")
    if len({_placeholders(messages[language]) for language in LANGUAGES}) != 1:
        raise TypeError(
            f"{error.__qualname__} has messages that do not use the same params in every language"
        )


def _placeholders(template: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name is not None)


class SeveralRefusals(DomainError):
    """More than one thing is wrong, and `refusals` tells each. Whoever answers a caller answers them one by
    one. Params: `count`, `first`.
    """

    code = "SEVERAL_REFUSALS"
    messages = {
        "ar": "عدد المشاكل {count}؛ أولها: {first}",
        "fr": "Problèmes : {count} ; le premier : {first}",
        "en": "Problems: {count}; the first: {first}",
    }

    def __init__(self, refusals: Sequence[DomainError]) -> None:
        self.refusals = tuple(refusals)
        super().__init__(count=len(self.refusals), first=self.refusals[0])

    def wording(self, language: str) -> Mapping[str, Any]:
        return {"count": len(self.refusals), "first": self.refusals[0].message(language)}

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.refusals,)


class Gathered:
    """Refusals of one call, gathered so that whoever made it hears of all of them at once:

        told = Gathered()
        with told:
            reason = words(reason, "reason")
        with told:
            require_later(review_on)
        told.refuse()

    What was refused is not known after its `with`, so nothing is done with it before `refuse`.
    """

    def __init__(self) -> None:
        self.found: list[DomainError] = []

    def __enter__(self) -> None:
        """A check begins."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if type(error) is SeveralRefusals:
            self.found.extend(error.refusals)
        elif isinstance(error, DomainError):
            self.found.append(error)
        return isinstance(error, DomainError)

    def refuse(self) -> None:
        """Raise what was found, if anything was."""
        refuse(self.found)


def refuse(found: Sequence[DomainError]) -> None:
    """Raise a single refusal as it is, several as SeveralRefusals, and none not at all."""
    if len(found) == 1:
        raise found[0]
    if found:
        raise SeveralRefusals(found)


class InvalidValue(DomainError):
    """An argument that no rule of its own explains better. Params: `field`, `reason`."""

    code = "INVALID_VALUE"
    messages = {
        "ar": "قيمة الحقل {field} غير صالحة: {reason}",
        "fr": "La valeur de {field} n'est pas valable : {reason}",
        "en": "The value of {field} is not valid: {reason}",
    }


class NotFound(DomainError):
    """Something that does not exist, or that the caller may not see. Params: `kind`, `id`."""

    code = "NOT_FOUND"
    messages = {
        "ar": "لا يوجد شيء بالمعرف {id}",
        "fr": "Rien n'a l'identifiant {id}",
        "en": "There is nothing with the id {id}",
    }
