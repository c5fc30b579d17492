"""How a mutation is repeated safely. Every mutation declares it: a client that lost an answer sends the
request again, and must know what then happens.

* `ClientMade("sale_id")`: an id that the client made becomes the row's; the operation itself answers the row
  that is there, and says so. It never expires.
* `KEYED`: an `idempotencyKey` in the input. The key's row is written in the operation's transaction, and the
  primary keys of what was answered with it; see `tenants.idempotency`.
* `Naturally("reason")`: doing it twice comes to the same as doing it once, and the reason says why.

What only repeats an earlier request is marked by its place in the answer, in `extensions.idempotency`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

import graphene
from django.db import transaction
from django.db.models import Model

from api.context import Context
from kernel.errors import DomainError, InvalidValue
from kernel.fingerprint import fingerprint
from markets.idempotency.models import MarketKey
from tenants.database.claims import was_done_before
from tenants.idempotency import operations as keys
from tenants.idempotency.models import IdempotencyKey
from tenants.idempotency.types import LONGEST_KEY, Asked

KEY = "idempotency_key"

Answered: TypeAlias = dict[str, Any]
"""By the payload's field, what the mutation answers."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a mutation answers, and whether an earlier request had done it."""

    answered: Answered
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """The object of an earlier answer: its primary key, and it is read anew."""

    pk: Any


@dataclass(frozen=True, slots=True)
class ClientMade:
    """`field` of the input is an id made by the client, under which the operation is done once."""

    field: str
    inputs: ClassVar[Mapping[str, graphene.InputField]] = {}
    raises: ClassVar[tuple[type[DomainError], ...]] = ()

    def told(self, field: str) -> str:
        """What the description says of it; `field` is the name on the wire."""
        return f"Once: by `{field}`, for ever."

    def check(self, owner: str, given: set[str], payload: Mapping[str, Any]) -> None:
        """Raises TypeError where the mutation cannot be repeated so."""
        if self.field not in given:
            raise TypeError(f"{owner} takes no {self.field}, by which it is done once")

    def do(self, work: Callable[[], Answered], **_asked: Any) -> Done:
        """Do it. No statement more than the operation's own: a sale is one of these."""
        answered = work()
        rows = [value for value in answered.values() if isinstance(value, Model)]
        return Done(answered, repeated=any(was_done_before(row) for row in rows))


@dataclass(frozen=True, slots=True)
class Keyed:
    """The input has an `idempotencyKey`, under which the mutation is done once."""

    inputs: ClassVar[Mapping[str, graphene.InputField]] = {
        KEY: graphene.InputField(
            graphene.String,
            required=True,
            description=f"Made by the caller, 1 to {LONGEST_KEY} characters: the same request again under "
            "the same key, within 30 days, is answered again and not done again.",
        )
    }
    raises: ClassVar[tuple[type[DomainError], ...]] = (keys.IdempotencyKeyReused,)

    def told(self, field: str) -> str:
        """What the description says of it."""
        return "Once: by `idempotencyKey`, for 30 days."

    def check(self, owner: str, given: set[str], payload: Mapping[str, Any]) -> None:
        """Raises TypeError where an answer could not be given again."""
        if plain := [name for name, field in payload.items() if not hasattr(field, "node")]:
            raise TypeError(f"{owner} answers {plain}, which are no rows: a key keeps primary keys only")

    def do(
        self,
        work: Callable[[], Answered],
        *,
        operation: str,
        given: dict[str, Any],
        payload: Mapping[str, Any],
        context: Context,
    ) -> Done:
        """Do it in one transaction with its key; or answer what was answered."""
        used = IdempotencyKey if context.market is None else MarketKey
        asked = _asked(operation, given, context)
        with transaction.atomic():
            known = keys.take(keys=used, asked=asked)
            if known is not None:
                return Done({name: _row(payload[name], pk) for name, pk in known.items()}, repeated=True)
            answered = work()
            said = {name: None if row is None else str(row.pk) for name, row in answered.items()}
            keys.keep(keys=used, asked=asked, answer=said)
            return Done(answered)


@dataclass(frozen=True, slots=True)
class Naturally:
    """Twice comes to the same as once, for a `reason` that stands in the description."""

    reason: str
    inputs: ClassVar[Mapping[str, graphene.InputField]] = {}
    raises: ClassVar[tuple[type[DomainError], ...]] = ()

    def told(self, field: str) -> str:
        """What the description says of it."""
        return f"Once: {self.reason}."

    def check(self, owner: str, given: set[str], payload: Mapping[str, Any]) -> None:
        """Raises TypeError without a reason."""
        if not self.reason:
            raise TypeError(f"{owner} does not say why twice is once")

    def do(self, work: Callable[[], Answered], **_asked: Any) -> Done:
        """Do it."""
        return Done(work())


Once: TypeAlias = ClientMade | Keyed | Naturally
KEYED = Keyed()
BY_STATE = Naturally("what is in that state already is refused by its state, and nothing changes")
AS_IT_IS = Naturally("what holds already is answered as it is")


def declared_once(once: Any, *, owner: str) -> Once:
    """A mutation's declaration. Raises TypeError without one."""
    if not isinstance(once, ClientMade | Keyed | Naturally):
        raise TypeError(f"{owner} does not declare how it is repeated safely: ClientMade, KEYED or Naturally")
    return once


def mark(context: Context, place: list[str | int]) -> None:
    """Say that the answer at this place repeats an earlier one."""
    context.extensions.setdefault("idempotency", []).append({"path": place, "replayed": True})


def _asked(operation: str, given: dict[str, Any], context: Context) -> Asked:
    key = given.pop(KEY)
    if not 0 < len(key) <= LONGEST_KEY:
        reason = f"a key has 1 to {LONGEST_KEY} characters"
        raise InvalidValue(path=(KEY,), field=KEY, reason=reason)
    return Asked(
        actor=context.viewer.id,
        key=key,
        operation=operation,
        content=fingerprint(given),
        at=context.now,
    )


def _row(field: Any, key: str | None) -> Known | None:
    return None if key is None else Known(field.node._meta.model._meta.pk.to_python(key))
