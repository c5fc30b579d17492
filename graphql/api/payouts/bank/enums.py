"""The words of bank files, described."""

from api.base.enums import described_enum
from markets.payouts.bank import types

BankLayout = described_enum(
    types.BankLayout,
    "BankLayout",
    "How orders to the bank are written.",
    PAIN_V03="ISO 20022, pain.001.001.03.",
    PAIN_V09="ISO 20022, pain.001.001.09.",
    TEMPLATE="Lines in the bank's own layout, which the market described.",
)
BankAnswerKind = described_enum(
    types.AnswerKind,
    "BankAnswerKind",
    "What a bank's file is.",
    STATUS="ISO 20022, pain.002: what becomes of an order.",
    STATEMENT="ISO 20022, camt.053: what was booked on the account.",
    NOTIFICATION="ISO 20022, camt.054: a booking, as it happens.",
    STATUS_CSV="Statuses as CSV.",
    STATEMENT_CSV="Booked entries as CSV.",
)
