"""The four markets of the demonstration, and a sandbox beside them: made, stocked with the nation's
cooperatives, and opened.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from config.demo import oasis
from config.demo.trade import Good
from config.first_rows import FIRST_ROWS
from kernel.ids import new_id
from markets.sandbox import operations as sandbox
from shared_catalog.catalogue.models import Product
from shared_catalog.registry import operations as registry
from shared_catalog.registry.models import Cooperative, Participation
from shared_catalog.registry.types import ParticipationEntry
from shared_catalog.seed import operations as seed
from shared_catalog.seed.generator import national_seed
from shared_catalog.seed.types import SeedCounts
from tenants.access import SYSTEM
from tenants.database import migration
from tenants.database.session import as_hq
from tenants.network import operations, queries
from tenants.network.types import Kind, MarketDescription, Stage

SANDBOX = "sandbox"
MARKETS = (
    MarketDescription(
        slug=oasis.MARKET,
        name_ar="السوق التضامني - الوازيس",
        name_fr="Marché solidaire Oasis",
        name_en="Oasis solidarity market",
        city="Casablanca",
        region_code="MA-06",
        legal_name="Marché solidaire",
    ),
    MarketDescription(
        slug="marrakech",
        name_ar="السوق التضامني - مراكش",
        name_fr="Marché solidaire de Marrakech",
        name_en="Marrakesh solidarity market",
        city="Marrakech",
        region_code="MA-07",
        legal_name="Marché solidaire",
    ),
    MarketDescription(
        slug="tangier",
        name_ar="السوق التضامني - طنجة",
        name_fr="Marché solidaire de Tanger",
        name_en="Tangier solidarity market",
        city="Tanger",
        region_code="MA-01",
        legal_name="Marché solidaire",
    ),
    MarketDescription(
        slug="rabat",
        name_ar="السوق التضامني - الرباط",
        name_fr="Marché solidaire de Rabat",
        name_en="Rabat solidarity market",
        city="Rabat",
        region_code="MA-04",
        legal_name="Marché solidaire",
    ),
    MarketDescription(
        slug=SANDBOX,
        name_ar="سوق للتجربة",
        name_fr="Marché d'essai",
        name_en="Sandbox",
        city="Casablanca",
        region_code="MA-06",
        kind=Kind.SANDBOX,
    ),
)

# Where the cooperatives of a new market come from: its own region and those around it.
_REGIONS_OF = {
    "marrakech": ("MA-05", "MA-07", "MA-08", "MA-09"),
    "tangier": ("MA-01", "MA-03"),
    "rabat": ("MA-02", "MA-03", "MA-04"),
}
_FIRST_RESET = UUID("01a20900-0000-7000-8000-73616e64626f")
_NEW_MARKETS_SINCE = date(2026, 9, 1)


def provision(*, at: datetime) -> Iterator[str]:
    """Migrate the nation's schema and make the markets that are missing; yields the slug of each market."""
    migration.migrate_public()
    with as_hq():
        known = set(queries.market_schemas())
    migration.migrate_markets(sorted(known))
    for description in MARKETS:
        if description.slug not in known:
            operations.create_market(description=description, created_at=at, first_rows=FIRST_ROWS)
        yield description.slug


def load_nation(*, at: datetime) -> SeedCounts:
    """Registry and catalogue, and who takes part where. Twice is once."""
    with as_hq():
        counts = seed.load(at=at, actor=SYSTEM.id)
        seed.admit_all(market_schema=oasis.MARKET, at=at, actor=SYSTEM.id)
        for slug, regions in _REGIONS_OF.items():
            _admit(slug, regions, at)
    return counts


def open_all(*, at: datetime) -> None:
    """Open the markets that are planned."""
    with as_hq():
        for market in queries.markets():
            if market.stage == Stage.PLANNED:
                operations.open_market(slug=market.schema_name, at=at)


def fill_sandbox(*, at: datetime) -> None:
    """Give the sandbox what it has after any reset, once."""
    sandbox.reset(market=SANDBOX, reset_id=_FIRST_RESET, at=at, actor=SYSTEM.id, first_rows=FIRST_ROWS)


def goods_of_the_oasis() -> list[Good]:
    """The catalogue as the Oasis market sold it: codes and prices from the database, first days of sale from
    the seed.
    """
    introduced_on = {product.id: product.introduced_on for product in national_seed().products}
    with as_hq():
        rows = Product.objects.filter(id__in=introduced_on).order_by("code")
        return [
            Good(code, category, price_minor, introduced_on[product_id], expires=food_use)
            for product_id, code, category, price_minor, food_use in rows.values_list(
                "id", "code", "category_id", "recommended_price_minor", "food_use"
            )
        ]


def _admit(slug: str, regions: Sequence[str], at: datetime) -> None:
    takes_part = Participation.objects.filter(market_id=slug).values("cooperative_id")
    waiting = Cooperative.objects.filter(region_id__in=regions).exclude(id__in=takes_part).order_by("code")
    entries = [
        ParticipationEntry(
            participation_id=new_id(), cooperative_id=cooperative_id, joined_on=_NEW_MARKETS_SINCE
        )
        for cooperative_id in waiting.values_list("id", flat=True)
    ]
    registry.load_participations(market_schema=slug, entries=entries, at=at, actor=SYSTEM.id)
