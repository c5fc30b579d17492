"""Booked entries of an account from a CSV file, by a mapping that a market described."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from kernel.errors import InvalidValue
from kernel.fingerprint import fingerprint
from kernel.identifiers import rib
from markets.payouts.formats.csv_tables import USUAL_LAYOUT, CsvLayout, Row, check_columns, check_layout, rows
from markets.payouts.formats.pain002 import provided
from markets.payouts.formats.refusals import BankFileRefused, Problems, TemplateRefused, ValueUnreadable
from markets.payouts.formats.types import BankEntry, BankStatementFile

_REQUIRED = frozenset({"booked_on"})
_KNOWN = _REQUIRED | {
    "amount",
    "debit",
    "credit",
    "currency",
    "value_on",
    "entry_reference",
    "end_to_end_id",
    "instruction_id",
    "counterparty",
    "remittance",
    "return_reason",
}


@dataclass(frozen=True, slots=True)
class StatementCsv:
    """Whose account a file is of, and under which title the bank writes what.

    `columns` leads from `booked_on`, `value_on`, `entry_reference`, `end_to_end_id`, `instruction_id`,
    `counterparty`, `remittance`, `return_reason`, `currency` and either `amount` (signed) or `debit` and
    `credit` to titles.
    """

    account_rib: str
    columns: Mapping[str, str]
    layout: CsvLayout = USUAL_LAYOUT


def parse_statement_csv(content: bytes, mapping: StatementCsv) -> BankStatementFile:
    """Raises TemplateRefused about the mapping, BankFileRefused about the file, each with every problem."""
    account_rib = _require_usable(mapping)
    problems = Problems()
    entries: list[BankEntry] = []
    same: Counter[str] = Counter()
    with problems.at():
        for row in rows(content, mapping.layout, mapping.columns):
            with problems.at("line", row.line):
                entries.append(_entry(row, account_rib, same))
    problems.raise_as(BankFileRefused)
    return BankStatementFile(
        statement_id=fingerprint({"account": account_rib, "content": content.hex()}).hex()[:32],
        account_rib=account_rib,
        opening_minor=None,
        closing_minor=None,
        entries=tuple(entries),
        unbooked=0,
    )


def _require_usable(mapping: StatementCsv) -> str:
    problems = Problems()
    account_rib = ""
    check_layout(mapping.layout, problems)
    check_columns(mapping.columns, known=_KNOWN, required=_REQUIRED, problems=problems)
    with problems.at("account_rib"):
        account_rib = rib(mapping.account_rib)
    given = {"amount", "debit", "credit"} & mapping.columns.keys()
    with problems.at("columns"):
        if given not in ({"amount"}, {"debit", "credit"}):
            raise InvalidValue(field="amount", reason="expected either amount, or debit and credit")
    problems.raise_as(TemplateRefused)
    return account_rib


def _entry(row: Row, account_rib: str, same: Counter[str]) -> BankEntry:
    row.require_dirhams("currency")
    return_reason = row.text("return_reason")
    return BankEntry(
        account_rib=account_rib,
        booked_on=row.day("booked_on"),
        value_on=row.day("value_on") if row.text("value_on") else None,
        amount_minor=_amount(row),
        entry_reference=row.text("entry_reference") or _made_reference(row, same),
        detail=0,
        end_to_end_id=provided(row.text("end_to_end_id")),
        instruction_id=provided(row.text("instruction_id")),
        counterparty=row.text("counterparty"),
        remittance=row.text("remittance"),
        is_return=bool(return_reason),
        is_reversal=False,
        return_reason=return_reason,
        return_text="",
    )


def _amount(row: Row) -> int:
    if "amount" in row.values:
        return row.amount("amount")
    debit, credit = row.text("debit"), row.text("credit")
    if bool(debit) == bool(credit):
        raise ValueUnreadable(path=("debit",), field="debit", reason="expected a debit or a credit")
    if credit:
        minor = row.amount("credit")
        if minor < 0:
            raise ValueUnreadable(path=("credit",), field="credit", reason="a credit is not negative")
        return minor
    # Some banks write the minus that the column says already.
    return -abs(row.amount("debit"))


def _made_reference(row: Row, same: Counter[str]) -> str:
    """For a bank that gives none: from what the row says, and which of its equals it is.

    Two exports of overlapping days then give an entry one reference, as long as each has whole days.
    """
    said = fingerprint({"values": {name: row.text(name) for name in row.values}}).hex()[:24]
    same[said] += 1
    return f"{said}-{same[said]}"
