"""Bulk operations by the real worker on real logins, killed wherever it hurts."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from bulk_builders import start
from crashing import Nursery

from config.relay import relay_bulk
from config.worker import run_once
from kernel import clock
from markets.audit.models import MarketAuditEntry
from markets.bulk.books import MARKET_BOOKS
from markets.bulk.models import BulkOperation
from markets.tills.models import Till
from tenants.bulk import queries, rules
from tenants.bulk.types import BulkStatus
from tenants.database.session import as_hq, as_market, close_connections
from tenants.identity.operations import issue_token
from tenants.permissions import Role

pytestmark = pytest.mark.usefixtures("alone")

WORKER = [sys.executable, "-c", "from config.cli import main; main()", "worker"]
RUN_AND_HALT = Path(__file__).with_name("run_bulk_and_halt.py")
OPEN = "mutation ($input: OpenTillInput!) { openTill(input: $input) { till { code } } }"
BAD = 7
"""Every seventh line is none."""


def open_tills(market: str, count: int) -> UUID:
    """An operation that opens so many tills, with bad lines between: done twice, a line would be refused."""
    lines = [
        "{bad" if number % BAD == 0 else json.dumps({"input": {"code": f"T{number}", "name": "caisse"}})
        for number in range(1, count + 1)
    ]
    with as_hq():
        owner = issue_token(role=Role.MARKET_MANAGER, scope=market, label="bulk", issued_at=clock.now()).row
    with as_market(market):
        return start(
            MARKET_BOOKS,
            content="\n".join(lines).encode(),
            document=OPEN,
            field="openTill",
            owner=f"token:{owner.pk}",
            at=clock.now(),
        )


def operation_of(market: str, key: UUID) -> BulkOperation:
    with as_market(market):
        return BulkOperation.objects.get(pk=key)


def assert_each_line_once(market: str, key: UUID, count: int) -> None:
    operation, bad = operation_of(market, key), count // BAD
    assert operation.status == BulkStatus.COMPLETED
    assert (operation.total, operation.done) == (count, count)
    assert (operation.succeeded, operation.failed) == (count - bad, bad)
    with as_market(market):
        result = [json.loads(line) for line in rules.lines_of(queries.content_of(key))]
        opened = list(Till.objects.values_list("code", flat=True))
        acts = MarketAuditEntry.objects.filter(action="openTill").count()
    assert [line["line"] for line in result] == list(range(1, count + 1))
    for line in result:
        if line["line"] % BAD == 0:
            assert line["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
        else:
            assert line["data"]["openTill"]["till"]["code"] == f"T{line['line']}", line
    assert len(opened) == len(set(opened)) == acts == count - bad


def test_are_done_once_a_line_wherever_the_process_is_killed(live_market: str) -> None:
    """Killed over and over at places that move through a line, from the taking of the lease to the file."""
    key, count, kills = open_tills(live_market, 30), 30, 0
    close_connections()
    with Nursery(RUN_AND_HALT) as nursery:
        for place in (*range(1, 120, 13), *range(118, 400, 47), 0):
            minutes = str(2 * (kills + 1))
            if nursery.killed_at(place, live_market, str(key), minutes) is not None:
                break
            kills += 1
    assert kills > 8
    assert_each_line_once(live_market, key, count)


def test_go_on_after_kill_9_of_the_worker(
    live_market: str, wait_until: Callable[[Callable[[], bool]], None], queued: Callable[..., Any]
) -> None:
    count = 500
    key = open_tills(live_market, count)
    close_connections()
    process = subprocess.Popen(WORKER, env=dict(os.environ))
    try:
        wait_until(lambda: operation_of(live_market, key).done >= 20)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    halfway = operation_of(live_market, key)
    assert halfway.status == BulkStatus.RUNNING and 20 <= halfway.done < count
    assert relay_bulk(live_market) == 0, "the dead worker's lease still holds"
    with as_market(live_market):
        BulkOperation.objects.update(leased_until=clock.now())
    assert relay_bulk(live_market) == 1

    assert run_once()

    assert_each_line_once(live_market, key, count)
    # The killed worker's own minute may have asked once more before its job took the lease; nothing is left.
    killed, *others = [job["status"] for job in queued("bulk.run", market=live_market)]
    assert killed == "doing" and others and set(others) == {"succeeded"}
