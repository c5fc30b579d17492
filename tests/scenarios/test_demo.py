"""The main job at a tiny scale, on a network of its own: the published counts, sound books, nothing twice."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from config import database
from config.environment import ENV

SCALE = 2_000
DATABASE = f"demo_{os.getpid()}"

# In a process of its own, since a process has one database.
RUN = """
import json, sys
from pathlib import Path
from config.environment import ENV
from config.start import start_process
start_process(ENV, network=False)
from rich.console import Console
from rich.progress import Progress
from config.demo import job, report, welcome
from kernel.clock import now

with Progress(console=Console(stderr=True)) as bars:
    outcome = job.run(scale=int(sys.argv[1]), tickets=Path(sys.argv[2]), clock=now, bars=bars)
found = outcome.report
report.show(found, Console(stderr=True))
json.dump({
    "unchanged": outcome.unchanged,
    "rows": sum(outcome.after.values()),
    "cooperatives": list(found.cooperatives.values()),
    "products": found.products,
    "programmes": [[one.funnel.enrolled, one.funnel.authorised] for one in found.programmes],
    "items": found.oasis.items,
    "visitors": found.oasis.visitors,
    "half_months": found.oasis.half_months,
    "autonomy": found.oasis.autonomy_basis_points,
    "books": {
        one.market: [
            one.totals.sales_minor, one.totals.returns_minor, one.totals.fees_minor,
            one.totals.paid_minor, one.totals.open_minor, one.totals.difference_minor, one.offending,
        ]
        for one in found.books
    },
    "tokens": len(welcome.issue_tokens(clock=now)),
}, sys.stdout)
"""


def run(tickets: Path, *, scale: int = SCALE) -> subprocess.CompletedProcess[str]:
    """The job as `tadamun demo` runs it. The server is the tests' own, the folder of tickets this test's."""
    command = [sys.executable, "-c", RUN, str(scale), str(tickets)]
    environment = {**os.environ, "DATABASE_NAME": DATABASE}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=900)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    database.recreate(ENV, DATABASE)
    yield tmp_path_factory.mktemp("demo")
    database.drop(ENV, DATABASE)


@pytest.fixture(scope="module")
def first(folder: Path) -> Mapping[str, Any]:
    done = run(folder)
    assert done.returncode == 0, done.stderr
    found: Mapping[str, Any] = json.loads(done.stdout)
    return found


class TestDemo:
    def test_loads_the_network_of_its_true_size(self, first: Mapping[str, Any]) -> None:
        assert first["cooperatives"] == [159, 122, 75] and sum(first["cooperatives"]) == 356
        assert first["products"] == 8_872

    def test_tells_of_the_programmes_what_was_published(self, first: Mapping[str, Any]) -> None:
        [_, authorised], [enrolled, _] = first["programmes"]
        assert authorised == 166 and 150 < enrolled < 250

    def test_imports_the_whole_history_at_its_scale(self, first: Mapping[str, Any]) -> None:
        assert first["items"] * SCALE > 4_000_000
        assert first["visitors"] > 2_000_000
        assert first["half_months"] == 97

    def test_pays_for_itself_from_the_second_year_on(self, first: Mapping[str, Any]) -> None:
        first_year, *later = first["autonomy"]
        assert first_year < 10_000 and all(year >= 10_000 for year in later)

    def test_keeps_books_that_are_explained_to_the_centime(self, first: Mapping[str, Any]) -> None:
        assert set(first["books"]) == {"casablanca", "marrakech", "rabat", "tangier"}
        for sales, refunds, fees, paid, owed, difference, offending in first["books"].values():
            assert sales > 0 and paid + owed == sales - refunds - fees
            assert difference == offending == 0

    def test_gives_every_role_a_token(self, first: Mapping[str, Any]) -> None:
        assert first["tokens"] == 13

    def test_changes_nothing_the_second_time(self, first: Mapping[str, Any], folder: Path) -> None:
        again = json.loads(run(folder).stdout)
        assert again["unchanged"] and again == {**first, "unchanged": True}

    def test_refuses_another_scale_on_the_same_database(self, first: Mapping[str, Any], folder: Path) -> None:
        done = run(folder, scale=SCALE // 2)
        assert done.returncode != 0 and "holds the demonstration at scale 1/2000" in done.stderr
