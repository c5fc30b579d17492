"""Is the process alive, and may it be sent requests? What to look at comes from whoever asks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import perf_counter

import structlog

Check = Callable[[], object]
"""Looks at one thing the process needs, and raises when it is not there; what it returns does not matter."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check: whether it passed, and how long it took. Why it failed is in the log, not in public."""

    passed: bool
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Health:
    """The answer: `healthy` is the one that load balancers read, the checks are for people."""

    healthy: bool
    checks: Mapping[str, CheckResult] = field(default_factory=dict)


def liveness() -> Health:
    """Alive is whoever answers. Nothing else is looked at: restarting cures no database that is down."""
    return Health(healthy=True)


def readiness(checks: Mapping[str, Check]) -> Health:
    """Ready when every check passes; all are made, so that one answer names everything that is missing."""
    results = {name: _made(name, check) for name, check in checks.items()}
    return Health(healthy=all(result.passed for result in results.values()), checks=results)


def _made(name: str, check: Check) -> CheckResult:
    started = perf_counter()
    try:
        check()
        passed = True
    except Exception:
        # Whatever a check raises is its answer; the next ones are still made.
        _log.warning("health.check_failed", check=name, exc_info=True)
        passed = False
    return CheckResult(passed=passed, milliseconds=round((perf_counter() - started) * 1000, 1))
