"""A count of visitors before it is recorded."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Count:
    """`visitors` people came in during `hour` (0 to 23, by the market's clock) of a business day, says
    `source`.
    """

    day: date
    hour: int
    source: str
    visitors: int
