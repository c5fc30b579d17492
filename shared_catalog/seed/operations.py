"""Loading the made-up nation: everything set-based, through the rules that single writes go through."""

from datetime import date, datetime

from django.db import transaction

from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue.models import Category, Product
from shared_catalog.marks import operations as marks
from shared_catalog.qualification import operations as qualification
from shared_catalog.qualification.models import Enrolment, Phase
from shared_catalog.registry import operations as registry
from shared_catalog.registry.models import Cooperative, Province, Region
from shared_catalog.registry.types import Loaded, ParticipationEntry
from shared_catalog.seed import reference
from shared_catalog.seed.generator import national_seed, seeded_id
from shared_catalog.seed.types import ProgrammeSeed, SeedCounts


@transaction.atomic
def load(*, at: datetime, actor: str) -> SeedCounts:
    """Load territory, categories, attributes, marks, VAT rates, eligible cooperatives with accounts and
    certificates, published products, and the qualification programmes with their history.

    All or nothing, as headquarters; a second run adds nothing and changes nothing. Raises what the loading
    operations of registry and catalogue raise, IdReused for one if an earlier seed's rows are in the way.
    """
    seed = national_seed()
    loaded = (
        registry.load_territory(data=reference.territory(), at=at),
        catalogue.load_categories(data=reference.categories(), at=at),
        catalogue.load_attributes(data=reference.attributes(), at=at),
        marks.load_marks(data=reference.marks(), at=at),
        catalogue.load_tax_rates(data=reference.tax_rates(), at=at, actor=actor),
        registry.load_cooperatives(entries=[each.entry for each in seed.cooperatives], at=at, actor=actor),
        catalogue.load_products(entries=[each.entry for each in seed.products], at=at, actor=actor),
        *(_load_programme(each, at=at, actor=actor) for each in seed.programmes),
    )
    return SeedCounts(
        regions=Region.objects.count(),
        provinces=Province.objects.count(),
        categories=Category.objects.count(),
        cooperatives=Cooperative.objects.count(),
        products=Product.objects.count(),
        enrolments=Enrolment.objects.count(),
        added=sum(part.added for part in loaded),
    )


def _load_programme(seed: ProgrammeSeed, *, at: datetime, actor: str) -> Loaded:
    qualification.define_programme(programme_id=seed.id, terms=seed.terms, at=at, actor=actor)
    phase = Phase.objects.get(programme_id=seed.id, number=1)
    for cohort in seed.cohorts:
        qualification.open_cohort(
            cohort_id=cohort.id,
            phase_id=phase.id,
            code=cohort.code,
            starts_on=cohort.starts_on,
            at=at,
            actor=actor,
        )
    return qualification.load_enrolments(programme_id=seed.id, entries=seed.enrolments, at=at, actor=actor)


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
