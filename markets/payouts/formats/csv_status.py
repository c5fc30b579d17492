"""Answers to an order from a CSV file, by a mapping that a market described."""

from collections.abc import Mapping
from dataclasses import dataclass

from kernel.errors import InvalidValue
from kernel.fingerprint import fingerprint
from markets.payouts.formats.csv_tables import USUAL_LAYOUT, CsvLayout, Row, check_columns, check_layout, rows
from markets.payouts.formats.pain002 import provided, require_one_verdict_each
from markets.payouts.formats.refusals import (
    BankFileRefused,
    Problems,
    StatusUnknown,
    TemplateRefused,
    UnexpectedMessage,
)
from markets.payouts.formats.types import ItemStatus, StatusReport, TransferStatus, Verdict

_REQUIRED = frozenset({"end_to_end_id", "status"})
_KNOWN = _REQUIRED | {
    "instruction_id",
    "amount",
    "currency",
    "reason_code",
    "reason_text",
    "original_message_id",
}


@dataclass(frozen=True, slots=True)
class StatusCsv:
    """Under which title a bank writes what, and what its words for a status mean here.

    `columns` leads from `end_to_end_id`, `status`, `instruction_id`, `amount`, `currency`, `reason_code`,
    `reason_text` and `original_message_id` to titles; `statuses` from the bank's word to a status.
    """

    columns: Mapping[str, str]
    statuses: Mapping[str, TransferStatus]
    layout: CsvLayout = USUAL_LAYOUT


def parse_status_csv(content: bytes, mapping: StatusCsv) -> StatusReport:
    """Raises TemplateRefused about the mapping, BankFileRefused about the file, each with every problem."""
    _require_usable(mapping)
    problems = Problems()
    items: list[ItemStatus] = []
    orders: set[str] = set()
    with problems.at():
        for row in rows(content, mapping.layout, mapping.columns):
            with problems.at("line", row.line):
                items.append(_item(row, mapping.statuses))
                orders.add(row.text("original_message_id"))
        require_one_verdict_each(items)
        if len(orders) > 1:
            raise UnexpectedMessage(expected="answers to one order", found=", ".join(sorted(orders))[:200])
    problems.raise_as(BankFileRefused)
    return StatusReport(
        report_id=fingerprint({"content": content.hex()}).hex()[:32],
        original_message_id=provided(orders.pop()) if orders else None,
        blanket=None,
        items=tuple(items),
    )


def _require_usable(mapping: StatusCsv) -> None:
    problems = Problems()
    check_layout(mapping.layout, problems)
    check_columns(mapping.columns, known=_KNOWN, required=_REQUIRED, problems=problems)
    with problems.at("statuses"):
        if not mapping.statuses:
            raise InvalidValue(field="statuses", reason="no word of the bank has a meaning")
    problems.raise_as(TemplateRefused)


def _item(row: Row, statuses: Mapping[str, TransferStatus]) -> ItemStatus:
    word = row.required("status")
    if word not in statuses:
        raise StatusUnknown(path=("status",), status=word)
    row.require_dirhams("currency")
    verdict = Verdict(
        status=statuses[word],
        code=word,
        reason_code=row.text("reason_code"),
        reason_text=row.text("reason_text"),
    )
    return ItemStatus(
        end_to_end_id=row.required("end_to_end_id"),
        instruction_id=provided(row.text("instruction_id")),
        amount_minor=row.amount("amount") if row.text("amount") else None,
        verdict=verdict,
    )
