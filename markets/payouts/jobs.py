"""Timed work on payouts: approved batches go to their rails, and rails are asked what they have not answered.

Each may be run any number of times, by any number of workers: a rail gets a batch once.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID

from markets.events import queries as event_log
from markets.payouts import operations as payouts
from markets.payouts import queries
from tenants.access import SYSTEM


def submit_approved(*, now: datetime, position: int) -> None:
    """Hand over the batch whose approval stands at `position` in the log.

    One that was given up meanwhile is left alone. Raises RailNotAvailable.
    """
    batch_id = UUID(event_log.event_at(position).subject_id)
    if queries.batches_to_submit().filter(pk=batch_id).exists():
        payouts.submit_batch(batch_id=batch_id, at=now, actor=SYSTEM.id)


def submit_due(*, now: datetime) -> int:
    """Hand over what is approved and was not, go on where a worker died half-way, and ask rails about what
    they have not answered; returns how many batches that were.

    A batch that fails holds up none of the others; what went wrong is raised at the end, as one group.
    """
    failures: list[Exception] = []
    batch_ids = list(queries.batches_to_submit().values_list("pk", flat=True))
    for batch_id in batch_ids:
        _try(partial(payouts.submit_batch, batch_id=batch_id, at=now, actor=SYSTEM.id), failures)
        _try(partial(payouts.reconcile_batch, batch_id=batch_id, at=now, actor=SYSTEM.id), failures)
    if failures:
        raise ExceptionGroup("some batches of payouts are not with their rails", failures)
    return len(batch_ids)


def recheck_stripe(*, now: datetime) -> int:
    """Ask Stripe about payments that it made and whose bank may still send them back; how many those were."""
    return payouts.recheck_stripe(at=now, actor=SYSTEM.id)


def _try(step: Callable[[], object], failures: list[Exception]) -> None:
    try:
        step()
    except Exception as error:
        failures.append(error)
