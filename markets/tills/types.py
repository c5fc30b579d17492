"""Who numbers a receipt, and whether a till is in use."""

from dataclasses import dataclass
from enum import StrEnum


class TillState(StrEnum):
    ACTIVE = "active"
    RETIRED = "retired"


class NumberedBy(StrEnum):
    """A receipt series belongs to one till and one year, and is numbered by one side.

    `server`: the number is given in the sale's transaction, so the series has no gap. `till`: a till that
    works offline prints its own number and sends it later, so a number can be missing for a while, or for
    good.
    """

    SERVER = "server"
    TILL = "till"


@dataclass(frozen=True, slots=True)
class TillStanding:
    """A till's code, and whether it is in use."""

    code: str
    state: TillState
