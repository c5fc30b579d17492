"""How a sale is paid, and how a refund is paid back. Amounts are centimes."""

from collections.abc import Sequence

from kernel.errors import DomainError
from kernel.money import round_cash
from markets.sales.types import MatchedTender, Payback, Payment, TenderKind, TenderRequest

# A hundred million dirhams and a long reference: what is beyond is a slip of the keyboard, not a payment.
HIGHEST_RECEIVED_MINOR = 10_000_000_000
LONGEST_REFERENCE = 120


class WrongTenders(DomainError):
    """The tenders do not pay what is charged, or one is not complete. Params: `reason`, `due_minor`."""

    code = "WRONG_TENDERS"
    messages = {
        "ar": "وسائل الأداء لا توافق المبلغ المستحق {due_minor} (سنتيم): {reason}",
        "fr": "Les moyens de paiement ne règlent pas les {due_minor} centimes dus : {reason}",
        "en": "The tenders do not pay the {due_minor} centimes due: {reason}",
    }


def match_tenders(tenders: Sequence[TenderRequest], *, total_minor: int) -> Payment:
    """Pay a total with these tenders: cards and Stripe what they say, cash the rest, rounded to 10 centimes.

    `rounding_minor` is what the market gains by the rounding, negative when it loses. Raises WrongTenders
    when the sum is not the total, cash is too little or not in coins, cash comes twice or is left nothing to
    pay, or a reference is missing.
    """
    cash = [tender for tender in tenders if tender.kind is TenderKind.CASH]
    rest_minor = total_minor - sum(
        _amount_of(tender, due_minor=total_minor) for tender in tenders if tender.kind is not TenderKind.CASH
    )
    if len(cash) > 1:
        raise _wrong(rest_minor, "cash is one tender")
    if not cash and rest_minor != 0:
        raise _wrong(rest_minor, "without cash the amounts add up to the total")
    if cash and rest_minor <= 0:
        raise _wrong(rest_minor, "the other tenders leave nothing to pay in cash")
    paid_in_cash_minor = round_cash(rest_minor)
    received_minor = _received(cash[0], due_minor=paid_in_cash_minor) if cash else 0
    return Payment(
        tenders=tuple(_matched(tender, cash_minor=paid_in_cash_minor) for tender in tenders),
        rounding_minor=paid_in_cash_minor - rest_minor,
        change_minor=received_minor - paid_in_cash_minor,
    )


def pay_back(amount_minor: int, *, kind: TenderKind, reference: str) -> Payback:
    """Hand back an amount by one tender; only cash is rounded. Raises WrongTenders without its reference."""
    _refuse_bad_reference(kind, reference, due_minor=amount_minor)
    paid_minor = round_cash(amount_minor) if kind is TenderKind.CASH else amount_minor
    return Payback(kind, paid_minor, amount_minor - paid_minor, reference.strip())


def _amount_of(tender: TenderRequest, *, due_minor: int) -> int:
    if tender.amount_minor is None or tender.amount_minor <= 0:
        raise _wrong(due_minor, f"{tender.kind} says a positive amount")
    if tender.received_minor is not None:
        raise _wrong(due_minor, f"{tender.kind} gives no change")
    _refuse_bad_reference(tender.kind, tender.reference, due_minor=due_minor)
    return tender.amount_minor


def _received(tender: TenderRequest, *, due_minor: int) -> int:
    received_minor = tender.received_minor
    if tender.amount_minor is not None or received_minor is None:
        raise _wrong(due_minor, "cash says what was received, and pays the rest")
    _refuse_bad_reference(tender.kind, tender.reference, due_minor=due_minor)
    if not 0 <= received_minor <= HIGHEST_RECEIVED_MINOR or round_cash(received_minor) != received_minor:
        raise _wrong(due_minor, "cash comes in coins of 10 centimes or more, and within reason")
    if received_minor < due_minor:
        raise _wrong(due_minor, "too little cash was received")
    return received_minor


def _refuse_bad_reference(kind: TenderKind, reference: str, *, due_minor: int) -> None:
    if kind is not TenderKind.CASH and not reference.strip():
        raise _wrong(due_minor, f"{kind} needs its reference")
    if len(reference.strip()) > LONGEST_REFERENCE:
        raise _wrong(due_minor, f"a reference has at most {LONGEST_REFERENCE} characters")


def _matched(tender: TenderRequest, *, cash_minor: int) -> MatchedTender:
    amount_minor = cash_minor if tender.kind is TenderKind.CASH else tender.amount_minor or 0
    received_minor = amount_minor if tender.received_minor is None else tender.received_minor
    return MatchedTender(tender.kind, amount_minor, received_minor, tender.reference.strip())


def _wrong(due_minor: int, reason: str) -> WrongTenders:
    return WrongTenders(path=("tenders",), due_minor=due_minor, reason=reason)
