"""What must hold before an order is written in any format: everything wrong with it is told at once."""

import re
from collections import Counter

from kernel.identifiers import ice, rib
from markets.payouts.formats.latin import latin
from markets.payouts.formats.refusals import (
    AmountNotPayable,
    InvalidBic,
    InvalidReference,
    NothingToTransfer,
    Problems,
    ReferenceRepeated,
    TransferOrderRefused,
    ValueUnreadable,
)
from markets.payouts.formats.types import TransferItem, TransferOrder

# ISO 20022, Max35Text, and Max140Text of which banks show 70.
LONGEST_REFERENCE, LONGEST_NAME, LONGEST_REMITTANCE = 35, 70, 140

# ISO 20022 writes amounts and their sum in 18 digits, two of them centimes.
_MOST_MINOR = 10**18 - 1
_REFERENCE = re.compile(r"(?!/)[A-Za-z0-9/\-?:().,'+]([A-Za-z0-9/\-?:().,'+ ]*[A-Za-z0-9\-?:().,'+])?")
# The form that both versions of pain.001 take: ISO 9362 as it was before letters of the bank could be digits.
_BIC = re.compile(r"[A-Z]{6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3})?")


def require_sound(order: TransferOrder) -> None:
    """Raises TransferOrderRefused with everything that is wrong, each with its path in the order."""
    problems = Problems()
    _check_head(order, problems)
    ids = {
        "end_to_end_id": Counter(item.end_to_end_id for item in order.items),
        "instruction_id": Counter(item.instruction_id for item in order.items),
    }
    for index, item in enumerate(order.items):
        for name, times in ids.items():
            with problems.at("items", index, name):
                _check_reference(getattr(item, name), times)
        _check_item(item, index, problems)
    problems.raise_as(TransferOrderRefused)


def _check_head(order: TransferOrder, problems: Problems) -> None:
    with problems.at("message_id"):
        _check_reference(order.message_id, Counter())
    with problems.at("created_at"):
        if order.created_at.tzinfo is None:
            raise ValueUnreadable(field="created_at", reason="an instant needs its offset")
    with problems.at("debtor_name"):
        latin(order.debtor_name, longest=LONGEST_NAME)
    with problems.at("debtor_ice"):
        ice(order.debtor_ice)
    with problems.at("debtor_rib"):
        rib(order.debtor_rib)
    with problems.at("debtor_bic"):
        _check_bic(order.debtor_bic)
    with problems.at("items"):
        if not order.items:
            raise NothingToTransfer
        if order.total_minor > _MOST_MINOR:
            raise AmountNotPayable(amount_minor=order.total_minor)


def _check_item(item: TransferItem, index: int, problems: Problems) -> None:
    with problems.at("items", index, "creditor_name"):
        latin(item.creditor_name, longest=LONGEST_NAME)
    with problems.at("items", index, "creditor_rib"):
        rib(item.creditor_rib)
    with problems.at("items", index, "creditor_bic"):
        _check_bic(item.creditor_bic)
    with problems.at("items", index, "amount_minor"):
        if not 0 < item.amount_minor <= _MOST_MINOR:
            raise AmountNotPayable(amount_minor=item.amount_minor)
    with problems.at("items", index, "remittance"):
        if item.remittance:
            latin(item.remittance, longest=LONGEST_REMITTANCE)


def _check_reference(reference: str, times: Counter[str]) -> None:
    """An id is written as it is or refused: one that was changed on the way would match nothing."""
    if len(reference) > LONGEST_REFERENCE or "//" in reference or not _REFERENCE.fullmatch(reference):
        raise InvalidReference(reference=reference, longest=LONGEST_REFERENCE)
    if times[reference] > 1:
        raise ReferenceRepeated(reference=reference)


def _check_bic(bic: str | None) -> None:
    if bic is not None and not _BIC.fullmatch(bic):
        raise InvalidBic(bic=bic)
