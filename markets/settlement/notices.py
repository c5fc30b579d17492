"""The events of the settlement: what readers of the log are told, and in which words."""

from markets.events.types import EventDraft
from markets.periods.models import Period
from markets.settlement.models import Payout, Statement


def period_sealed(period: Period) -> EventDraft:
    """A half-month was closed for good."""
    assert period.sealed_at is not None
    return EventDraft(
        name="period.sealed",
        subject_id=str(period.id),
        payload={"period": period.id, "imported": period.imported, "pay_on": period.pay_on.isoformat()},
        occurred_at=period.sealed_at,
        recorded_at=period.sealed_at,
    )


def statement_issued(statement: Statement) -> EventDraft:
    """A cooperative has its statement; amounts in centimes."""
    return EventDraft(
        name="statement.issued",
        subject_id=str(statement.id),
        payload={
            "period": statement.period_id,
            "cooperative": str(statement.cooperative_id),
            "net_minor": statement.net_minor,
            "payable_minor": statement.payable_minor,
            "carried_minor": statement.carried_minor,
        },
        occurred_at=statement.issued_at,
        recorded_at=statement.issued_at,
    )


def payout_paid(payout: Payout) -> EventDraft:
    """A statement was paid; the amount in centimes."""
    return EventDraft(
        name="payout.paid",
        subject_id=str(payout.id),
        payload={
            "statement": str(payout.statement_id),
            "cooperative": str(payout.statement.cooperative_id),
            "amount_minor": payout.amount_minor,
            "paid_on": payout.paid_on.isoformat(),
        },
        occurred_at=payout.recorded_at,
        recorded_at=payout.recorded_at,
    )
