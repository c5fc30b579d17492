"""What a domain operation raises when it refuses: a stable code, and a message in three languages."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from string import Formatter
from typing import Any, ClassVar

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

    def message(self, language: str) -> str:
        """The refusal in `ar`, `fr` or `en`; any other language is answered in English."""
        known = language if language in LANGUAGES else "en"
        return self.messages[known].format(**self.wording(known))

    def wording(self, language: str) -> Mapping[str, Any]:
        """The params as a message of this language words them, for an error that has words to choose."""
        return self.params

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


class InvalidValue(DomainError):
    """An argument that no rule of its own explains better. Params: `field`, `reason` (in English)."""

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
        "ar": "لم يتم العثور على {kind} بالمعرف {id}",
        "fr": "Aucun élément {kind} avec l'identifiant {id}",
        "en": "There is no {kind} with the id {id}",
    }
