"""What the writes of people have in common: an id that the client made, said once or repeated word by
word.
"""

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model

from kernel.errors import DomainError, InvalidValue
from kernel.fingerprint import fingerprint
from tenants.database.claims import claim, done_before

LONGEST_TEXT = 2_000


class SettlementIdReused(DomainError):
    """The id already stands for other content. Params: `id`."""

    code = "SETTLEMENT_ID_REUSED"
    messages = {
        "ar": "المعرف {id} مستعمل لمضمون آخر",
        "fr": "L'identifiant {id} désigne déjà un autre contenu",
        "en": "The id {id} already stands for other content",
    }


Row = TypeVar("Row", bound=Model)


def repeated(model: type[Row], client_id: UUID, content: Mapping[str, Any]) -> tuple[Row | None, bytes]:
    """The row that this request repeats, or None for a new one; and the fingerprint to store with it.

    Holds the id until the transaction ends. Raises SettlementIdReused.
    """
    claim(client_id)
    said = fingerprint(content)
    row: Any = model._default_manager.filter(pk=client_id).first()
    if row is not None and bytes(row.fingerprint) != said:
        raise SettlementIdReused(path=("id",), id=str(client_id))
    return None if row is None else done_before(row), said


def words(text: str, field: str) -> str:
    """A text that somebody will read as a reason. Raises InvalidValue for none, or too much."""
    if not 0 < len(text.strip()) <= LONGEST_TEXT:
        reason = f"it has 1 to {LONGEST_TEXT} characters"
        raise InvalidValue(path=(field,), field=field, reason=reason)
    return text.strip()
