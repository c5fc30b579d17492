"""Card payments: asked for before the sale, completed by the customer, then named by the sale's tender."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, InvalidValue
from kernel.fingerprint import fingerprint
from markets.events import operations as events
from markets.stripe_account import queries, rules
from markets.stripe_account.gateways import Gateway, StripeRefused
from markets.stripe_account.models import CardPayment
from markets.stripe_account.operations._mirror import kept, to_act, to_look, until_kept
from markets.stripe_account.types import PaymentStatus, RemotePayment, Trial
from tenants.database.claims import claim, done_before, was_done_before

# Prices, sales and the ledger are in dirhams, and Stripe takes them from cards in dirhams too.
CURRENCY = "mad"
_HIGHEST_MINOR = 99_999_999
_LONGEST_DESCRIPTION = 200


class PaymentIdReused(DomainError):
    """The id already stands for another card payment. Params: `id`."""

    code = "CARD_PAYMENT_ID_REUSED"
    messages = {
        "ar": "المعرف {id} مستعمل لأداء آخر بالبطاقة",
        "fr": "L'identifiant {id} désigne déjà un autre paiement par carte",
        "en": "The id {id} already stands for another card payment",
    }


@dataclass(frozen=True, slots=True)
class CreatedPayment:
    """A payment and the secret with which the customer's browser completes it; the secret is stored
    nowhere.
    """

    payment: CardPayment
    client_secret: str = field(repr=False)


def create_card_payment(
    *, payment_id: UUID, amount_minor: int, description: str = "", requested_at: datetime, actor: str
) -> CreatedPayment:
    """Ask Stripe for a payment of so many centimes. The same request again finishes or repeats the first.

    Raises InvalidValue, PaymentIdReused, StripeNotConfigured, StripeNotEnabled, StripeRefused, StripeBusy,
    StripeUnreachable, StripeOutcomeUnknown.
    """
    if not 0 < amount_minor <= _HIGHEST_MINOR:
        raise InvalidValue(path=("amount",), field="amount", reason="an amount lies between 1 and 99999999")
    if len(description) > _LONGEST_DESCRIPTION:
        raise InvalidValue(path=("description",), field="description", reason="at most 200 characters")
    gateway = to_act()
    row = _requested(payment_id, amount_minor, description, requested_at, actor)
    _refuse_again(row)
    if row.stripe_id is not None:
        secret = gateway.payment(row.stripe_id).client_secret
    else:
        secret = _made(row, gateway, requested_at).client_secret
    payment = _refreshed(payment_id, gateway, requested_at)
    return CreatedPayment(done_before(payment) if was_done_before(row) else payment, secret)


def refresh_card_payment(
    *, stripe_id: str, refreshed_at: datetime, gateway: Gateway | None = None
) -> CardPayment | None:
    """Mirror a payment as Stripe has it now; None for one that is none of ours. Event:
    `card_payment.changed`.

    Raises StripeNotConfigured, StripeRefused, StripeBusy, StripeUnreachable.
    """
    row = CardPayment.objects.filter(stripe_id=stripe_id).first()
    return None if row is None else _refreshed(row.id, gateway or to_look(), refreshed_at)


@transaction.atomic
def _requested(
    payment_id: UUID, amount_minor: int, description: str, requested_at: datetime, actor: str
) -> CardPayment:
    """The row that says what is asked for, committed before Stripe is."""
    claim(payment_id)
    content = fingerprint({"amount_minor": amount_minor, "description": description})
    row = CardPayment.objects.filter(pk=payment_id).first()
    if row is not None:
        if bytes(row.fingerprint) != content:
            raise PaymentIdReused(path=("payment_id",), id=str(payment_id))
        return done_before(row)
    return CardPayment.objects.create(
        id=payment_id,
        amount_minor=amount_minor,
        currency=CURRENCY,
        description=description,
        status=PaymentStatus.REQUESTED,
        requested_at=requested_at,
        requested_by=actor,
        fingerprint=content,
    )


def _made(row: CardPayment, gateway: Gateway, now: datetime) -> RemotePayment:
    trial = Trial(reference=str(row.id), key=f"card-payment:{row.id}", first_at=row.requested_at, now=now)
    try:
        remote = gateway.create_payment(
            amount=row.amount_minor, currency=row.currency, description=row.description, trial=trial
        )
    except StripeRefused as refusal:
        kept(row, {"status": PaymentStatus.REFUSED, "error_code": refusal.stripe_code[:80]}, now=now)
        raise
    CardPayment.objects.filter(pk=row.pk, stripe_id__isnull=True).update(stripe_id=remote.id)
    return remote


def _refuse_again(row: CardPayment) -> None:
    if row.status == PaymentStatus.REFUSED:
        raise StripeRefused(stripe_code=row.error_code, reason="it was refused before")


def _refreshed(payment_id: UUID, gateway: Gateway, now: datetime) -> CardPayment:
    def attempt() -> CardPayment | None:
        row = queries.card_payment(payment_id)
        assert row.stripe_id is not None
        remote = gateway.payment(row.stripe_id)
        changes = _columns(remote) | _settled(row, remote, gateway)
        with transaction.atomic():
            if not kept(row, changes, now=now):
                return None
            if row.status != changes["status"]:
                _tell(row, changes, now)
        return queries.card_payment(payment_id)

    return until_kept(attempt)


def _columns(remote: RemotePayment) -> dict[str, Any]:
    return {
        "status": rules.word(PaymentStatus, remote.status, PaymentStatus.OTHER),
        "received_minor": remote.amount_received,
        "charge_id": remote.charge,
        "error_code": remote.error_code[:80],
    }


def _settled(row: CardPayment, remote: RemotePayment, gateway: Gateway) -> dict[str, Any]:
    """What the payment came to in the platform's currency, asked for once it has a charge."""
    assert row.stripe_id is not None
    if not remote.charge or row.settled_amount is not None:
        return {}
    entry = gateway.payment_entry(row.stripe_id)
    if entry is None:
        return {}
    return {
        "settled_amount": entry.amount,
        "settled_currency": entry.currency,
        "settled_fee": entry.fee,
        "exchange_rate": entry.exchange_rate[:30],
    }


def _tell(row: CardPayment, changes: dict[str, Any], now: datetime) -> None:
    events.append(
        name="card_payment.changed",
        subject_id=str(row.id),
        payload={
            "stripe_id": row.stripe_id,
            "amount_minor": row.amount_minor,
            "status": changes["status"].value,
        },
        occurred_at=now,
        recorded_at=now,
    )
