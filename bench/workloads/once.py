"""What is done once and not many times a second: S1, T1, T2 and I1, each through the platform's operations in
this process, in milliseconds.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg

from api.bulk.running import run_operation
from bench import setting
from bench.data.building import create_market
from bench.data.superuser import superuser
from config import database
from config.environment import ENV
from kernel import clock
from markets.periods import operations as periods
from markets.periods.models import Period
from markets.settlement import operations as settlement
from markets.settlement import queries as reviews
from shared_catalog.catalogue.models import Category, Product
from shared_catalog.exchange import operations as exchange
from shared_catalog.registry.models import Cooperative
from tenants.bulk import operations as bulk
from tenants.bulk.books import HQ_BOOKS
from tenants.bulk.rules import CSV
from tenants.bulk.types import Starter
from tenants.database import migration
from tenants.database.session import as_hq, as_market, close_connections
from tenants.identity.operations import issue_token
from tenants.network import queries as networks
from tenants.permissions import Permission, Role

_AGGREGATE = """
    SELECT account.cooperative_id, posting.kind, sum(posting.amount_minor)
    FROM ledger_posting posting
    JOIN ledger_account account ON account.id IN (posting.debit_id, posting.credit_id)
    WHERE posting.period_id = %s AND account.cooperative_id IS NOT NULL
    GROUP BY 1, 2
"""
_HEADER = "reference;cooperative;category;name_ar;name_fr;name_en;unit;net_content;gtin;recommended_price"


@contextmanager
def timed(figures: dict[str, Any], step: str) -> Iterator[None]:
    """Note what a step took."""
    began = time.perf_counter()
    yield
    figures[step] = round((time.perf_counter() - began) * 1000, 1)


def create_markets() -> dict[str, Any]:
    """T1. The first one in a process runs the migrations, the next ones what they came to."""
    figures: dict[str, Any] = {}
    for number, step in enumerate(("first_ms", "ms")):
        with timed(figures, step):
            create_market(f"made{number}")
    close_connections()
    return figures


def migrate_nothing() -> dict[str, Any]:
    """T2. What `tadamun migrate` does when there is nothing to do."""
    with as_hq():
        schemas = networks.market_schemas()
    figures: dict[str, Any] = {"markets": len(schemas)}
    with timed(figures, "ms"):
        migration.migrate_public()
        behind = migration.migrate_markets(schemas)
    assert not behind, behind
    close_connections()
    return figures


def close_half_month() -> dict[str, Any]:
    """S1. From the cut-off to the seal, with one more reading of the drafts by whoever approves."""
    key, figures = setting.JUST_ENDED.key, dict[str, Any]()
    with superuser(setting.MARKET) as cursor, timed(figures, "limit_ms"):
        cursor.execute(_AGGREGATE, [key])
        assert cursor.fetchall()
    with as_market(setting.MARKET):
        at = Period.objects.get(pk=key).cut_off_at
        with timed(figures, "ms"):
            periods.cut_off(period_id=key, at=at, actor=setting.ACTOR, permission=Permission.PERIODS_CLOSE)
            settlement.start_review(period_id=key, at=at, actor=setting.ACTOR)
            digest = reviews.review_of(Period.objects.get(pk=key)).digest
            settlement.approve_period(period_id=key, digest=digest, at=at, actor=setting.APPROVER)
            with timed(figures, "seal_ms"):
                settlement.seal_period(period_id=key, at=at, actor=setting.ACTOR)
    close_connections()
    return figures | {"ratio": round(figures["limit_ms"] / figures["ms"], 3)}


def import_catalogue() -> dict[str, Any]:
    """I1. As many new products as the catalogue has, checked and then imported; beside it, copying as many
    rows into an empty table like theirs.
    """
    with as_hq():
        content = _workbook()
        owner = f"token:{_token()}"
        starter = Starter(actor=owner, client="", session=None, allowed=None, counted_as=owner, language="fr")
        kept = bulk.keep_table(
            books=HQ_BOOKS, content=content, media_type=CSV, owner=owner, client="", at=clock.now()
        )
        figures: dict[str, Any] = {"rows": content.count(b"\n") - 1, "limit_ms": _copied_ms()}
        of = exchange.start_check(
            file_id=UUID(str(kept.pk)),
            source="bench",
            only_valid_rows=False,
            field="checkCatalogueImport",
            starter=starter,
            at=clock.now(),
        )
        with timed(figures, "check_ms"):
            _work(of.check_operation_id)
        of.refresh_from_db()
        assert of.faulty == 0, f"{of.faulty} rows have faults"
        exchange.start_import(
            import_id=of.pk,
            digest=bytes(of.digest or b""),
            field="importCatalogue",
            starter=starter,
            at=clock.now(),
        )
        of.refresh_from_db()
        with timed(figures, "import_ms"):
            _work(of.import_operation_id)
        of.refresh_from_db()
        assert of.created == figures["rows"], (of.state, of.created, of.problem)
    close_connections()
    figures["ms"] = round(figures["check_ms"] + figures["import_ms"], 1)
    return figures | {"ratio": round(figures["limit_ms"] / figures["ms"], 3)}


def _workbook() -> bytes:
    """A line of CSV for each product there is: the same one under another name."""
    makers = dict(Cooperative.objects.values_list("pk", "code"))
    leaves = set(Category.objects.filter(parent__isnull=False).values_list("pk", flat=True))
    lines = [_HEADER]
    rows = Product.objects.order_by("code").values_list(
        "cooperative_id",
        "category_id",
        "name_ar",
        "name_fr",
        "unit",
        "net_content",
        "recommended_price_minor",
    )
    for number, (maker, category, ar, fr, unit, content, minor) in enumerate(rows):
        assert category in leaves
        price = f"{minor // 100},{minor % 100:02}"
        names = f'"{ar} {number}";"{fr} bis {number}";'
        lines.append(f"B-{number};{makers[maker]};{category};{names};{unit};{content};;{price}")
    return "\r\n".join([*lines, ""]).encode()


def _token() -> UUID:
    issued = issue_token(
        role=Role.REGISTRY_OFFICER, scope="network", label="bench import", issued_at=clock.now()
    )
    return UUID(str(issued.row.pk))


def _work(operation: Any) -> None:
    """What the worker does once it hears of the operation."""
    run_operation(now=clock.now(), operation=str(operation), books=HQ_BOOKS, clock=clock.now)


def _copied_ms() -> float:
    """Copying the rows of the catalogue with all its indexes."""
    figures: dict[str, Any] = {}
    with psycopg.connect(database.address(ENV).conninfo()) as connection:
        connection.execute("CREATE TABLE bench_product (LIKE catalogue_product INCLUDING ALL)")
        with connection.cursor().copy("COPY catalogue_product TO STDOUT") as copy:
            rows = b"".join(bytes(part) for part in copy)
        with timed(figures, "ms"):
            with connection.cursor().copy("COPY bench_product FROM STDIN") as copy:
                copy.write(rows)
            connection.commit()
        connection.execute("DROP TABLE bench_product")
    return float(figures["ms"])
