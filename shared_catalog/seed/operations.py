"""Loading the made-up nation: everything set-based, through the rules that single writes go through."""

from datetime import date, datetime

from django.db import transaction

from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue.models import Category, Product
from shared_catalog.registry import operations as registry
from shared_catalog.registry.models import Cooperative, Province, Region
from shared_catalog.registry.types import Loaded, ParticipationEntry
from shared_catalog.seed import reference
from shared_catalog.seed.generator import national_seed, seeded_id
from shared_catalog.seed.types import SeedCounts


@transaction.atomic
def load(*, at: datetime, actor: str) -> SeedCounts:
    """Load territory, categories, VAT rates, eligible cooperatives with accounts and certificates, and
    approved products.

    All or nothing, as headquarters; a second run adds nothing and changes nothing. Raises what the loading
    operations of registry and catalogue raise, IdReused for one if an earlier seed's rows are in the way.
    """
    seed = national_seed()
    loaded = (
        registry.load_territory(data=reference.territory(), at=at),
        catalogue.load_categories(data=reference.categories(), at=at),
        catalogue.load_tax_rates(data=reference.tax_rates(), at=at, actor=actor),
        registry.load_cooperatives(entries=[each.entry for each in seed.cooperatives], at=at, actor=actor),
        catalogue.load_products(entries=[each.entry for each in seed.products], at=at, actor=actor),
    )
    return SeedCounts(
        regions=Region.objects.count(),
        provinces=Province.objects.count(),
        categories=Category.objects.count(),
        cooperatives=Cooperative.objects.count(),
        products=Product.objects.count(),
        added=sum(part.added for part in loaded),
    )


def admit_all(*, market_schema: str, at: datetime, actor: str, joined_on: date | None = None) -> Loaded:
    """Admit the whole seed to a market: on one day, or by default on the days of the Oasis market's own
    growth.

    A second run adds nothing. Raises NotFound for the market, and what `load_participations` raises.
    """
    entries = [
        ParticipationEntry(
            participation_id=seeded_id("participation", market_schema, each.number),
            cooperative_id=each.id,
            joined_on=joined_on or each.joined_on,
        )
        for each in national_seed().cooperatives
    ]
    return registry.load_participations(market_schema=market_schema, entries=entries, at=at, actor=actor)
