"""Digests, which are bytes: they travel as hexadecimal text."""

from typing import Any

import graphene

from api.base.fields import Derived
from kernel.errors import InvalidValue


class Digest(Derived):
    """A digest of one column of bytes, as hexadecimal text; null where there is none."""

    def __init__(self, description: str, column: str = "", **options: Any) -> None:
        super().__init__(
            graphene.String,
            f"{description} SHA-256, hexadecimal.",
            columns=(column,),
            compute=lambda digest: None if digest is None else bytes(digest).hex(),
            **options,
        )

    def bind(self, model: Any, name: str) -> None:
        self.columns = (self.columns[0] or name,)
        super().bind(model, name)
        if not model._meta.get_field(self.columns[0]).null:
            self._type = graphene.NonNull(graphene.String)


def digest_of(text: str, field: str) -> bytes:
    """The bytes that hexadecimal text stands for. Raises InvalidValue for other text."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise InvalidValue(path=(field,), field=field, reason="a digest is hexadecimal text") from None
