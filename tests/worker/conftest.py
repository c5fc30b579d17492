"""A market's events, and what the queue made of them, on real logins."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import pytest
from django.db import connection, transaction

from markets.events import operations as events
from tenants.database.session import as_market, as_worker


@pytest.fixture
def happen(live_market: str, now: datetime) -> Callable[[int], None]:
    """Lets something happen in the market so many times, each in a transaction of its own."""

    def happen(times: int) -> None:
        with as_market(live_market):
            for number in range(times):
                with transaction.atomic():
                    events.append(
                        name="test.happened",
                        subject_id=str(number),
                        payload={},
                        occurred_at=now,
                        recorded_at=now,
                    )

    return happen


@pytest.fixture
def queued() -> Callable[..., Sequence[Mapping[str, Any]]]:
    """The jobs of a task with these arguments: their `status`, `attempts` and `args`, oldest first."""

    def queued(task_name: str, **arguments: object) -> Sequence[Mapping[str, Any]]:
        with as_worker(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT status, attempts, args FROM procrastinate_jobs"
                " WHERE task_name = %s AND args @> %s ORDER BY id",
                [task_name, json.dumps(arguments)],
            )
            return [
                {"status": status, "attempts": attempts, "args": json.loads(args)}
                for status, attempts, args in cursor.fetchall()
            ]

    return queued
