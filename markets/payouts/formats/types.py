"""What the files of a bank say, whatever their format: orders to transfer, statuses, and booked entries."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class TransferItem:
    """One transfer of an order. Its end-to-end id never changes: every answer of the bank brings it back."""

    end_to_end_id: str
    instruction_id: str
    creditor_name: str
    creditor_rib: str
    creditor_bic: str | None
    amount_minor: int
    remittance: str


@dataclass(frozen=True, slots=True)
class TransferOrder:
    """Transfers from one account on one day, as one file asks a bank for them."""

    message_id: str
    created_at: datetime
    execution_on: date
    debtor_name: str
    debtor_ice: str
    debtor_rib: str
    debtor_bic: str | None
    items: tuple[TransferItem, ...]

    @property
    def total_minor(self) -> int:
        return sum(item.amount_minor for item in self.items)


class TransferStatus(StrEnum):
    """What a bank says of a transfer, in the four answers that matter here."""

    ACCEPTED = "accepted"
    PAID = "paid"
    REJECTED = "rejected"
    PENDING = "pending"


# ISO 20022, ExternalStatusReason1Code: duplication, and duplicate message, block, transaction, end-to-end id.
_OF_A_COPY = frozenset({"AM05", "DU01", "DU02", "DU03", "DU04", "DU05"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status with the bank's own code for it, and why it refuses if it does."""

    status: TransferStatus
    code: str
    reason_code: str
    reason_text: str

    @property
    def is_about_a_copy(self) -> bool:
        """Rejected because the bank has it already: this says nothing of the transfer that it has."""
        codes = self.reason_code.split()
        return self.status is TransferStatus.REJECTED and not _OF_A_COPY.isdisjoint(codes)


@dataclass(frozen=True, slots=True)
class ItemStatus:
    """The verdict on one transfer, known by its end-to-end id or, failing that, by its instruction id."""

    end_to_end_id: str | None
    instruction_id: str | None
    amount_minor: int | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class StatusReport:
    """A bank's answer to an order. `blanket` is its verdict on every transfer that no item names."""

    report_id: str
    original_message_id: str | None
    blanket: Verdict | None
    items: tuple[ItemStatus, ...]

    def verdict_on(self, item: TransferItem) -> Verdict | None:
        """What this report says of a transfer; None when it says nothing of it."""
        for status in self.items:
            if status.end_to_end_id == item.end_to_end_id:
                return status.verdict
            if status.end_to_end_id is None and status.instruction_id == item.instruction_id:
                return status.verdict
        return self.blanket


@dataclass(frozen=True, slots=True)
class BankEntry:
    """One booked movement of an account, or one transaction of a movement that was booked in one sum.

    `amount_minor` is positive for a credit, negative for a debit. `entry_reference` is the bank's own and,
    with `detail` (the place of a transaction within its entry), tells an entry that comes twice.
    """

    account_rib: str
    booked_on: date
    value_on: date | None
    amount_minor: int
    entry_reference: str
    detail: int
    end_to_end_id: str | None
    instruction_id: str | None
    counterparty: str
    remittance: str
    is_return: bool
    is_reversal: bool
    return_reason: str
    return_text: str


@dataclass(frozen=True, slots=True)
class BankStatementFile:
    """The entries of one account that a file tells of. A notification and a CSV file know no balances.

    Entries that are announced and not booked are only counted: they come again once they are.
    """

    statement_id: str
    account_rib: str
    opening_minor: int | None
    closing_minor: int | None
    entries: tuple[BankEntry, ...]
    unbooked: int
