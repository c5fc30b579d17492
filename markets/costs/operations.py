"""Writes of the costs: what was spent and what was earned, added and never changed."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, InvalidValue
from kernel.fingerprint import fingerprint
from markets.costs.models import OperatingCost, OtherIncome
from markets.costs.types import CostCategory, IncomeKind
from tenants.database.claims import claim


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
    month = month.replace(day=1)
    content = fingerprint(
        {"month": month, "category": category, "amount_minor": _something(amount_minor), "note": note}
    )
    recorded = OperatingCost.objects.filter(id=cost_id).first()
    if recorded is not None:
        _require_same(cost_id, bytes(recorded.fingerprint), content)
        return recorded
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
    month = month.replace(day=1)
    content = fingerprint(
        {"month": month, "kind": kind, "amount_minor": _something(amount_minor), "note": note}
    )
    recorded = OtherIncome.objects.filter(id=income_id).first()
    if recorded is not None:
        _require_same(income_id, bytes(recorded.fingerprint), content)
        return recorded
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


def _something(amount_minor: int) -> int:
    if amount_minor == 0:
        raise InvalidValue(field="amount_minor", reason="an amount is not nothing", path=("amount_minor",))
    return amount_minor


def _require_same(client_id: UUID, recorded: bytes, content: bytes) -> None:
    if recorded != content:
        raise CostIdReused(id=str(client_id))
