"""Moving a half-month to its next state: each step is written down with who, when and by which permission."""

from datetime import datetime

from django.db import transaction

from kernel.errors import DomainError
from kernel.halfmonth import business_date
from markets.periods import queries, rules
from markets.periods.models import Period, PeriodTransition
from markets.periods.operations._calendar import extend_calendar
from markets.periods.operations._places import lock_to_cut_off
from markets.periods.types import PeriodState


class PeriodNotOver(DomainError):
    """A half-month is cut off after its end and the grace for offline tills. Params: `period`,
    `cut_off_at`.
    """

    code = "PERIOD_NOT_OVER"
    messages = {
        "ar": "لا يمكن إيقاف الفترة {period} قبل {cut_off_at}",
        "fr": "La quinzaine {period} ne peut être arrêtée avant le {cut_off_at}",
        "en": "Half-month {period} cannot be cut off before {cut_off_at}",
    }


class EarlierPeriodOpen(DomainError):
    """Half-months close in their order, since each opens with what the one before carried over.

    Params: `period`, `earlier`.
    """

    code = "EARLIER_PERIOD_OPEN"
    messages = {
        "ar": "لا يمكن إقفال الفترة {period} قبل الفترة {earlier}",
        "fr": "La quinzaine {period} ne peut être close avant la quinzaine {earlier}",
        "en": "Half-month {period} cannot close before half-month {earlier}",
    }


class WrongPeriodState(DomainError):
    """The half-month cannot pass to that state from the one it is in. Params: `period`, `state`, `wanted`."""

    code = "WRONG_PERIOD_STATE"
    messages = {
        "ar": "لا يمكن نقل الفترة {period} من الحالة {state} إلى الحالة {wanted}",
        "fr": "La quinzaine {period} ne peut pas passer de l'état {state} à l'état {wanted}",
        "en": "Half-month {period} cannot pass from {state} to {wanted}",
    }


@transaction.atomic
def cut_off(*, period_id: int, at: datetime, actor: str, permission: str) -> Period:
    """Let nothing land in a half-month any more: later facts go to the next one, with their true date.

    One that is cut off already is returned as it is. History may still be imported: its half-months do not
    keep this one open. Raises NotFound, PeriodNotOver, EarlierPeriodOpen, WrongPeriodState (an imported
    half-month is never cut off).
    """
    period = lock_to_cut_off(period_id=period_id)
    if period.imported:
        wanted = PeriodState.CUT_OFF.value
        raise WrongPeriodState(period=str(period), state=period.state, wanted=wanted)
    if period.state != PeriodState.OPEN:
        return period
    if at < period.cut_off_at:
        raise PeriodNotOver(period=str(period), cut_off_at=period.cut_off_at.isoformat())
    earlier = queries.periods().filter(id__lt=period.id, state=PeriodState.OPEN, imported=False).first()
    if earlier is not None:
        raise EarlierPeriodOpen(period=str(period), earlier=str(earlier))
    pass_to(period=period, wanted=PeriodState.CUT_OFF, at=at, actor=actor, permission=permission)
    extend_calendar(today=business_date(at))
    return period


def pass_to(
    *, period: Period, wanted: PeriodState, at: datetime, actor: str, permission: str, note: str = ""
) -> Period:
    """Move a locked period to its next state and write the step down. Raises WrongPeriodState.

    What the caller changed on the period is saved with it.
    """
    before = PeriodState(period.state)
    if not rules.may_follow(before, wanted, imported=period.imported):
        raise WrongPeriodState(period=str(period), state=before.value, wanted=wanted.value)
    period.state = wanted
    _note_instants(period, wanted, at, actor)
    period.save()
    PeriodTransition.objects.create(
        period=period, before=before, after=wanted, at=at, actor=actor, permission=permission, note=note
    )
    return period


def _note_instants(period: Period, state: PeriodState, at: datetime, actor: str) -> None:
    if state is PeriodState.SEALED and period.sealed_at is None:
        period.sealed_at, period.sealed_by = at, actor
    elif state is PeriodState.SEALED:  # a payment came back
        period.paid_at = period.reconciled_at = None
    elif state is PeriodState.PAID:
        period.paid_at = at
    elif state is PeriodState.RECONCILED:
        period.reconciled_at = at
