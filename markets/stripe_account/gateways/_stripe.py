"""The gateway on stripe-python."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from stripe.params import (
    AccountCreateParams,
    AccountLinkCreateParams,
    ChargeRetrieveParams,
    PaymentIntentCreateParams,
    PaymentIntentRetrieveParams,
    PayoutCreateParams,
    RefundCreateParams,
    TransferCreateParams,
    TransferReversalCreateParams,
)

from markets.stripe_account import rules
from markets.stripe_account.gateways import _client, _values
from markets.stripe_account.gateways._errors import StripeError, StripeOutcomeUnknown
from markets.stripe_account.gateways._pace import PACE, Pace, Patience
from markets.stripe_account.types import (
    Access,
    Recipient,
    RemoteAccount,
    RemoteBookEntry,
    RemoteDispute,
    RemotePayment,
    RemotePayout,
    RemoteRefund,
    RemoteReversal,
    RemoteTransfer,
    Trial,
)

REFERENCE = "tadamun_reference"
"""The key of metadata under which every object that we make carries its trial's reference."""

# Stripe's clock and ours may differ, when objects are looked up by when they were made.
_CLOCKS_DIFFER = timedelta(hours=1)
_PAGE = 100

Found = TypeVar("Found")


class StripeGateway:
    """See `Gateway`, which this implements."""

    def __init__(self, access: Access, *, pace: Pace, patience: Patience) -> None:
        self._v1 = _client.client_of(access).v1
        self._pace, self._patience = pace, patience

    # -- connected accounts ----------------------------------------------------------------------

    def create_recipient(self, wanted: Recipient, *, trial: Trial) -> RemoteAccount:
        params: AccountCreateParams = {
            "country": wanted.country,
            "business_type": "company",
            "controller": {
                "fees": {"payer": "application"},
                "losses": {"payments": "application"},
                "stripe_dashboard": {"type": "express"},
            },
            "capabilities": {"transfers": {"requested": True}},
            "tos_acceptance": {"service_agreement": "recipient"},
            "settings": {"payouts": {"schedule": {"interval": "manual"}}},
            "external_account": {
                "object": "bank_account",
                "country": wanted.country,
                "currency": wanted.currency,
                "account_number": wanted.iban,
                "routing_number": wanted.bic,
                "account_holder_name": wanted.holder,
                "account_holder_type": "company",
            },
            "metadata": {REFERENCE: trial.reference},
        }
        if wanted.email:
            params["email"] = wanted.email
        made = self._once(
            trial,
            lambda o: self._v1.accounts.create(params=params, options=o),
            lambda: self._made(trial, lambda p, o: self._v1.accounts.list(params=p, options=o)),
        )
        return _values.account(made)

    def account(self, account_id: str) -> RemoteAccount:
        return _values.account(self._read(lambda o: self._v1.accounts.retrieve(account_id, options=o)))

    def onboarding_link(self, account_id: str, *, refresh_url: str, return_url: str) -> tuple[str, datetime]:
        params: AccountLinkCreateParams = {
            "account": account_id,
            "type": "account_onboarding",
            "refresh_url": refresh_url,
            "return_url": return_url,
        }
        # Asking again makes another link, which harms nobody: so it is asked like a question.
        made = self._read(lambda o: self._v1.account_links.create(params=params, options=o))
        return str(made["url"]), datetime.fromtimestamp(made["expires_at"], UTC)

    # -- transfers and payouts -------------------------------------------------------------------

    def create_transfer(
        self, *, amount: int, currency: str, destination: str, group: str, trial: Trial
    ) -> RemoteTransfer:
        params: TransferCreateParams = {
            "amount": amount,
            "currency": currency,
            "destination": destination,
            "transfer_group": group,
            "metadata": {REFERENCE: trial.reference},
        }
        made = self._once(
            trial,
            lambda o: self._v1.transfers.create(params=params, options=o),
            lambda: _of_trial(self._transfers(group), trial),
        )
        return _values.transfer(made)

    def transfer(self, transfer_id: str) -> RemoteTransfer:
        return _values.transfer(self._read(lambda o: self._v1.transfers.retrieve(transfer_id, options=o)))

    def transfers_of_group(self, group: str) -> list[RemoteTransfer]:
        return [_values.transfer(found) for found in self._transfers(group)]

    def transfer_credit(self, transfer: RemoteTransfer) -> RemoteBookEntry | None:
        wanted: ChargeRetrieveParams = {"expand": ["balance_transaction"]}
        if not transfer.destination_payment:
            return None
        credit = self._read(
            lambda o: self._v1.charges.retrieve(transfer.destination_payment, params=wanted, options=o),
            account=transfer.destination,
        )
        entry = credit.get("balance_transaction")
        return _values.book_entry(entry) if isinstance(entry, dict) else None

    def reverse_transfer(self, transfer_id: str, *, amount: int, trial: Trial) -> RemoteReversal:
        params: TransferReversalCreateParams = {"amount": amount, "metadata": {REFERENCE: trial.reference}}
        made = self._once(
            trial,
            lambda o: self._v1.transfers.reversals.create(transfer_id, params=params, options=o),
            lambda: _of_trial(
                self._pages(
                    lambda p, o: self._v1.transfers.reversals.list(transfer_id, params=p, options=o), {}
                ),
                trial,
            ),
        )
        return _values.reversal(made)

    def create_payout(
        self, *, account_id: str, amount: int, currency: str, descriptor: str, trial: Trial
    ) -> RemotePayout:
        params: PayoutCreateParams = {
            "amount": amount,
            "currency": currency,
            "statement_descriptor": descriptor,
            "metadata": {REFERENCE: trial.reference},
        }
        made = self._once(
            trial,
            lambda o: self._v1.payouts.create(params=params, options=o),
            lambda: _of_trial(self._payouts(account_id, since=trial.first_at), trial),
            account=account_id,
        )
        return _values.payout(made)

    def payout(self, payout_id: str, *, account_id: str) -> RemotePayout:
        found = self._read(lambda o: self._v1.payouts.retrieve(payout_id, options=o), account=account_id)
        return _values.payout(found)

    def payouts(self, *, account_id: str, since: datetime) -> list[RemotePayout]:
        return [_values.payout(found) for found in self._payouts(account_id, since=since)]

    # -- cards -----------------------------------------------------------------------------------

    def create_payment(self, *, amount: int, currency: str, description: str, trial: Trial) -> RemotePayment:
        params: PaymentIntentCreateParams = {
            "amount": amount,
            "currency": currency,
            "allowed_payment_method_types": ["card"],
            "metadata": {REFERENCE: trial.reference},
        }
        if description:
            params["description"] = description
        made = self._once(
            trial,
            lambda o: self._v1.payment_intents.create(params=params, options=o),
            lambda: self._made(trial, lambda p, o: self._v1.payment_intents.list(params=p, options=o)),
        )
        return _values.payment(made)

    def payment(self, payment_id: str) -> RemotePayment:
        return _values.payment(self._payment(payment_id))

    def cancel_payment(self, payment_id: str, *, trial: Trial) -> RemotePayment:
        def cancelled() -> dict[str, Any] | None:
            found = self._payment(payment_id)
            return found if found["status"] == "canceled" else None

        made = self._once(trial, lambda o: self._v1.payment_intents.cancel(payment_id, options=o), cancelled)
        return _values.payment(made)

    def payment_entry(self, payment_id: str) -> RemoteBookEntry | None:
        wanted: PaymentIntentRetrieveParams = {"expand": ["latest_charge.balance_transaction"]}
        charge = self._payment(payment_id, wanted).get("latest_charge")
        entry = charge.get("balance_transaction") if isinstance(charge, dict) else None
        return _values.book_entry(entry) if isinstance(entry, dict) else None

    def create_refund(self, *, payment_id: str, amount: int, trial: Trial) -> RemoteRefund:
        params: RefundCreateParams = {
            "payment_intent": payment_id,
            "amount": amount,
            "metadata": {REFERENCE: trial.reference},
        }
        made = self._once(
            trial,
            lambda o: self._v1.refunds.create(params=params, options=o),
            lambda: _of_trial(self._refunds(payment_id), trial),
        )
        return _values.refund(made)

    def refund(self, refund_id: str) -> RemoteRefund:
        return _values.refund(self._read(lambda o: self._v1.refunds.retrieve(refund_id, options=o)))

    def refunds_of(self, payment_id: str) -> list[RemoteRefund]:
        return [_values.refund(found) for found in self._refunds(payment_id)]

    def dispute(self, dispute_id: str) -> RemoteDispute:
        return _values.dispute(self._read(lambda o: self._v1.disputes.retrieve(dispute_id, options=o)))

    def book_entry(self, entry_id: str, *, account_id: str = "") -> RemoteBookEntry:
        found = self._read(
            lambda o: self._v1.balance_transactions.retrieve(entry_id, options=o), account=account_id
        )
        return _values.book_entry(found)

    # -- how it is asked -------------------------------------------------------------------------

    def _read(self, call: _client.Call, *, account: str = "") -> dict[str, Any]:
        return _client.ask(call, pace=self._pace, patience=self._patience, account=account)

    def _once(
        self,
        trial: Trial,
        create: _client.Call,
        find: Callable[[], dict[str, Any] | None],
        *,
        account: str = "",
    ) -> dict[str, Any]:
        """Do it unless it was done. A key guards for a day; whoever comes later looks first.

        An answer that tells nothing (no connection, a 500, which the key would repeat) is settled by looking
        too. Not found then proves nothing, since the first request may still be running: so it stays
        unknown, and the same trial again decides, at the latest when the key's day is over.
        """
        if rules.must_look_first(first_at=trial.first_at, now=trial.now) and (done := find()) is not None:
            return done
        key = rules.key_on(trial.key, first_at=trial.first_at, now=trial.now)
        try:
            return _client.ask(create, pace=self._pace, patience=self._patience, key=key, account=account)
        except StripeOutcomeUnknown:
            done = self._found_after_all(find)
            if done is None:
                raise
            return done

    def _found_after_all(self, find: Callable[[], dict[str, Any] | None]) -> dict[str, Any] | None:
        try:
            return find()
        except StripeError:
            return None

    def _pages(self, ask_for: Callable[[Any, Any], Any], params: Any, *, account: str = "") -> list[Any]:
        """Every row of a list, whatever its length."""
        rows: list[Any] = []
        more: dict[str, Any] = {"limit": _PAGE}
        while True:
            page = self._read(partial(ask_for, {**params, **more}), account=account)
            rows += page["data"]
            if not page["has_more"]:
                return rows
            more["starting_after"] = rows[-1]["id"]

    def _made(self, trial: Trial, ask_for: Callable[[Any, Any], Any]) -> dict[str, Any] | None:
        """What a list says was made for the trial, since it was first tried."""
        return _of_trial(self._pages(ask_for, {"created": _since(trial.first_at)}), trial)

    def _transfers(self, group: str) -> list[Any]:
        wanted: Any = {"transfer_group": group}
        return self._pages(lambda p, o: self._v1.transfers.list(params=p, options=o), wanted)

    def _payouts(self, account_id: str, *, since: datetime) -> list[Any]:
        wanted: Any = {"created": _since(since)}
        return self._pages(
            lambda p, o: self._v1.payouts.list(params=p, options=o), wanted, account=account_id
        )

    def _refunds(self, payment_id: str) -> list[Any]:
        wanted: Any = {"payment_intent": payment_id}
        return self._pages(lambda p, o: self._v1.refunds.list(params=p, options=o), wanted)

    def _payment(self, payment_id: str, params: PaymentIntentRetrieveParams | None = None) -> dict[str, Any]:
        return self._read(lambda o: self._v1.payment_intents.retrieve(payment_id, params=params, options=o))


def open_gateway(
    access: Access, *, pace: Pace | None = None, patience: Patience | None = None
) -> StripeGateway:
    """The gateway of an account, at the process's pace."""
    return StripeGateway(access, pace=pace or PACE, patience=patience or Patience())


def _since(instant: datetime) -> dict[str, int]:
    return {"gte": int((instant - _CLOCKS_DIFFER).timestamp())}


def _of_trial(found: list[Any], trial: Trial) -> dict[str, Any] | None:
    return next((one for one in found if one["metadata"].get(REFERENCE) == trial.reference), None)
