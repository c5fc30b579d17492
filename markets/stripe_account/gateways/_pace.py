"""How fast Stripe is asked, and how patiently."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

# Stripe allows 100 requests a second, 25 in its sandbox and 25 for each endpoint
# (docs.stripe.com/rate-limits); a batch of payouts is in no hurry.
REQUESTS_A_SECOND = 8


class Pace:
    """Lets requests through one by one, evenly, at most so many a second, whatever the number of threads.

    A bucket of one token: in no second there are more than `a_second` + 1. It is this process's own; several
    processes on one Stripe account add up, which `Patience` then bears.
    """

    def __init__(
        self,
        *,
        a_second: int = REQUESTS_A_SECOND,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._gap = 1 / a_second
        self._clock, self.sleep = clock, sleep
        self._lock = Lock()
        self._next = clock()

    def wait(self) -> None:
        """Sleep until it is this request's turn."""
        with self._lock:
            now = self._clock()
            turn = max(now, self._next)
            self._next = turn + self._gap
        if turn > now:
            self.sleep(turn - now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often a request is sent before giving up, and the waits between: doubling, with jitter."""

    attempts: int = 6
    first_wait: float = 0.5
    longest_wait: float = 20.0
    draw: Callable[[], float] = random.random

    def wait_after(self, attempt: int) -> float:
        """Seconds to wait after the `attempt`th failure, from 1: between half and the whole of the step, so
        that those who failed together do not come back together.
        """
        step = min(self.longest_wait, self.first_wait * float(2 ** (attempt - 1)))
        return step * (1 + self.draw()) / 2


PACE = Pace()
"""The pace of this process."""
