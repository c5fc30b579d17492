"""The words of bank files: layouts of orders, kinds of answers, and what an answer comes to."""

from dataclasses import dataclass
from enum import StrEnum

from markets.payouts.formats.types import BankStatementFile
from markets.payouts.types import Report

LARGEST_ANSWER = 10_000_000
"""Bytes. A half-month of a market's account takes far less."""


class BankLayout(StrEnum):
    """How orders are written: a version of ISO 20022, or a layout that the market described."""

    PAIN_V03 = "pain.001.001.03"
    PAIN_V09 = "pain.001.001.09"
    TEMPLATE = "template"


class AnswerKind(StrEnum):
    """What a bank's file is."""

    STATUS = "pain.002"
    STATEMENT = "camt.053"
    NOTIFICATION = "camt.054"
    STATUS_CSV = "status_csv"
    STATEMENT_CSV = "statement_csv"


@dataclass(frozen=True, slots=True)
class BankAnswerRead:
    """What a bank's file says of transfers, and how much of it says nothing of any.

    `left_alone` counts verdicts that decide nothing: still pending, about a copy, or on all transfers of an
    order where those that they would concern are further on. `other_entries` counts booked entries that are
    no transfer of an order and no return of one; they are for the reconciliation, as all of `statements` is.
    """

    kind: AnswerKind
    reports: tuple[Report, ...]
    left_alone: int = 0
    other_entries: int = 0
    statements: tuple[BankStatementFile, ...] = ()


@dataclass(frozen=True, slots=True)
class BankFileContent:
    """A file for the bank as it is handed out."""

    name: str
    media_type: str
    content: bytes
