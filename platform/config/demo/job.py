"""The main job, step by step. Every step finds what an earlier run left and does the rest."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from rich.progress import Progress

from config import history_import as history
from config import relay
from config.demo import folder, headquarters, live, network, oasis, report
from config.errors import ConfigurationError
from kernel.halfmonth import HalfMonth
from markets.costs.models import OperatingCost
from markets.periods import rules as calendar
from tenants.database.session import as_hq, as_market
from tenants.network import queries
from tenants.network.types import Stage

Counts = Mapping[str, int]

_NATION = (
    "tenants.network",
    "shared_catalog.registry",
    "shared_catalog.catalogue",
    "shared_catalog.documents",
    "shared_catalog.selection",
    "shared_catalog.qualification",
)

_HALF_MONTHS = len(
    calendar.half_months_between(HalfMonth.containing(oasis.FIRST_DAY), HalfMonth.containing(oasis.LAST_DAY))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The report, and how many rows each table had before and after the run (tokens apart)."""

    report: report.Report
    before: Counts
    after: Counts

    @property
    def unchanged(self) -> bool:
        """Whether the run found everything done."""
        return self.before == self.after


def run(*, scale: int, tickets: Path, clock: Callable[[], datetime], bars: Progress) -> Outcome:
    """Bring the whole demonstration about at one ticket in `scale`, with the tickets kept below `tickets`.

    Raises ConfigurationError when the database holds the demonstration at another scale.
    """
    before = counts()
    _provision(clock, bars)
    if _has_room_for_history(scale):
        _bring_history(scale, tickets, clock, bars)
    network.open_all(at=clock())
    network.fill_sandbox(at=clock())
    _follow(bars, "live sales", live.sales_in_all(), live.trade(clock))
    relay.relay_network()  # as the worker does: events are read once they have their position
    after = counts()
    task = bars.add_task("the report", total=1)
    computed = report.compute(scale=scale, clock=clock)
    bars.advance(task)
    return Outcome(report=computed, before=before, after=after)


def counts() -> Counts:
    """The rows of every table but those of tokens and jobs, by schema; nothing for a database without a
    network.
    """
    try:
        with as_hq():
            schemas = queries.market_schemas()
            found = _rows("public", _NATION)
    except DatabaseError:
        return {}
    for schema in schemas:
        with as_market(schema):
            found |= _rows(schema, settings.TENANT_APPS)
    return found


def _provision(clock: Callable[[], datetime], bars: Progress) -> None:
    _follow(bars, "markets", len(network.MARKETS), network.provision(at=clock()))
    task = bars.add_task("registry and catalogue", total=1)
    network.load_nation(at=clock())
    headquarters.call_for_cooperatives(at=clock())
    headquarters.announce_requirements(at=clock())
    bars.advance(task)


def _has_room_for_history(scale: int) -> bool:
    """Whether the history still has to be brought, or finished. Raises ConfigurationError."""
    with as_market(oasis.MARKET):
        stage = queries.current_market().stage
        first = OperatingCost.objects.order_by("month", "id").first()
    note = folder.scale_note(scale)
    if first is not None and first.note != note:
        raise ConfigurationError(
            f"This database holds the demonstration at scale {first.note or 'full'}: "
            "run it with that scale, or `make clean` first."
        )
    return stage == Stage.PLANNED


def _bring_history(scale: int, tickets: Path, clock: Callable[[], datetime], bars: Progress) -> None:
    place = tickets / f"{oasis.MARKET}-1-{scale}"
    task = bars.add_task("tickets of the Oasis", total=_HALF_MONTHS)
    folder.write(place, network.goods_of_the_oasis(), scale=scale, written=lambda: bars.advance(task))
    bars.update(task, completed=_HALF_MONTHS)
    history.import_setup(oasis.MARKET, place, clock=clock)
    _follow(
        bars,
        "half-months imported",
        _HALF_MONTHS,
        history.import_half_months(oasis.MARKET, place, clock=clock),
    )


def _follow(bars: Progress, name: str, total: int, steps: Iterator[object]) -> None:
    task = bars.add_task(name, total=total)
    for _ in steps:
        bars.advance(task)


def _rows(schema: str, slices: Collection[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    with connection.cursor() as cursor:
        for app in apps.get_app_configs():
            for model in app.get_models() if app.name in slices else ():
                table = model._meta.db_table
                cursor.execute(f'SELECT count(*) FROM "{table}"')
                found[f"{schema}.{table}"] = cursor.fetchone()[0]
    return found
