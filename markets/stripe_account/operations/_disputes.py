"""Disputes, and the money that a customer's bank takes back while they last."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from kernel.halfmonth import business_date
from kernel.ids import new_id
from markets.events import operations as events
from markets.ledger import operations as ledger
from markets.ledger.models import Entry
from markets.ledger.types import EntryKind, PostingDraft, PostingKind, stripe_clearing, suspense
from markets.periods import operations as periods
from markets.periods.models import Period
from markets.stripe_account import queries, rules
from markets.stripe_account.gateways import Gateway
from markets.stripe_account.models import CardPayment, StripeDispute
from markets.stripe_account.operations._mirror import kept, to_look, until_kept
from markets.stripe_account.operations._payments import CURRENCY
from markets.stripe_account.types import DisputeStatus, RemoteDispute
from tenants.access import SYSTEM
from tenants.database.claims import claim


def refresh_dispute(
    *, stripe_id: str, refreshed_at: datetime, gateway: Gateway | None = None
) -> StripeDispute:
    """Mirror a dispute as Stripe has it now, and move what it withdrew or gave back. Event:
    `stripe_dispute.changed`.

    Withdrawn money goes from `stripe:clearing` to `suspense`, where it stays, also when the dispute is lost,
    until a person decides who bears it; money given back undoes that entry. Raises StripeNotConfigured,
    StripeRefused, StripeBusy, StripeUnreachable, NoOpenPeriod.
    """
    stripe = gateway or to_look()
    return until_kept(lambda: _attempt(stripe_id, stripe, refreshed_at))


def _attempt(stripe_id: str, gateway: Gateway, now: datetime) -> StripeDispute | None:
    before = StripeDispute.objects.filter(stripe_id=stripe_id).first()
    remote = gateway.dispute(stripe_id)
    changes = _columns(remote)
    with transaction.atomic():
        # A place in the open period comes before any row's lock, as it does for everybody who posts.
        period = periods.take_period(occurred_at=now)
        row = _added(stripe_id, changes, now) if before is None else before
        if row is None or (before is not None and not kept(before, changes, now=now)):
            return None
        _settle(row, remote, period, now)
        if before is None or before.status != changes["status"] or before.withdrawn != remote.withdrawn:
            _tell(row, remote, now)
    return StripeDispute.objects.get(stripe_id=stripe_id)


def _columns(remote: RemoteDispute) -> dict[str, Any]:
    return {
        "payment": CardPayment.objects.filter(stripe_id=remote.payment).first() if remote.payment else None,
        "payment_reference": remote.payment,
        "amount_minor": remote.amount,
        "currency": remote.currency,
        "reason": remote.reason[:60],
        "status": rules.word(DisputeStatus, remote.status, DisputeStatus.OTHER),
        "withdrawn": remote.withdrawn,
        "opened_at": remote.opened_at,
        "evidence_due_at": remote.evidence_due_at,
    }


def _added(stripe_id: str, changes: dict[str, Any], now: datetime) -> StripeDispute | None:
    """The new row, held by this transaction; None when somebody else has just added it."""
    row, created = StripeDispute.objects.get_or_create(
        stripe_id=stripe_id, defaults={**changes, "refreshed_at": now}
    )
    return row if created else None


def _settle(row: StripeDispute, remote: RemoteDispute, period: Period, now: datetime) -> None:
    """Let the ledger say what Stripe's balance says. Only money that a sale brought in is there to move."""
    claim(row.id)
    standing = _standing_entry(row)
    if remote.withdrawn and standing is None:
        if remote.currency != CURRENCY or not queries.is_sold_against(remote.payment):
            return
        _withdraw(row, remote, period, now)
    elif not remote.withdrawn and standing is not None:
        ledger.reverse(
            entry_id=new_id(),
            reverses_id=standing.id,
            period=period,
            occurred_at=now,
            recorded_at=now,
            business_date=business_date(now),
            actor=SYSTEM.id,
        )


def _standing_entry(row: StripeDispute) -> Entry | None:
    source_id = _source(row.id, row.withdrawals)
    return Entry.objects.filter(kind=EntryKind.DISPUTE, source_id=source_id, reversed_by__isnull=True).first()


def _source(dispute_id: UUID, number: int) -> UUID:
    """The source of the entry of each withdrawal; an appeal may bring another after money was given back."""
    return dispute_id if number <= 1 else uuid5(dispute_id, str(number))


def _withdraw(row: StripeDispute, remote: RemoteDispute, period: Period, now: datetime) -> None:
    number = row.withdrawals + 1
    StripeDispute.objects.filter(pk=row.pk).update(withdrawals=number)
    ledger.post(
        entry_id=new_id(),
        kind=EntryKind.DISPUTE,
        source_id=_source(row.id, number),
        period=period,
        occurred_at=remote.opened_at,
        recorded_at=now,
        business_date=business_date(remote.opened_at),
        actor=SYSTEM.id,
        postings=[
            PostingDraft(
                debit=suspense(),
                credit=stripe_clearing(),
                amount_minor=remote.amount,
                kind=PostingKind.ADJUSTMENT,
            )
        ],
    )


def _tell(row: StripeDispute, remote: RemoteDispute, now: datetime) -> None:
    events.append(
        name="stripe_dispute.changed",
        subject_id=str(row.id),
        payload={
            "stripe_id": row.stripe_id,
            "payment": remote.payment,
            "amount_minor": remote.amount,
            "status": remote.status,
            "withdrawn": remote.withdrawn,
        },
        occurred_at=now,
        recorded_at=now,
    )
