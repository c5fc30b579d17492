"""What people say of payments that no machine reports: made by hand, or made before the market joined."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import InvalidValue, NotFound
from kernel.fingerprint import fingerprint
from kernel.halfmonth import business_date
from kernel.ids import new_id
from markets.figures import operations as figures
from markets.payouts import rules
from markets.payouts.hearing import ingest, post_payments
from markets.payouts.models import Payout, PayoutAttempt
from markets.payouts.operations._batches import WrongBatchState
from markets.payouts.types import (
    AttemptState,
    Hearing,
    PaidFrom,
    PayoutState,
    Rail,
    Report,
    ReportOutcome,
)
from markets.periods import operations as periods
from markets.periods.models import Period
from markets.periods.types import PeriodState
from markets.settlement.models import Statement


def confirm_by_hand(
    *, payout_id: UUID, evidence: str, paid_on: date, paid_from: PaidFrom, at: datetime, actor: str
) -> Payout:
    """Say that a payment by hand was made: by cheque or transfer (`bank`), or in cash, with what shows it.

    The same again is once. Raises InvalidValue, NotFound, WrongBatchState (it was not approved and handed
    out, or other evidence was given before), NoOpenPeriod.
    """
    if paid_on > business_date(at):
        raise InvalidValue(field="paid_on", reason="a payment is recorded once it is made", path=("paid_on",))
    if paid_from is PaidFrom.STRIPE:
        raise InvalidValue(field="paid_from", reason="by hand is by bank or in cash", path=("paid_from",))
    return _said_by_hand(
        payout_id, ReportOutcome.PAID, _required(evidence, "evidence"), paid_on, paid_from, at=at, actor=actor
    )


def reject_by_hand(*, payout_id: UUID, reason: str, at: datetime, actor: str) -> Payout:
    """Say that a payment by hand will not be made: the next batch takes it again.

    Raises InvalidValue, NotFound, WrongBatchState, NoOpenPeriod.
    """
    day = business_date(at)
    return _said_by_hand(
        payout_id, ReportOutcome.REJECTED, _required(reason, "reason"), day, PaidFrom.BANK, at=at, actor=actor
    )


def return_by_hand(*, payout_id: UUID, reason: str, returned_on: date, at: datetime, actor: str) -> Payout:
    """Say that a payment made by hand came back, such as a cheque that was not honoured: it is owed again,
    and the next batch takes it.

    The same again is once. Raises InvalidValue, NotFound, WrongBatchState (it was not paid), NoOpenPeriod.
    """
    if returned_on > business_date(at):
        early = "a return is recorded once it has happened"
        raise InvalidValue(path=("returned_on",), field="returned_on", reason=early)
    words = _required(reason, "reason")
    return _said_by_hand(
        payout_id, ReportOutcome.RETURNED, words, returned_on, PaidFrom.BANK, at=at, actor=actor
    )


@transaction.atomic
def record_past_payouts(*, period_id: int, evidence: str, at: datetime, actor: str) -> None:
    """Note that an imported, sealed half-month was paid on its pay day, before the market joined.

    Its payments are posted in the half-month itself. Paid already, nothing is changed. Raises NotFound,
    InvalidValue.
    """
    evidence = _required(evidence, "evidence")
    period = periods.lock_period(period_id=period_id)
    assert period.imported, "only history was paid before joining"
    if period.state == PeriodState.PAID:
        return
    payouts = [
        Payout(
            statement=statement,
            amount_minor=statement.payable_minor,
            rail=Rail.BEFORE_JOINING,
            state=PayoutState.PAID,
            paid_on=period.pay_on,
            evidence=evidence,
            created_at=at,
            created_by=actor,
        )
        for statement in Statement.objects.filter(period=period, payable_minor__gt=0).order_by("number")
    ]
    attempts = [_past_attempt(payout, period) for payout in payouts]
    Payout.objects.bulk_create(payouts)
    PayoutAttempt.objects.bulk_create(attempts)
    post_payments(attempts=attempts, paid_from={}, period=period, at=at, actor=actor)
    periods.pass_to(period=period, wanted=PeriodState.PAID, at=at, actor=actor, permission="system")
    figures.add_paid(period_id=period.id, amount_minor=sum(payout.amount_minor for payout in payouts))
    amounts = {payout.statement.cooperative_id: payout.amount_minor for payout in payouts}
    figures.add_paid_to(period_id=period.id, amounts=amounts)


def _past_attempt(payout: Payout, period: Period) -> PayoutAttempt:
    attempt_id = new_id()
    return PayoutAttempt(
        id=attempt_id,
        payout=payout,
        number=1,
        rail=Rail.BEFORE_JOINING,
        state=AttemptState.PAID,
        amount_minor=payout.amount_minor,
        end_to_end_id=rules.end_to_end_id(attempt_id),
        settled_on=period.pay_on,
    )


@transaction.atomic
def _said_by_hand(
    payout_id: UUID,
    outcome: ReportOutcome,
    words: str,
    day: date,
    paid_from: PaidFrom,
    *,
    at: datetime,
    actor: str,
) -> Payout:
    attempt = (
        PayoutAttempt.objects.filter(payout_id=payout_id, rail=Rail.MANUAL)
        .exclude(state=AttemptState.CANCELLED)
        .order_by("-number")
        .first()
    )
    if attempt is None:
        raise NotFound(path=("payout_id",), kind="Payout", id=payout_id)
    if outcome is ReportOutcome.RETURNED and attempt.state not in (AttemptState.PAID, AttemptState.RETURNED):
        raise WrongBatchState(batch=str(attempt.batch_id), state=attempt.state)
    said = fingerprint({"outcome": outcome, "words": words, "day": day, "from": paid_from}).hex()
    report = Report(
        end_to_end_id=attempt.end_to_end_id,
        outcome=outcome,
        source=f"by hand: {said}",
        happened_on=day,
        reference=words if outcome is ReportOutcome.PAID else "",
        reason_text="" if outcome is ReportOutcome.PAID else words,
        paid_from=paid_from,
    )
    heard = ingest(reports=[report], at=at, actor=actor)
    [(_, hearing)] = heard.hearings
    payout = Payout.objects.get(pk=payout_id)
    repeated = attempt.reports.filter(source=report.source, hearing=Hearing.APPLIED).exists()
    if hearing is not Hearing.APPLIED and not repeated:
        raise WrongBatchState(batch=str(attempt.batch_id), state=attempt.state)
    if hearing is Hearing.APPLIED and outcome is ReportOutcome.PAID:
        payout.evidence = words
        payout.save(update_fields=["evidence"])
    return payout


def _required(words: str, field: str) -> str:
    if not 0 < len(words.strip()) <= 2_000:
        reason = "what is said of a payment has 1 to 2000 characters"
        raise InvalidValue(field=field, reason=reason, path=(field,))
    return words.strip()
