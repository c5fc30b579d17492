"""Reads of the market's Stripe account and its mirrors."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet, Sum

from kernel.errors import DomainError, NotFound
from markets.sales.models import Tender
from markets.sales.types import TenderKind
from markets.stripe_account import rules
from markets.stripe_account.models import (
    CardPayment,
    CardRefund,
    ConnectedAccount,
    StripeAccount,
    StripeDispute,
    StripeEvent,
    StripeRate,
)
from markets.stripe_account.types import Access, DisputeStatus, PaymentStatus, RefundStatus

API_KEY, WEBHOOK_SECRETS = "stripe api key", "stripe webhook secrets"
"""For what the key ring seals."""

# A refund that came to nothing no longer counts against what may be given back.
CAME_TO_NOTHING = (RefundStatus.FAILED, RefundStatus.CANCELED)
_RATES_SHOWN = 20
_PAYMENT_MAY_CHANGE = (
    PaymentStatus.REQUIRES_PAYMENT_METHOD,
    PaymentStatus.REQUIRES_CONFIRMATION,
    PaymentStatus.REQUIRES_ACTION,
    PaymentStatus.PROCESSING,
    PaymentStatus.REQUIRES_CAPTURE,
)
_REFUND_MAY_CHANGE = (RefundStatus.PENDING, RefundStatus.REQUIRES_ACTION)
_DISPUTE_IS_OVER = (
    DisputeStatus.WON,
    DisputeStatus.LOST,
    DisputeStatus.WARNING_CLOSED,
    DisputeStatus.PREVENTED,
)


class StripeNotConfigured(DomainError):
    """The market has no Stripe account. That is usual: Stripe opens none for Moroccan businesses."""

    code = "STRIPE_NOT_CONFIGURED"
    messages = {
        "ar": "لم يُضبط أي حساب سترايب لهذا السوق. لا تفتح سترايب حسابات للمقاولات المغربية: "
        "يدفع السوق عادة بملف بنكي",
        "fr": "Aucun compte Stripe n'est configuré pour ce marché. Stripe n'ouvre pas de compte aux "
        "entreprises marocaines : un marché paie d'ordinaire par fichier bancaire",
        "en": "No Stripe account is configured for this market. Stripe does not open accounts for Moroccan "
        "businesses: a market usually pays by bank file",
    }


class StripeNotEnabled(DomainError):
    """The account is known, and may not be used: the transfer of data abroad is not authorised, or it was
    switched off.
    """

    code = "STRIPE_NOT_ENABLED"
    messages = {
        "ar": "حساب سترايب لهذا السوق غير مفعل: سجل ترخيص اللجنة الوطنية لنقل المعطيات إلى الخارج ثم فعله",
        "fr": "Le compte Stripe de ce marché n'est pas activé : enregistrez l'autorisation de transfert de "
        "la CNDP, puis activez-le",
        "en": "The Stripe account of this market is not enabled: record the CNDP's authorisation to transfer "
        "data abroad, then enable it",
    }


def account_in_force() -> StripeAccount | None:
    """What was last said of the market's Stripe account; None when nothing was."""
    return StripeAccount.objects.order_by("-version").first()


def configured_account() -> StripeAccount:
    """The account, enabled or not. Raises StripeNotConfigured."""
    account = account_in_force()
    if account is None:
        raise StripeNotConfigured
    return account


def enabled_account() -> StripeAccount:
    """The account, ready to be used. Raises StripeNotConfigured, StripeNotEnabled."""
    account = configured_account()
    if account.enabled_at is None:
        raise StripeNotEnabled
    return account


def access_to(account: StripeAccount) -> Access:
    """The way in, unsealed. Raises kernel.keyring.BrokenSeal."""
    key = settings.KEYS.unseal(bytes(account.sealed_api_key), purpose=API_KEY, context=str(account.id))
    return Access(api_key=key.decode(), api_base=account.api_base)


def webhook_secrets_of(account: StripeAccount) -> Sequence[str]:
    """The secrets that sign the account's webhooks, unsealed. Raises kernel.keyring.BrokenSeal."""
    sealed = bytes(account.sealed_webhook_secrets)
    secrets: list[str] = json.loads(
        settings.KEYS.unseal(sealed, purpose=WEBHOOK_SECRETS, context=str(account.id))
    )
    return secrets


def connected_account(cooperative_id: UUID) -> ConnectedAccount | None:
    """A cooperative's account in Stripe, or None; without `stripe_id` while Stripe's answer is not known."""
    return ConnectedAccount.objects.filter(cooperative_id=cooperative_id).first()


def connected_accounts_of(cooperative_ids: Collection[UUID]) -> Mapping[UUID, ConnectedAccount]:
    """The accounts in Stripe of many cooperatives, by cooperative, where Stripe's answer is known."""
    found = connected_accounts().filter(cooperative_id__in=cooperative_ids)
    return {account.cooperative_id: account for account in found}


def rate_on(currency: str, day: date) -> int | None:
    """What a million of the currency's smallest units is worth in centimes on a day, as two people say it."""
    said = StripeRate.objects.filter(currency=currency, effective_from__lte=day)
    days = said.order_by("-effective_from").values_list("effective_from", flat=True).distinct()
    agreed = (rate_of_day(currency, one) for one in days)
    return next((rate for rate in agreed if rate is not None), None)


def rate_of_day(currency: str, effective_from: date) -> int | None:
    """What two people say of the rate from exactly this day on."""
    said = StripeRate.objects.filter(currency=currency, effective_from=effective_from)
    return rules.agreed_rate(
        list(said.order_by("said_at", "id").values_list("said_by", "centimes_per_million"))
    )


def rates_said() -> QuerySet[StripeRate]:
    """What people last said of rates, the latest first."""
    return StripeRate.objects.order_by("-said_at", "-id")[:_RATES_SHOWN]


def card_payment(payment_id: UUID) -> CardPayment:
    """One card payment. Raises NotFound."""
    found = CardPayment.objects.filter(pk=payment_id).first()
    if found is None:
        raise NotFound(kind="card_payment", id=str(payment_id))
    return found


def given_back_minor(payment: CardPayment) -> int:
    """What of a payment is given back, or being given back, in centimes."""
    alive = CardRefund.objects.filter(payment=payment).exclude(status__in=CAME_TO_NOTHING)
    return int(alive.aggregate(sum=Sum("amount_minor"))["sum"] or 0)


def is_sold_against(payment_reference: str) -> bool:
    """Whether a sale was paid with this PaymentIntent: only then is its money in the ledger."""
    paid = Tender.objects.filter(kind=TenderKind.STRIPE.value, reference=payment_reference)
    return bool(payment_reference) and paid.exists()


def waiting_events() -> QuerySet[StripeEvent]:
    """Webhooks that were not acted upon, oldest first by Stripe's clock."""
    return StripeEvent.objects.filter(processed_at__isnull=True).order_by("created_at", "id")


def connected_accounts() -> QuerySet[ConnectedAccount]:
    """Cooperatives whose account in Stripe is known."""
    return ConnectedAccount.objects.filter(stripe_id__isnull=False)


def payments_that_may_change() -> QuerySet[CardPayment]:
    return CardPayment.objects.filter(status__in=_PAYMENT_MAY_CHANGE, stripe_id__isnull=False)


def refunds_that_may_change() -> QuerySet[CardRefund]:
    return CardRefund.objects.filter(status__in=_REFUND_MAY_CHANGE, stripe_id__isnull=False)


def open_disputes() -> QuerySet[StripeDispute]:
    return StripeDispute.objects.exclude(status__in=_DISPUTE_IS_OVER)
