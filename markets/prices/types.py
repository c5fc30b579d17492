"""The words of a request for a price, and a price that is asked about."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class RequestState(StrEnum):
    """Where a request for a price stands."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A product that shall be sold at a price in centimes, and where the caller said so."""

    product_id: UUID
    price_minor: int
    path: tuple[str | int, ...]
