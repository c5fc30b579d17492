"""From an uploaded file to statements of accounts. A file is read whole or not at all; nothing is written."""

import re
from dataclasses import dataclass

from kernel.errors import DomainError
from markets.payouts.formats.camt import parse_camt
from markets.payouts.formats.csv_statement import StatementCsv, parse_statement_csv
from markets.payouts.formats.refusals import BankFileRefused, FileTooLarge, NotReadable
from markets.payouts.formats.types import BankStatementFile

LARGEST_FILE = 10_000_000
"""Bytes. A half-month of a market's account takes far less."""

_HEAD_BYTES = 4096


class StatementUnbalanced(DomainError):
    """What a statement opens with and books is not what it closes with. Params: `reference`, `closing_minor`,
    `expected_minor`.
    """

    code = "STATEMENT_UNBALANCED"
    messages = {
        "ar": "الكشف {reference} غير متوازن: الرصيد النهائي {closing_minor} بدلا من {expected_minor}",
        "fr": "Le relevé {reference} ne tombe pas juste : {closing_minor} au lieu de {expected_minor}",
        "en": "Statement {reference} does not add up: it closes with {closing_minor}, not {expected_minor}",
    }


@dataclass(frozen=True, slots=True)
class ReadFile:
    """The statements of a file, and whether they show all that was booked on their days, as notifications do
    not.
    """

    statements: tuple[BankStatementFile, ...]
    complete: bool


def read_statements(content: bytes, csv: StatementCsv | None) -> ReadFile:
    """The statements of a camt.053, camt.054 or CSV file, whatever it is called.

    Raises BankFileRefused with every problem and its place, TemplateRefused, StatementUnbalanced.
    """
    if len(content) > LARGEST_FILE:
        raise BankFileRefused([FileTooLarge(limit=LARGEST_FILE)])
    head = content[:_HEAD_BYTES].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if head.startswith(b"<"):
        complete = re.search(rb"camt\.054\.", head) is None
        found = ReadFile(parse_camt(content), complete)
    elif csv is None:
        raise BankFileRefused([NotReadable(reason="the market has described no CSV statements of its bank")])
    else:
        found = ReadFile((parse_statement_csv(content, csv),), complete=True)
    for statement in found.statements:
        _require_balance(statement)
    return found


def booked_minor(statement: BankStatementFile) -> int:
    """What a statement books in all."""
    return sum(entry.amount_minor for entry in statement.entries)


def _require_balance(statement: BankStatementFile) -> None:
    if statement.opening_minor is None or statement.closing_minor is None:
        return
    expected_minor = statement.opening_minor + booked_minor(statement)
    if expected_minor != statement.closing_minor:
        raise StatementUnbalanced(
            reference=statement.statement_id,
            closing_minor=statement.closing_minor,
            expected_minor=expected_minor,
        )
