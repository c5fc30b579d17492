"""Stripe's JSON as our values."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from markets.stripe_account.types import (
    RemoteAccount,
    RemoteBookEntry,
    RemoteDispute,
    RemotePayment,
    RemotePayout,
    RemoteRefund,
    RemoteReversal,
    RemoteTransfer,
    Requirements,
)

Json = Mapping[str, Any]


def account(found: Json) -> RemoteAccount:
    """A connected account; `bank_last4` is that of the bank account it is paid on."""
    wanted = found.get("requirements") or {}
    due = {name: _names(wanted.get(name)) for name in ("currently_due", "eventually_due", "past_due")}
    schedule = ((found.get("settings") or {}).get("payouts") or {}).get("schedule") or {}
    banks = (found.get("external_accounts") or {}).get("data") or []
    used: Json = next((bank for bank in banks if bank.get("default_for_currency")), {})
    return RemoteAccount(
        id=found["id"],
        country=_text(found.get("country")),
        currency=_text(found.get("default_currency")),
        capabilities={name: str(state) for name, state in (found.get("capabilities") or {}).items()},
        requirements=Requirements(
            **due,
            pending_verification=_names(wanted.get("pending_verification")),
            disabled_reason=_text(wanted.get("disabled_reason")),
            current_deadline=_instant_or_none(wanted.get("current_deadline")),
        ),
        payouts_enabled=bool(found.get("payouts_enabled")),
        details_submitted=bool(found.get("details_submitted")),
        payout_interval=_text(schedule.get("interval")),
        bank_last4=_text(used.get("last4")),
        metadata=_metadata(found),
    )


def transfer(found: Json) -> RemoteTransfer:
    return RemoteTransfer(
        id=found["id"],
        amount=found["amount"],
        amount_reversed=found["amount_reversed"],
        currency=found["currency"],
        destination=_id(found.get("destination")),
        transfer_group=_text(found.get("transfer_group")),
        balance_transaction=_id(found.get("balance_transaction")),
        destination_payment=_id(found.get("destination_payment")),
        metadata=_metadata(found),
    )


def reversal(found: Json) -> RemoteReversal:
    return RemoteReversal(
        id=found["id"],
        amount=found["amount"],
        currency=found["currency"],
        transfer=_id(found.get("transfer")),
        balance_transaction=_id(found.get("balance_transaction")),
        metadata=_metadata(found),
    )


def payout(found: Json) -> RemotePayout:
    return RemotePayout(
        id=found["id"],
        amount=found["amount"],
        currency=found["currency"],
        status=found["status"],
        failure_code=_text(found.get("failure_code")),
        failure_message=_text(found.get("failure_message")),
        trace_id=_text((found.get("trace_id") or {}).get("value")),
        arrival_at=_instant(found["arrival_date"]),
        balance_transaction=_id(found.get("balance_transaction")),
        failure_balance_transaction=_id(found.get("failure_balance_transaction")),
        metadata=_metadata(found),
    )


def payment(found: Json) -> RemotePayment:
    return RemotePayment(
        id=found["id"],
        amount=found["amount"],
        amount_received=found.get("amount_received") or 0,
        currency=found["currency"],
        status=found["status"],
        client_secret=_text(found.get("client_secret")),
        charge=_id(found.get("latest_charge")),
        error_code=_text((found.get("last_payment_error") or {}).get("code")),
        metadata=_metadata(found),
    )


def refund(found: Json) -> RemoteRefund:
    return RemoteRefund(
        id=found["id"],
        amount=found["amount"],
        currency=found["currency"],
        status=_text(found.get("status")),
        failure_reason=_text(found.get("failure_reason")),
        payment=_id(found.get("payment_intent")),
        balance_transaction=_id(found.get("balance_transaction")),
        metadata=_metadata(found),
    )


def dispute(found: Json) -> RemoteDispute:
    """A dispute, with what its balance transactions did to the balance, fees apart."""
    moved = sum(entry["amount"] for entry in found.get("balance_transactions") or [])
    return RemoteDispute(
        id=found["id"],
        amount=found["amount"],
        currency=found["currency"],
        status=found["status"],
        reason=_text(found.get("reason")),
        charge=_id(found.get("charge")),
        payment=_id(found.get("payment_intent")),
        opened_at=_instant(found["created"]),
        evidence_due_at=_instant_or_none((found.get("evidence_details") or {}).get("due_by")),
        withdrawn=moved < 0,
    )


def book_entry(found: Json) -> RemoteBookEntry:
    return RemoteBookEntry(
        id=found["id"],
        amount=found["amount"],
        currency=found["currency"],
        exchange_rate="" if found.get("exchange_rate") is None else str(found["exchange_rate"]),
        fee=found["fee"],
        net=found["net"],
        kind=found["type"],
        source=_id(found.get("source")),
        available_at=_instant(found["available_on"]),
    )


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _id(value: Any) -> str:
    """The id of what may be an id or the object itself."""
    return _text(value["id"] if isinstance(value, dict) else value)


def _names(values: Sequence[str] | None) -> tuple[str, ...]:
    return tuple(map(str, values or ()))


def _metadata(found: Json) -> dict[str, str]:
    return {str(key): str(value) for key, value in (found.get("metadata") or {}).items()}


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _instant_or_none(seconds: int | None) -> datetime | None:
    return None if seconds is None else _instant(seconds)
