"""From the end of a half-month to the money: the steps that two people take, as a market takes them."""

from datetime import date, datetime, timedelta
from uuid import UUID

from kernel.halfmonth import HalfMonth, business_date
from kernel.ids import new_id
from markets.payouts import operations as payouts
from markets.payouts.models import Payout, PayoutBatch
from markets.payouts.types import PaidFrom, Rail
from markets.periods import operations as periods
from markets.periods.models import Period
from markets.settlement import operations as settlement
from markets.settlement import queries
from markets.settlement.models import Statement

ACCOUNTANT, MANAGER = "person:nadia", "person:amina"
"""Who prepares, and who approves."""


def review_half_month(half_month: HalfMonth, *, at: datetime | None = None) -> Period:
    """Cut a half-month off once its grace is over, and let the accountant begin its review."""
    at = at or Period.objects.get(pk=half_month.key).cut_off_at
    periods.cut_off(period_id=half_month.key, at=at, actor=ACCOUNTANT, permission="periods:close")
    return settlement.start_review(period_id=half_month.key, at=at, actor=ACCOUNTANT)


def approve_half_month(half_month: HalfMonth, *, at: datetime) -> Period:
    """Let the manager approve what would be issued now."""
    digest = queries.review_of(Period.objects.get(pk=half_month.key)).digest
    return settlement.approve_period(period_id=half_month.key, digest=digest, at=at, actor=MANAGER)


def close_half_month(half_month: HalfMonth, *, at: datetime | None = None) -> Period:
    """All steps up to the seal, at one instant: when the grace is over unless said otherwise."""
    period = Period.objects.get(pk=half_month.key)
    if period.is_closed:
        return settlement.seal_period(period_id=half_month.key, at=at or period.cut_off_at, actor=ACCOUNTANT)
    at = at or period.cut_off_at
    review_half_month(half_month, at=at)
    approve_half_month(half_month, at=at)
    return settlement.seal_period(period_id=half_month.key, at=at, actor=ACCOUNTANT)


def send_batch(
    *,
    rail: Rail = Rail.MANUAL,
    at: datetime,
    batch_id: UUID | None = None,
    period_id: int | None = None,
    statement_ids: tuple[UUID, ...] = (),
    execution_on: date | None = None,
) -> PayoutBatch:
    """Prepare a batch, have it approved by the manager, and hand it to its rail."""
    batch = approved_batch(
        rail=rail,
        at=at,
        batch_id=batch_id,
        period_id=period_id,
        statement_ids=statement_ids,
        execution_on=execution_on,
    )
    return payouts.submit_batch(batch_id=batch.id, at=at, actor="worker")


def approved_batch(
    *,
    rail: Rail = Rail.MANUAL,
    at: datetime,
    batch_id: UUID | None = None,
    period_id: int | None = None,
    statement_ids: tuple[UUID, ...] = (),
    execution_on: date | None = None,
) -> PayoutBatch:
    """Prepare a batch and have it approved by the manager."""
    batch = payouts.prepare_batch(
        batch_id=batch_id or new_id(),
        rail=rail,
        execution_on=execution_on or business_date(at) + timedelta(days=1),
        period_id=period_id,
        statement_ids=statement_ids,
        at=at,
        actor=ACCOUNTANT,
    )
    return payouts.approve_batch(
        batch_id=batch.id, digest=bytes(batch.digest), network=False, at=at, actor=MANAGER
    )


def pay_by_hand(
    statement: Statement,
    *,
    at: datetime,
    evidence: str = "virement 2026-118",
    paid_on: date | None = None,
    paid_from: PaidFrom = PaidFrom.BANK,
) -> Payout:
    """Pay one statement by the manual rail, from the batch to the evidence."""
    send_batch(at=at, statement_ids=(statement.id,))
    return payouts.confirm_by_hand(
        payout_id=Payout.objects.get(statement=statement).id,
        evidence=evidence,
        paid_on=paid_on or business_date(at),
        paid_from=paid_from,
        at=at,
        actor=ACCOUNTANT,
    )
