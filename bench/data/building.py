"""Building the data, in a process of its own.

.venv/bin/python -m bench.data.building
"""

from bench import setting  # isort: skip

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import psycopg
from psycopg.sql import SQL, Composed, Identifier, Literal

from bench.data.keeping import fingerprint
from bench.data.superuser import copy, drop, run, superuser, tidy
from config import database
from config.environment import ENV
from config.first_rows import FIRST_ROWS
from kernel.halfmonth import business_date
from markets.fees import operations as fees
from markets.periods import operations as periods
from markets.tills import operations as tills
from shared_catalog.catalogue.models import Product
from shared_catalog.seed import operations as seed
from tenants.database import migration
from tenants.database.session import as_hq, as_market, as_owner, close_connections
from tenants.network import operations as network
from tenants.network.types import MarketDescription

SALES_IN_A_HALF_MONTH, SALES_TO_CLOSE = 312, 5_000
"""Of eight pieces each: with what waits to be closed, 100,000 pieces."""

SALES = SALES_IN_A_HALF_MONTH * setting.HALF_MONTHS + SALES_TO_CLOSE
PIECES_A_SALE = 8
GOODS_OF_MORE = 200
"""What a market has on sale that is made only so that there are many."""

_OPENED = setting.SETTLED[0].starts_at


def build() -> None:
    """Make it anew, and keep it."""
    for name in (setting.KEPT, setting.DATABASE):
        drop(name)
    database.ensure_database(ENV)
    migration.migrate_public()
    for slug in (setting.MARKET, *setting.OTHERS):
        create_market(slug)
    with as_hq():
        seed.load(at=_OPENED, actor=setting.ACTOR)
    for slug in (setting.MARKET, *setting.OTHERS):
        open_market(slug)
    stock(setting.MARKET, goods=_products())
    for slug in setting.OTHERS:
        stock(slug, goods=GOODS_OF_MORE)
    settled = [half_month.key for half_month in setting.SETTLED]
    sell(setting.MARKET, first=0, sales=SALES_IN_A_HALF_MONTH, periods=settled)
    sell(
        setting.MARKET,
        first=len(settled) * SALES_IN_A_HALF_MONTH,
        sales=SALES_TO_CLOSE,
        periods=[setting.JUST_ENDED.key],
    )
    with superuser(setting.MARKET) as cursor:
        run(cursor, "statements.sql", periods=settled, actor=setting.ACTOR)
        for slug in setting.OTHERS:
            _copy_figures(cursor, slug)
    tidy()
    close_connections()
    copy(setting.DATABASE, setting.KEPT, said=fingerprint())


def create_market(slug: str) -> None:
    """Provision one as the command line would, as of the beginning of the history."""
    description = MarketDescription(
        slug=slug,
        name_ar="سوق تضامني",
        name_fr=f"Marché {slug}",
        name_en=f"{slug} market",
        city=slug,
        region_code="MA-06",
        legal_name="Marché solidaire",
    )
    network.create_market(description=description, created_at=_OPENED, first_rows=FIRST_ROWS)


def open_market(slug: str, *, like: str = "") -> None:
    """Let every cooperative take part, and sell: a fee of a tenth, some tills, a calendar up to next year.
    Participations are copied from a market that has the same, where one is named.
    """
    if like:
        _copy_participations(like, slug)
    with as_hq():
        if not like:
            seed.admit_all(market_schema=slug, at=_OPENED, actor=setting.ACTOR, joined_on=_OPENED.date())
        network.open_market(slug=slug, at=_OPENED)
    with as_market(slug):
        fees.add_past_rate(
            effective_from=_OPENED.date() - timedelta(days=2),
            basis_points=1_000,
            set_at=_OPENED,
            actor=setting.ACTOR,
        )
        for number in range(setting.TILLS):
            tills.open_till(code=f"T{number}", name=f"Caisse {number}", opened_at=_OPENED)
    with as_owner(slug):
        periods.extend_calendar(today=business_date(setting.NOW))


def stock(slug: str, *, goods: int) -> None:
    """Put so many products on sale, with a lot of each."""
    with superuser(slug) as cursor:
        run(cursor, "goods.sql", goods=goods, at=_OPENED, actor=setting.ACTOR, on_hand=setting.ON_HAND)


def sell(slug: str, *, first: int, sales: int, periods: Sequence[int]) -> None:
    """Past sales, so many in each half-month; `first` is how many there are."""
    with superuser(slug) as cursor:
        given = {"first": first, "sales": sales, "periods": list(periods)}
        run(cursor, "history.sql", goods=_products(), actor=setting.ACTOR, **given)


def _products() -> int:
    with as_hq():
        return Product.objects.count()


def _copy_participations(market: str, slug: str) -> None:
    with superuser(market) as cursor:
        columns = _columns(cursor, "public", "registry_participation", but=("id", "market_id"))
        cursor.execute(
            SQL(
                "INSERT INTO registry_participation (id, market_id, {}) SELECT uuidv7(), {}, {}"
                " FROM registry_participation WHERE market_id = {}"
            ).format(columns, Literal(slug), columns, Literal(market))
        )


def _copy_figures(cursor: psycopg.ClientCursor[Any], slug: str) -> None:
    """The first market's figures as another's, for the network's report."""
    for table in ("figures_till_day", "figures_cooperative_day", "figures_category_day"):
        columns = _columns(cursor, slug, table, but=("id",))
        cursor.execute(
            SQL("INSERT INTO {}.{} ({}) SELECT {} FROM {}").format(
                Identifier(slug), Identifier(table), columns, columns, Identifier(table)
            )
        )


def _columns(cursor: psycopg.ClientCursor[Any], schema: str, table: str, *, but: Sequence[str]) -> Composed:
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = %s AND table_name = %s",
        [schema, table],
    )
    return SQL(", ").join(Identifier(name) for (name,) in cursor.fetchall() if name not in but)


if __name__ == "__main__":
    build()
