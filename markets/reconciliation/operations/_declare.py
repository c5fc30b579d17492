"""What staff declare: what a card terminal took in a day, and cash carried to the bank. Nothing is posted:
the ledger moves when the bank shows it.
"""

from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.fingerprint import fingerprint
from kernel.halfmonth import business_date
from markets.reconciliation import booking
from markets.reconciliation.models import CardBatch, CashDeposit, Match
from markets.reconciliation.types import TargetKind
from markets.tills.models import Till
from tenants.database.claims import claim, done_before
from tenants.personal.types import FORGOTTEN

Declared = TypeVar("Declared", CardBatch, CashDeposit)

# A hundred million dirhams: what is more is a slip of the keyboard.
_MOST_MINOR = 10_000_000_000
_LONGEST = 120


class ReconciliationIdReused(DomainError):
    """The id already stands for another declaration. Params: `id`."""

    code = "RECONCILIATION_ID_REUSED"
    messages = {
        "ar": "المعرف {id} مستعمل لتصريح آخر",
        "fr": "L'identifiant {id} désigne déjà une autre déclaration",
        "en": "The id {id} already stands for another declaration",
    }


class DeclarationMatched(DomainError):
    """The bank shows what was declared, so it is not withdrawn. Params: `id`."""

    code = "DECLARATION_MATCHED"
    messages = {
        "ar": "التصريح {id} مطابق لكشف البنك ولا يمكن سحبه",
        "fr": "La déclaration {id} est confirmée par la banque et ne se retire plus",
        "en": "The bank shows declaration {id}, so it cannot be withdrawn",
    }


@transaction.atomic
def declare_card_batch(
    *,
    batch_id: UUID,
    business_date_of: date,
    payments: int,
    amount_minor: int,
    reference: str = "",
    expected_fee_minor: int = 0,
    till_id: UUID | None = None,
    at: datetime,
    actor: str,
) -> CardBatch:
    """Say what a card terminal took on a day, and what its acquirer should keep of it. The same again is
    once.

    Raises InvalidValue, NotFound (the till), ReconciliationIdReused.
    """
    _check(business_date_of, amount_minor, reference, at)
    if payments < 1:
        raise InvalidValue(path=("payments",), field="payments", reason="a batch holds a payment")
    if not 0 <= expected_fee_minor < amount_minor:
        reason = "a fee is less than what it is taken of"
        raise InvalidValue(path=("expected_fee_minor",), field="expected_fee_minor", reason=reason)
    said = fingerprint(
        {
            "kind": TargetKind.CARD_BATCH,
            "day": business_date_of,
            "payments": payments,
            "amount_minor": amount_minor,
            "reference": reference,
            "fee_minor": expected_fee_minor,
            "till": till_id,
        }
    )
    known = _known(CardBatch, batch_id, said)
    if known is not None:
        return known
    if till_id is not None and not Till.objects.filter(pk=till_id).exists():
        raise NotFound(path=("till_id",), kind="Till", id=till_id)
    return CardBatch.objects.create(
        id=batch_id,
        business_date=business_date_of,
        till_id=till_id,
        payments=payments,
        amount_minor=amount_minor,
        expected_fee_minor=expected_fee_minor,
        reference=reference,
        declared_at=at,
        declared_by=actor,
        fingerprint=said,
    )


@transaction.atomic
def declare_cash_deposit(
    *,
    deposit_id: UUID,
    business_date_of: date,
    amount_minor: int,
    reference: str = "",
    carried_by: str,
    at: datetime,
    actor: str,
) -> CashDeposit:
    """Say that cash was carried to the bank. The same again is once. Raises InvalidValue,
    ReconciliationIdReused.
    """
    _check(business_date_of, amount_minor, reference, at)
    if not 0 < len(carried_by.strip()) <= 100:
        reason = "somebody carried it, in 1 to 100 characters"
        raise InvalidValue(path=("carried_by",), field="carried_by", reason=reason)
    said = fingerprint(
        {
            "kind": TargetKind.CASH_DEPOSIT,
            "day": business_date_of,
            "amount_minor": amount_minor,
            "reference": reference,
            "carried_by": carried_by,
        }
    )
    known = _known(CashDeposit, deposit_id, said)
    if known is not None:
        return known
    return CashDeposit.objects.create(
        id=deposit_id,
        business_date=business_date_of,
        amount_minor=amount_minor,
        reference=reference,
        carried_by=carried_by.strip(),
        declared_at=at,
        declared_by=actor,
        fingerprint=said,
    )


@transaction.atomic
def withdraw_card_batch(*, batch_id: UUID, at: datetime, actor: str) -> CardBatch:
    """Take back a batch that was declared in error. Twice is once. Raises NotFound, DeclarationMatched."""
    return _withdraw(CardBatch, TargetKind.CARD_BATCH, batch_id, at=at, actor=actor)


@transaction.atomic
def withdraw_cash_deposit(*, deposit_id: UUID, at: datetime, actor: str) -> CashDeposit:
    """Take back a deposit that was declared in error. Twice is once. Raises NotFound, DeclarationMatched."""
    return _withdraw(CashDeposit, TargetKind.CASH_DEPOSIT, deposit_id, at=at, actor=actor)


def _check(day: date, amount_minor: int, reference: str, at: datetime) -> None:
    if day > business_date(at):
        raise InvalidValue(path=("business_date",), field="business_date", reason="it lies in the future")
    if not 0 < amount_minor <= _MOST_MINOR:
        reason = f"it is more than nothing and at most {_MOST_MINOR}"
        raise InvalidValue(path=("amount_minor",), field="amount_minor", reason=reason)
    if len(reference) > _LONGEST:
        raise InvalidValue(path=("reference",), field="reference", reason=f"at most {_LONGEST} characters")


def _known(model: type[Declared], key: UUID, said: bytes) -> Declared | None:
    """What the id stands for already. A batch and a deposit never share one."""
    claim(key)
    for kind in (CardBatch, CashDeposit):
        known = kind.objects.filter(pk=key).first()
        if known is None:
            continue
        if isinstance(known, model) and bytes(known.fingerprint) == said:
            return done_before(known)
        raise ReconciliationIdReused(path=("id",), id=str(key))
    return None


def _withdraw(model: type[Declared], kind: TargetKind, key: UUID, *, at: datetime, actor: str) -> Declared:
    booking.alone()
    found = model.objects.filter(pk=key).first()
    if found is None:
        raise NotFound(kind=model.__name__, id=key)
    if Match.objects.filter(kind=kind, target_id=key).exists():
        raise DeclarationMatched(id=str(key))
    if found.withdrawn_at is None:
        found.withdrawn_at, found.withdrawn_by = at, actor
        found.save(update_fields=["withdrawn_at", "withdrawn_by"])
    return found


@transaction.atomic
def forget_carriers(*, before: datetime, now: datetime) -> int:
    """Make who carried cash unrecognisable where it was declared before an instant; returns of how many
    deposits.
    """
    over = CashDeposit.objects.filter(declared_at__lt=before).exclude(carried_by=FORGOTTEN)
    return over.update(carried_by=FORGOTTEN)
