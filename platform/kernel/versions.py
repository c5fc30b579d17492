"""Compare-and-set: whoever replaces a row says which version of it he has read."""

from kernel.errors import DomainError


class VersionConflict(DomainError):
    """Somebody else changed it since it was read: read it again. Params: `expected`, `current`."""

    code = "VERSION_CONFLICT"
    messages = {
        "ar": "تغير هذا السجل بعد أن قرأته: توقعت الإصدار {expected} والإصدار الحالي {current}",
        "fr": "Quelqu'un l'a modifié depuis votre lecture : vous attendiez la version {expected}, "
        "c'est maintenant la {current}",
        "en": "It has been changed since you read it: you expected version {expected}, and it is {current}",
    }


def require_version(*, expected: int | None, current: int, field: str = "expected_version") -> None:
    """Raises VersionConflict unless the row, which the caller has locked, is the version that was expected.

    None expects nothing: for whoever does not replace what he has read, such as an import. `field` is where
    the caller says the version.
    """
    if expected is not None and expected != current:
        raise VersionConflict(path=(field,), expected=expected, current=current)
