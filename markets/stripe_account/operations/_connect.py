"""Cooperatives as recipients in Stripe."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from kernel import identifiers
from kernel.errors import DomainError, InvalidValue, NotFound
from markets.events import operations as events
from markets.stripe_account import rules
from markets.stripe_account.gateways import Gateway, StripeRefused
from markets.stripe_account.models import ConnectedAccount
from markets.stripe_account.operations._mirror import kept, to_act, to_look, until_kept
from markets.stripe_account.types import Recipient, RemoteAccount, Trial
from shared_catalog.registry import queries as registry
from shared_catalog.registry import rules as registry_rules
from shared_catalog.registry.models import PayeeAccount
from tenants.database.claims import claim, done_before, was_done_before

COUNTRY, CURRENCY = "MA", "mad"
# Addresses that people return to after Stripe's questions; nothing is read from them.
_LONGEST_ADDRESS = 500


class CooperativeAlreadyConnected(DomainError):
    """A cooperative has one account in Stripe for each market. Params: `cooperative`."""

    code = "COOPERATIVE_ALREADY_CONNECTED"
    messages = {
        "ar": "للتعاونية {cooperative} حساب سترايب في هذا السوق",
        "fr": "La coopérative {cooperative} a déjà un compte Stripe dans ce marché",
        "en": "The cooperative {cooperative} already has a Stripe account in this market",
    }


class NoUsableAccount(DomainError):
    """Stripe pays on the bank account that the registry lets money go to, and there is none now. Params:
    `cooperative`, `standing`.
    """

    code = "NO_USABLE_ACCOUNT"
    messages = {
        "ar": "لا يوجد للتعاونية {cooperative} حساب بنكي يمكن الدفع إليه (حالته: {standing})",
        "fr": "La coopérative {cooperative} n'a pas de compte bancaire sur lequel payer (état : {standing})",
        "en": "The cooperative {cooperative} has no bank account that may be paid to (it stands: {standing})",
    }


class NotConnected(DomainError):
    """Whether Stripe made the account is not yet known: connect the cooperative again, with the same id.
    Params: `id`.
    """

    code = "STRIPE_NOT_CONNECTED"
    messages = {
        "ar": "لم يُعرف بعد حساب سترايب للربط {id}: أعد الربط بالمعرف نفسه",
        "fr": "Le compte Stripe de la liaison {id} n'est pas encore connu : relancez-la avec le même id",
        "en": "The Stripe account of connection {id} is not yet known: connect again with the same id",
    }


def connect_cooperative(
    *, connection_id: UUID, cooperative_id: UUID, bic: str, requested_at: datetime, actor: str
) -> ConnectedAccount:
    """Make the cooperative a recipient, paid on the bank account that the registry lets money go to.

    The same id again finishes what was begun. Raises InvalidValue, NotFound, StripeNotConfigured,
    StripeNotEnabled, NoUsableAccount, CooperativeAlreadyConnected, StripeRefused, StripeBusy,
    StripeOutcomeUnknown. Event: `connected_account.changed`.
    """
    if not rules.is_bic(bic):
        raise InvalidValue(path=("bic",), field="bic", reason="a bank's code has 8 or 11 characters")
    gateway = to_act()
    cooperative = registry.cooperative(cooperative_id)
    account = _usable_account(cooperative_id, requested_at)
    row = _requested(connection_id, cooperative_id, bic, requested_at, actor)
    if row.stripe_id is None:
        recipient = Recipient(
            country=COUNTRY,
            currency=CURRENCY,
            email=registry.contact_of(cooperative).email,
            holder=account.holder,
            iban=identifiers.iban(account.rib),
            bic=bic,
        )
        trial = Trial(
            reference=str(connection_id),
            key=f"connect:{connection_id}",
            first_at=row.requested_at,
            now=requested_at,
        )
        remote = gateway.create_recipient(recipient, trial=trial)
        ConnectedAccount.objects.filter(pk=row.pk, stripe_id__isnull=True).update(stripe_id=remote.id)
    connected = _refreshed(connection_id, gateway, requested_at)
    return done_before(connected) if was_done_before(row) else connected


def create_onboarding_link(*, connection_id: UUID, refresh_url: str, return_url: str) -> tuple[str, datetime]:
    """An address where the cooperative answers Stripe's questions, and until when it is good. Kept nowhere.

    Raises NotFound, NotConnected, InvalidValue, StripeNotConfigured, StripeNotEnabled, StripeRefused,
    StripeBusy, StripeUnreachable.
    """
    for field, address in (("refresh_url", refresh_url), ("return_url", return_url)):
        if not address.startswith(("https://", "http://")) or len(address) > _LONGEST_ADDRESS:
            raise InvalidValue(path=(field,), field=field, reason="it is an address that people can open")
    gateway = to_act()
    row = _connection(connection_id)
    if row.stripe_id is None:
        raise NotConnected(path=("connection_id",), id=str(connection_id))
    return gateway.onboarding_link(row.stripe_id, refresh_url=refresh_url, return_url=return_url)


def refresh_connected_account(
    *, stripe_id: str, refreshed_at: datetime, gateway: Gateway | None = None
) -> ConnectedAccount | None:
    """Mirror an account as Stripe has it now; None for one that is none of ours. Raises StripeBusy,
    StripeUnreachable, StripeNotConfigured.
    """
    row = ConnectedAccount.objects.filter(stripe_id=stripe_id).first()
    return None if row is None else _refreshed(row.id, gateway or to_look(), refreshed_at)


def _connection(connection_id: UUID) -> ConnectedAccount:
    row = ConnectedAccount.objects.filter(pk=connection_id).first()
    if row is None:
        raise NotFound(kind="connected_account", id=str(connection_id))
    return row


def _usable_account(cooperative_id: UUID, now: datetime) -> PayeeAccount:
    account = registry.payee_account(cooperative_id)
    standing = registry_rules.account_standing(account, now)
    if account is None or not standing.usable:
        raise NoUsableAccount(
            path=("cooperative_id",), cooperative=str(cooperative_id), standing=standing.standing.value
        )
    return account


@transaction.atomic
def _requested(
    connection_id: UUID, cooperative_id: UUID, bic: str, requested_at: datetime, actor: str
) -> ConnectedAccount:
    """The row that says what is asked for, committed before Stripe is."""
    claim(cooperative_id)
    row = ConnectedAccount.objects.filter(cooperative_id=cooperative_id).first()
    if row is None:
        if ConnectedAccount.objects.filter(pk=connection_id).exists():
            raise CooperativeAlreadyConnected(path=("connection_id",), cooperative=str(cooperative_id))
        return ConnectedAccount.objects.create(
            id=connection_id,
            cooperative_id=cooperative_id,
            bic=bic,
            country=COUNTRY,
            currency=CURRENCY,
            requested_at=requested_at,
            requested_by=actor,
        )
    if row.id != connection_id or row.bic != bic:
        raise CooperativeAlreadyConnected(path=("cooperative_id",), cooperative=str(cooperative_id))
    return done_before(row)


def _refreshed(connection_id: UUID, gateway: Gateway, now: datetime) -> ConnectedAccount:
    def attempt() -> ConnectedAccount | None:
        row = _connection(connection_id)
        changes = _seen(row, gateway)
        with transaction.atomic():
            if not kept(row, changes, now=now):
                return None
            _tell(row, changes, now)
        return _connection(connection_id)

    return until_kept(attempt)


def _seen(row: ConnectedAccount, gateway: Gateway) -> dict[str, Any]:
    """What Stripe says of the account; of one that it no longer lets us see, that it pays nothing."""
    assert row.stripe_id is not None
    try:
        return _columns(gateway.account(row.stripe_id))
    except StripeRefused as refusal:
        if not refusal.missing:
            raise
        return {"payouts_enabled": False, "disabled_reason": refusal.stripe_code}


def _columns(remote: RemoteAccount) -> dict[str, Any]:
    wanted = remote.requirements
    return {
        "country": remote.country,
        "currency": remote.currency,
        "payouts_enabled": remote.payouts_enabled,
        "details_submitted": remote.details_submitted,
        "payout_interval": remote.payout_interval,
        "bank_last4": remote.bank_last4,
        "capabilities": dict(remote.capabilities),
        "requirements": {
            "currently_due": list(wanted.currently_due),
            "eventually_due": list(wanted.eventually_due),
            "past_due": list(wanted.past_due),
            "pending_verification": list(wanted.pending_verification),
        },
        "disabled_reason": wanted.disabled_reason,
        "current_deadline": wanted.current_deadline,
    }


def _tell(row: ConnectedAccount, changes: dict[str, Any], now: datetime) -> None:
    told = ("payouts_enabled", "disabled_reason", "bank_last4")
    if row.refreshed_at is not None and all(getattr(row, name) == changes.get(name) for name in told):
        return
    events.append(
        name="connected_account.changed",
        subject_id=str(row.id),
        payload={
            "cooperative": str(row.cooperative_id),
            "payouts_enabled": changes["payouts_enabled"],
            "disabled_reason": changes["disabled_reason"],
        },
        occurred_at=now,
        recorded_at=now,
    )
