"""What the platform asks of Stripe, in its own words; whoever uses it knows no library."""

from datetime import datetime
from typing import Protocol

from markets.stripe_account.types import (
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


class Gateway(Protocol):
    """One market's Stripe account.

    Every method may raise StripeRefused, StripeBusy and StripeUnreachable; those that take a Trial may raise
    StripeOutcomeUnknown and do their work at most once, however often they are called with the same trial.
    One caller at a time uses a trial. Amounts are whole numbers of the currency's smallest unit, currencies
    small letters.
    """

    def create_recipient(self, wanted: Recipient, *, trial: Trial) -> RemoteAccount:
        """A connected account under the recipient agreement, paid when we say (`manual`)."""

    def account(self, account_id: str) -> RemoteAccount:
        """A connected account as it is now."""

    def onboarding_link(self, account_id: str, *, refresh_url: str, return_url: str) -> tuple[str, datetime]:
        """An address, good once and for minutes, where the account's owner answers Stripe's questions."""

    def create_transfer(
        self, *, amount: int, currency: str, destination: str, group: str, trial: Trial
    ) -> RemoteTransfer:
        """Money from the platform's balance to a connected account, findable by its `group`."""

    def transfer(self, transfer_id: str) -> RemoteTransfer:
        """A transfer as it is now."""

    def transfers_of_group(self, group: str) -> list[RemoteTransfer]:
        """Every transfer of a group, newest first."""

    def transfer_credit(self, transfer: RemoteTransfer) -> RemoteBookEntry | None:
        """What a transfer came to on the connected account, after exchange and fees, and when it may be paid
        out; None while it has no entry.
        """

    def reverse_transfer(self, transfer_id: str, *, amount: int, trial: Trial) -> RemoteReversal:
        """Take back so much of a transfer, from what the connected account still has."""

    def create_payout(
        self, *, account_id: str, amount: int, currency: str, descriptor: str, trial: Trial
    ) -> RemotePayout:
        """From a connected account's balance to its bank; the descriptor has at most 22 characters."""

    def payout(self, payout_id: str, *, account_id: str) -> RemotePayout:
        """A payout of a connected account as it is now."""

    def payouts(self, *, account_id: str, since: datetime) -> list[RemotePayout]:
        """The payouts of a connected account made since then, newest first."""

    def create_payment(self, *, amount: int, currency: str, description: str, trial: Trial) -> RemotePayment:
        """A card payment that the customer completes in the browser with its client secret."""

    def payment(self, payment_id: str) -> RemotePayment:
        """A card payment as it is now."""

    def cancel_payment(self, payment_id: str, *, trial: Trial) -> RemotePayment:
        """Give up a card payment that has not succeeded."""

    def payment_entry(self, payment_id: str) -> RemoteBookEntry | None:
        """What a payment came to in the platform's balance; None while it has no charge."""

    def create_refund(self, *, payment_id: str, amount: int, trial: Trial) -> RemoteRefund:
        """Give so much of a payment back to the customer's card."""

    def refund(self, refund_id: str) -> RemoteRefund:
        """A refund as it is now."""

    def refunds_of(self, payment_id: str) -> list[RemoteRefund]:
        """Every refund of a payment, newest first."""

    def dispute(self, dispute_id: str) -> RemoteDispute:
        """A dispute as it is now."""

    def book_entry(self, entry_id: str, *, account_id: str = "") -> RemoteBookEntry:
        """What really moved in a balance, after exchange and fees."""
