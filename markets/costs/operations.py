"""Writes of the costs: what was spent and what was earned, added and never changed."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, InvalidValue
from kernel.fingerprint import fingerprint
from markets.costs.models import OperatingCost, OtherIncome
from markets.costs.types import CostCategory, IncomeKind
from tenants.database.claims import claim, done_before

# A hundred million dirhams: no market spends that in a month, and a slip of the keyboard soon does.
_HIGHEST_AMOUNT_MINOR = 10_000_000_000
_LONGEST_NOTE = 200


class CostIdReused(DomainError):
    """The id already stands for another cost or income. Params: `id`."""

    code = "COST_ID_REUSED"
    messages = {
        "ar": "المعرف {id} مستعمل لتكلفة أو مدخول آخر",
        "fr": "L'identifiant {id} désigne déjà une autre charge ou recette",
        "en": "The id {id} already stands for another cost or income",
    }


@transaction.atomic
def record_cost(
    *,
    cost_id: UUID,
    month: date,
    category: CostCategory,
    amount_minor: int,
    note: str = "",
    recorded_at: datetime,
    actor: str,
) -> OperatingCost:
    """Record money spent in the month of `month`, in centimes; a credit note is negative.

    The same id with the same content returns the first one. Raises InvalidValue, CostIdReused.
    """
    claim(cost_id)
    _refuse_odd(amount_minor, note)
    month = month.replace(day=1)
    content = fingerprint({"month": month, "category": category, "amount_minor": amount_minor, "note": note})
    recorded = OperatingCost.objects.filter(id=cost_id).first()
    if recorded is not None:
        _require_same(cost_id, bytes(recorded.fingerprint), content)
        return done_before(recorded)
    if OtherIncome.objects.filter(id=cost_id).exists():
        raise CostIdReused(id=str(cost_id))
    return OperatingCost.objects.create(
        id=cost_id,
        month=month,
        category=category,
        amount_minor=amount_minor,
        note=note,
        recorded_at=recorded_at,
        actor=actor,
        fingerprint=content,
    )


@transaction.atomic
def record_income(
    *,
    income_id: UUID,
    month: date,
    kind: IncomeKind,
    amount_minor: int,
    note: str = "",
    recorded_at: datetime,
    actor: str,
) -> OtherIncome:
    """Record money earned beside the fees in the month of `month`, in centimes; a correction is negative.

    The same id with the same content returns the first one. Raises InvalidValue, CostIdReused.
    """
    claim(income_id)
    _refuse_odd(amount_minor, note)
    month = month.replace(day=1)
    content = fingerprint({"month": month, "kind": kind, "amount_minor": amount_minor, "note": note})
    recorded = OtherIncome.objects.filter(id=income_id).first()
    if recorded is not None:
        _require_same(income_id, bytes(recorded.fingerprint), content)
        return done_before(recorded)
    if OperatingCost.objects.filter(id=income_id).exists():
        raise CostIdReused(id=str(income_id))
    return OtherIncome.objects.create(
        id=income_id,
        month=month,
        kind=kind,
        amount_minor=amount_minor,
        note=note,
        recorded_at=recorded_at,
        actor=actor,
        fingerprint=content,
    )


def _refuse_odd(amount_minor: int, note: str) -> None:
    if type(amount_minor) is not int or not 0 < abs(amount_minor) <= _HIGHEST_AMOUNT_MINOR:
        reason = f"an amount is not nothing, and at most {_HIGHEST_AMOUNT_MINOR} centimes"
        raise InvalidValue(field="amount_minor", reason=reason, path=("amount_minor",))
    if len(note) > _LONGEST_NOTE:
        reason = f"it has at most {_LONGEST_NOTE} characters"
        raise InvalidValue(field="note", reason=reason, path=("note",))


def _require_same(client_id: UUID, recorded: bytes, content: bytes) -> None:
    if recorded != content:
        raise CostIdReused(id=str(client_id))
