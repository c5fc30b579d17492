"""What a test wants to go wrong: for the next so many requests, on some addresses, or with a probability."""

import random
import re
from dataclasses import dataclass, field
from typing import Any

KINDS = (
    "drop_before",  # the connection closes, nothing was done
    "drop_after",  # it was done, and the connection closes without an answer
    "error_before",  # 500, nothing was done; the idempotency key keeps the 500
    "error_after",  # 500, and it was done; the idempotency key keeps the 500
    "conflict",  # 409, nothing was done
    "rate_limit",  # 429, nothing was done
    "delay",  # it takes `seconds` longer, while the key is in use
)


@dataclass
class Fault:
    """One thing to go wrong. `times` None is for ever; `probability` is drawn from a seeded generator."""

    kind: str
    times: int | None = 1
    method: str = ".*"
    path: str = ".*"
    probability: float = 1.0
    seed: int = 0
    seconds: float = 0.0
    draws: random.Random = field(init=False)

    def __post_init__(self) -> None:
        assert self.kind in KINDS, self.kind
        self.draws = random.Random(self.seed)

    def strikes(self, method: str, path: str) -> bool:
        """Whether it happens to this request; if so it is used up once."""
        if self.times == 0 or not re.fullmatch(self.method, method) or not re.fullmatch(self.path, path):
            return False
        if self.draws.random() >= self.probability:
            return False
        if self.times is not None:
            self.times -= 1
        return True


def struck(faults: list[Any], method: str, path: str) -> Fault | None:
    """The first fault that happens to this request."""
    for fault in faults:
        if fault.strikes(method, path):
            assert isinstance(fault, Fault)
            return fault
    return None
