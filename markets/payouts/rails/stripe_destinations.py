"""To which connected account a cooperative's money goes, and whether it still may when it is sent."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID

from kernel.halfmonth import MARKET_ZONE, business_date
from markets.payouts.models import PayoutAttempt
from markets.payouts.rails.base import Destination, Unreachable
from markets.settlement.types import ReasonCode
from markets.stripe_account import operations as stripe_account
from markets.stripe_account import queries as stripe
from markets.stripe_account.gateways import Gateway
from markets.stripe_account.models import ConnectedAccount
from shared_catalog.registry import queries as registry
from shared_catalog.registry import rules as registry_rules
from shared_catalog.registry.models import PayeeAccount

_LAST = 4
_MANUAL = "manual"


def destinations(
    cooperative_ids: Collection[UUID], execution_on: date
) -> Mapping[UUID, Destination | Unreachable]:
    """Where each cooperative's money would go on that day, or why it cannot."""
    payees = registry.latest_payee_accounts(cooperative_ids)
    connected = stripe.connected_accounts_of(cooperative_ids)
    return {one: _destination(payees.get(one), connected.get(one), execution_on) for one in cooperative_ids}


def changed(attempt: PayoutAttempt, gateway: Gateway, at: datetime) -> Unreachable | None:
    """Why an approved attempt may no longer be sent: its account is not usable, not the same, or not paid any
    more, by the registry and by what Stripe says now; None while all is as it was approved.

    Raises StripeRefused, StripeBusy, StripeUnreachable.
    """
    cooperative_id = attempt.payout.statement.cooperative_id
    stripe_account.refresh_connected_account(stripe_id=attempt.destination, refreshed_at=at, gateway=gateway)
    now = destinations([cooperative_id], business_date(at))[cooperative_id]
    if isinstance(now, Unreachable):
        return now
    same = (now.account_id, now.destination) == (attempt.account_id, attempt.destination)
    return None if same else Unreachable("account_replaced")


def _destination(
    payee: PayeeAccount | None, connected: ConnectedAccount | None, execution_on: date
) -> Destination | Unreachable:
    # At the end of the day: an account that becomes usable on it can be paid to, as settlement has it.
    day_ends = datetime.combine(execution_on + timedelta(days=1), time.min, MARKET_ZONE)
    standing = registry_rules.account_standing(payee, day_ends)
    if payee is None or not standing.usable:
        code = ReasonCode.RECENT_ACCOUNT_CHANGE if standing.until else ReasonCode.NO_VERIFIED_ACCOUNT
        return Unreachable(code.value)
    if connected is None or connected.stripe_id is None:
        return Unreachable("no_connected_account")
    refusal = _refusal(connected, payee)
    if refusal:
        return Unreachable(refusal)
    return Destination(account_id=payee.id, holder=payee.holder, destination=connected.stripe_id)


def _refusal(connected: ConnectedAccount, payee: PayeeAccount) -> str:
    due = [connected.requirements.get(name) for name in ("currently_due", "past_due")]
    if any(due) or connected.disabled_reason.startswith("requirements"):
        return "requirements_due"
    transfers = connected.capabilities.get("transfers") == "active"
    if not connected.payouts_enabled or not transfers or connected.payout_interval != _MANUAL:
        return "payouts_disabled"
    if connected.bank_last4[-_LAST:] != payee.rib[-_LAST:]:
        # The IBAN that Stripe has ends as the RIB does.
        return "bank_account_differs"
    return ""
