"""Giving card payments back, in whole or in part."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.fingerprint import fingerprint
from markets.events import operations as events
from markets.stripe_account import queries, rules
from markets.stripe_account.gateways import Gateway, StripeRefused
from markets.stripe_account.models import CardPayment, CardRefund
from markets.stripe_account.operations._mirror import kept, to_act, to_look, until_kept
from markets.stripe_account.types import PaymentStatus, RefundStatus, Trial
from tenants.database.claims import claim, done_before, was_done_before


class RefundIdReused(DomainError):
    """The id already stands for another refund of a card payment. Params: `id`."""

    code = "CARD_REFUND_ID_REUSED"
    messages = {
        "ar": "المعرف {id} مستعمل لإرجاع آخر",
        "fr": "L'identifiant {id} désigne déjà un autre remboursement",
        "en": "The id {id} already stands for another refund",
    }


class MoreThanPaid(DomainError):
    """Only what was received and is not yet given back can be given back. Params: `left_minor`."""

    code = "MORE_THAN_PAID"
    messages = {
        "ar": "لا يمكن إرجاع أكثر من {left_minor} سنتيم من هذا الأداء",
        "fr": "Il ne reste que {left_minor} centimes à rembourser sur ce paiement",
        "en": "Only {left_minor} centimes of this payment are left to give back",
    }


def refund_card_payment(
    *, refund_id: UUID, payment_id: UUID, amount_minor: int, requested_at: datetime, actor: str
) -> CardRefund:
    """Give so many centimes back to the card. The same request again finishes or repeats the first.

    Raises InvalidValue, NotFound, RefundIdReused, MoreThanPaid, StripeNotConfigured, StripeNotEnabled,
    StripeRefused, StripeBusy, StripeUnreachable, StripeOutcomeUnknown.
    """
    if amount_minor <= 0:
        raise InvalidValue(path=("amount",), field="amount", reason="a refund gives something back")
    gateway = to_act()
    payment = queries.card_payment(payment_id)
    row = _requested(refund_id, payment, amount_minor, requested_at, actor)
    if row.stripe_id is None and row.status == RefundStatus.FAILED:
        raise StripeRefused(stripe_code=row.failure_reason, reason="it was refused before")
    if row.stripe_id is None:
        _make(row, payment, gateway, requested_at)
    refund = _refreshed(refund_id, gateway, requested_at)
    return done_before(refund) if was_done_before(row) else refund


def refresh_card_refund(
    *, stripe_id: str, refreshed_at: datetime, gateway: Gateway | None = None
) -> CardRefund | None:
    """Mirror a refund as Stripe has it now; None for one that is none of ours. Event:
    `card_refund.changed`.

    Raises StripeNotConfigured, StripeRefused, StripeBusy, StripeUnreachable.
    """
    row = CardRefund.objects.filter(stripe_id=stripe_id).first()
    return None if row is None else _refreshed(row.id, gateway or to_look(), refreshed_at)


@transaction.atomic
def _requested(
    refund_id: UUID, payment: CardPayment, amount_minor: int, requested_at: datetime, actor: str
) -> CardRefund:
    """The row that says what is asked for, committed before Stripe is; it counts from then on."""
    claim(refund_id)
    content = fingerprint({"payment_id": payment.id, "amount_minor": amount_minor})
    row = CardRefund.objects.filter(pk=refund_id).first()
    if row is not None:
        if bytes(row.fingerprint) != content:
            raise RefundIdReused(path=("refund_id",), id=str(refund_id))
        return done_before(row)
    locked = CardPayment.objects.select_for_update().get(pk=payment.pk)
    paid = locked.received_minor if locked.status == PaymentStatus.SUCCEEDED else 0
    left_minor = paid - queries.given_back_minor(locked)
    if amount_minor > left_minor:
        raise MoreThanPaid(path=("amount",), left_minor=left_minor)
    return CardRefund.objects.create(
        id=refund_id,
        payment=locked,
        amount_minor=amount_minor,
        status=RefundStatus.REQUESTED,
        requested_at=requested_at,
        requested_by=actor,
        fingerprint=content,
    )


def _make(row: CardRefund, payment: CardPayment, gateway: Gateway, now: datetime) -> None:
    assert payment.stripe_id is not None, "what was received has an id in Stripe"
    trial = Trial(reference=str(row.id), key=f"card-refund:{row.id}", first_at=row.requested_at, now=now)
    try:
        remote = gateway.create_refund(payment_id=payment.stripe_id, amount=row.amount_minor, trial=trial)
    except StripeRefused as refusal:
        # It gives nothing back, so it no longer stands in the way of another.
        kept(row, {"status": RefundStatus.FAILED, "failure_reason": refusal.stripe_code[:80]}, now=now)
        raise
    CardRefund.objects.filter(pk=row.pk, stripe_id__isnull=True).update(stripe_id=remote.id)


def _refund(refund_id: UUID) -> CardRefund:
    row = CardRefund.objects.filter(pk=refund_id).first()
    if row is None:
        raise NotFound(kind="card_refund", id=str(refund_id))
    return row


def _refreshed(refund_id: UUID, gateway: Gateway, now: datetime) -> CardRefund:
    def attempt() -> CardRefund | None:
        row = _refund(refund_id)
        assert row.stripe_id is not None
        remote = gateway.refund(row.stripe_id)
        status = rules.word(RefundStatus, remote.status, RefundStatus.OTHER)
        changes = {"status": status, "failure_reason": remote.failure_reason[:80]}
        with transaction.atomic():
            if not kept(row, changes, now=now):
                return None
            if row.status != status:
                _tell(row, status, now)
        return _refund(refund_id)

    return until_kept(attempt)


def _tell(row: CardRefund, status: RefundStatus, now: datetime) -> None:
    events.append(
        name="card_refund.changed",
        subject_id=str(row.id),
        payload={
            "stripe_id": row.stripe_id,
            "payment": str(row.payment_id),
            "amount_minor": row.amount_minor,
            "status": status.value,
        },
        occurred_at=now,
        recorded_at=now,
    )
