"""What is said of the use of deprecated parts."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """So many requests of a client on a host used a part, the last of them at `last_used_at`."""

    market: str
    client: str
    part: str
    uses: int
    first_used_at: datetime
    last_used_at: datetime
