"""The last step of a half-month: the bank confirms its payments, and nothing is left that nobody explains."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kernel.errors import DomainError, InvalidValue, NotFound
from markets.events import operations as events
from markets.periods import operations as periods
from markets.periods.models import Period
from markets.periods.types import PeriodState
from markets.reconciliation import booking, notices, queries, rules
from markets.reconciliation.models import Explanation
from markets.reconciliation.types import Kept, Unexplained

_SIGN = "reconciliation:sign"
_LONGEST = 4_000


class LinesNotMatched(DomainError):
    """Lines booked up to the pay day were never looked at: run the matching. Params: `count`."""

    code = "BANK_LINES_NOT_MATCHED"
    messages = {
        "ar": "عمليات بنكية لم تُطابق بعد، عددها {count}",
        "fr": "Des lignes de banque n'ont pas été rapprochées : {count}",
        "en": "Bank lines have not been matched yet: {count}",
    }


class PayoutsNotShown(DomainError):
    """Statements cover the days of these payments and do not show them; nobody can explain that away.

    Params: `count`, `first`.
    """

    code = "PAYOUTS_NOT_SHOWN"
    messages = {
        "ar": "دفعات لا تظهر في كشوف البنك لأيامها، عددها {count}؛ أولها {first}",
        "fr": "Des paiements manquent sur les relevés de leurs jours : {count} ; le premier : {first}",
        "en": "Payments are missing from the statements of their days: {count}; the first: {first}",
    }


class SuspenseOpen(DomainError):
    """Something is left unexplained up to the pay day, and nobody signed an explanation of exactly that.

    Params: `count`, `suspense_minor`, `unshown_minor`.
    """

    code = "SUSPENSE_OPEN"
    messages = {
        "ar": "بنود بلا تفسير موقع، عددها {count} (معلق {suspense_minor}، دفعات بلا كشف {unshown_minor})",
        "fr": "Reste sans explication : {count} (attente {suspense_minor}, sans relevé {unshown_minor})",
        "en": "Left without explanation: {count} (suspense {suspense_minor}, unshown {unshown_minor})",
    }


class NothingToExplain(DomainError):
    """Nothing of the half-month is left unexplained. Params: `period`."""

    code = "NOTHING_TO_EXPLAIN"
    messages = {
        "ar": "لا شيء في الفترة {period} يحتاج إلى تفسير",
        "fr": "Rien à expliquer dans la quinzaine {period}",
        "en": "Nothing of half-month {period} needs an explanation",
    }


class ExplanationOutdated(DomainError):
    """What is left is not what the signer saw. Params: `amount_minor`, `items`: what it is now."""

    code = "EXPLANATION_OUTDATED"
    messages = {
        "ar": "تغير ما يحتاج إلى تفسير: المبلغ الآن {amount_minor} في {items} بند",
        "fr": "Ce qui reste a changé : {amount_minor} centimes en {items} postes",
        "en": "What is left has changed: {amount_minor} centimes in {items} items",
    }


class OwnerSigns(DomainError):
    """Whoever owns an item does not sign its explanation: another person does."""

    code = "OWNER_SIGNS"
    messages = {
        "ar": "من كان مسؤولا عن بند معلق لا يوقع تفسيره: يلزم شخص آخر",
        "fr": "Qui est responsable d'un poste n'en signe pas l'explication : il faut une autre personne",
        "en": "Whoever owns an item does not sign its explanation: it takes somebody else",
    }


@transaction.atomic
def explain_suspense(
    *, period_id: int, amount_minor: int, items: int, text: str, at: datetime, actor: str
) -> Explanation:
    """Sign why a half-month leaves something unexplained: of so many items, with so many
    centimes in suspense.

    Raises InvalidValue, NotFound, NothingToExplain, ExplanationOutdated, OwnerSigns.
    """
    text = text.strip()
    if not 0 < len(text) <= _LONGEST:
        raise InvalidValue(path=("text",), field="text", reason=f"it has 1 to {_LONGEST} characters")
    booking.alone()
    period = Period.objects.filter(pk=period_id).first()
    if period is None:
        raise NotFound(path=("period_id",), kind="Period", id=period_id)
    left = queries.unexplained(period)
    if not left:
        raise NothingToExplain(period=str(period))
    if (_sum(left, Kept.SUSPENSE), len(left)) != (amount_minor, items):
        raise ExplanationOutdated(amount_minor=_sum(left, Kept.SUSPENSE), items=len(left))
    if any(one.owner == actor for one in left):
        raise OwnerSigns()
    explanation = Explanation.objects.create(
        period=period,
        amount_minor=amount_minor,
        unshown_minor=_sum(left, Kept.UNSHOWN_PAYMENT),
        items=items,
        text=text,
        digest=_digest(period, left, text),
        signed_at=at,
        signed_by=actor,
    )
    events.append_all(drafts=[notices.suspense_explained(explanation)])
    return explanation


@transaction.atomic
def reconcile_period(*, period_id: int, at: datetime, actor: str) -> Period:
    """Say that the bank confirms a paid half-month. One that is reconciled is returned as it is.

    Every payment that a statement covers is shown by a line; every line up to the pay day has its place, or
    what is left is explained by somebody who does not own it. Raises NotFound, WrongPeriodState,
    LinesNotMatched, PayoutsNotShown, SuspenseOpen.
    """
    booking.alone()
    period = periods.lock_period(period_id=period_id)
    if period.state == PeriodState.RECONCILED:
        return period
    if period.state != PeriodState.PAID:
        wanted = PeriodState.RECONCILED.value
        raise periods.WrongPeriodState(period=str(period), state=period.state, wanted=wanted)
    waiting = queries.open_lines_until(period.pay_on).count()
    if waiting:
        raise LinesNotMatched(count=waiting)
    _require_shown(period)
    note = _explained(period)
    periods.pass_to(
        period=period, wanted=PeriodState.RECONCILED, at=at, actor=actor, permission=_SIGN, note=note
    )
    events.append_all(drafts=[notices.period_reconciled(period, at)])
    return period


def _require_shown(period: Period) -> None:
    statements = queries.complete_statements()
    missing = [one for one in queries.unshown_payments_of(period) if queries.covered(one, statements)]
    if missing:
        raise PayoutsNotShown(count=len(missing), first=missing[0].end_to_end_id)


def _explained(period: Period) -> str:
    """What the step is written down with: nothing, or the explanation that covers all that is left."""
    left = queries.unexplained(period)
    if not left:
        return ""
    owners = {one.owner for one in left}
    for explanation in Explanation.objects.filter(period=period):
        signed = bytes(explanation.digest) == _digest(period, left, explanation.text)
        if signed and explanation.signed_by not in owners:
            return f"explained by {explanation.signed_by}: {bytes(explanation.digest).hex()}"
    raise SuspenseOpen(
        count=len(left),
        suspense_minor=_sum(left, Kept.SUSPENSE),
        unshown_minor=_sum(left, Kept.UNSHOWN_PAYMENT),
    )


def _sum(left: Sequence[Unexplained], kind: Kept) -> int:
    return sum(one.amount_minor for one in left if one.kind is kind)


def _digest(period: Period, left: Sequence[Unexplained], text: str) -> bytes:
    return rules.explanation_digest(
        period_id=period.id,
        amount_minor=_sum(left, Kept.SUSPENSE),
        text=text,
        items=[(one.kind.value, one.id, one.amount_minor) for one in left],
    )
