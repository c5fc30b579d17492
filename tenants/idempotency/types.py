"""What a request says of itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

KEPT = timedelta(days=30)
"""How long a key is remembered at least: a till that was offline comes back late."""

LONGEST_KEY = 255

Keys = Mapping[str, str | None]
"""What was answered: by the payload's field, the primary key of its object as text; None for no object."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request under a key: who asks, for what, and the fingerprint of all that was said."""

    actor: str
    key: str
    operation: str
    content: bytes
    at: datetime
