"""The states of a half-month."""

from enum import StrEnum


class PeriodState(StrEnum):
    """Where a half-month stands, from the first sale to the bank's confirmation."""

    OPEN = "open"
    CUT_OFF = "cut_off"
    REVIEWING = "reviewing"
    APPROVED = "approved"
    SEALED = "sealed"
    PAID = "paid"
    RECONCILED = "reconciled"
