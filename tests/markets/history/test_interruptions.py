"""kill -9 of an import, in the middle of half-months: each is there whole, or not at all, and the next run
goes on.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from kernel.halfmonth import HalfMonth
from kernel.ids import new_id
from markets.events.models import Event
from markets.payouts.models import Payout
from markets.periods.models import Period
from markets.sales.models import Sale, SaleLine
from markets.settlement.models import Statement
from markets.verification.figures import differences
from markets.verification.queries import violations
from tenants.database.session import as_market

HALF_MONTHS = 12
SALES = 150


def lengthen(past: Any) -> None:
    """A past of a dozen half-months, each long enough to be interrupted."""
    for name in [name for name in past.rows if "/" in name]:
        del past.rows[name]
    past.rows["listings.csv"] = [[past.honey.code, "2017-03-17", 6_000]]
    half_month = HalfMonth(2017, 4, 1)
    number = 0
    for _ in range(HALF_MONTHS):
        day = half_month.first_day.isoformat()
        past.rows[f"{half_month.key}/deposits.csv"] = [
            [new_id(), f"{day}T08:00:00Z", past.honey.code, SALES, "", ""]
        ]
        past.rows[f"{half_month.key}/sales.csv"] = [
            past.sale(
                number := number + 1,
                f"{day}T10:{minute // 60:02d}:{minute % 60:02d}Z",
                past.honey.code,
                1,
                6_000,
                cash=6_000,
            )
            for minute in range(SALES)
        ]
        half_month = half_month.next()
    past.write()


def start(market: str, folder: Path) -> subprocess.Popen[bytes]:
    command = [Path(sys.executable).with_name("tadamun"), "history", "import", "--market", market, folder]
    return subprocess.Popen(command, env=dict(os.environ), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def imported(market: str) -> int:
    """How many half-months are there; each of them must be whole, and nothing of any other."""
    with as_market(market), transaction.atomic():
        # One snapshot for all counts: the import goes on meanwhile.
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        done = Period.objects.filter(imported=True).count()
        assert Period.objects.filter(imported=True, state="paid").count() == done
        assert Sale.objects.count() == SaleLine.objects.count() == done * SALES
        assert Statement.objects.count() == Payout.objects.count() == done
        assert Event.objects.filter(name="history.imported").count() == done
    return done


def kill_once_it_works(process: subprocess.Popen[bytes], market: str, *, after: int) -> None:
    """Kill the import some time after its half-month number `after`."""
    deadline = time.monotonic() + 60
    while imported(market) < after:
        assert process.poll() is None and time.monotonic() < deadline, "the import does not go on"
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_a_killed_import_resumes_where_it_stopped(live_market: str, make_past: Callable[[str], Any]) -> None:
    with as_market(live_market):
        past = make_past(live_market)
    lengthen(past)
    for after in (1, 4):
        kill_once_it_works(start(live_market, past.folder), live_market, after=after)
        assert after <= imported(live_market) < HALF_MONTHS
    process = start(live_market, past.folder)
    answer, _ = process.communicate(timeout=60)
    assert process.returncode == 0, answer
    assert imported(live_market) == HALF_MONTHS
    with as_market(live_market):
        assert violations() == [] and differences() == []
        events = Event.objects.count()

    process = start(live_market, past.folder)
    answer, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert f"0 half-months, 0 sales, 0 items imported; {HALF_MONTHS} half-months were here" in answer.decode()
    assert imported(live_market) == HALF_MONTHS
    with as_market(live_market):
        assert Event.objects.count() == events


def test_the_command_shows_refused_rows_and_writes_nothing(
    live_market: str, make_past: Callable[[str], Any]
) -> None:
    with as_market(live_market):
        past = make_past(live_market)
    past.sales()[0][12] = 1
    past.write()
    command = [Path(sys.executable).with_name("tadamun"), "history", "import", "--market", live_market]
    done = subprocess.run([*command, past.folder], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert f"{past.first.key}/sales.csv:2: PRICE_NOT_IN_FORCE" in done.stderr
    with as_market(live_market):
        assert Sale.objects.count() == 0
