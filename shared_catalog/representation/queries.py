"""Reads of representation: the network as it stands on a day, and the floors of that day."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Q

from kernel.halfmonth import MARKET_ZONE
from shared_catalog.catalogue.models import Product
from shared_catalog.catalogue.types import ProductStatus
from shared_catalog.registry.models import Cooperative
from shared_catalog.registry.queries import participations
from shared_catalog.representation.models import Floor
from shared_catalog.representation.types import Cell, FloorTerms, Measure, Network, Newcomer, Presence
from shared_catalog.selection import queries as selection
from shared_catalog.selection import rules as selection_rules
from shared_catalog.selection.models import Decision, Round
from shared_catalog.selection.types import Outcome
from tenants.network.models import Market
from tenants.network.types import Kind

SALES_DAYS = 365
"""Sales are those of so many days, the day itself the last: a whole year, so that no season weighs more."""

_WAS_ON_THE_SHELF = (ProductStatus.PUBLISHED, ProductStatus.RETIRED)


def cities() -> list[str]:
    """The schemas of the markets that count: a sandbox is nowhere."""
    found = Market.objects.filter(kind=Kind.CITY).order_by("schema_name")
    return list(found.values_list("schema_name", flat=True))


def sales_since(on: date) -> date:
    """The first day whose sales count on a day."""
    return on - timedelta(days=SALES_DAYS - 1)


def network(*, on: date, markets: Collection[str], sales: Mapping[Presence, int]) -> Network:
    """Who takes part in these markets on a day, and with what; three statements. `sales` is what was sold net
    there in the days that count, which the markets' figures tell.
    """
    here = participations(on=on).filter(market_id__in=markets)
    rows = here.order_by().values_list("market_id", "cooperative_id")
    presences = frozenset((str(market), who) for market, who in rows)
    known = {who for _, who in presences}
    return Network(
        cells=_cells({*known, *(who for _, who in sales)}),
        presences=presences,
        products=products_of(known, on=on),
        sales=sales,
    )


def products_of(cooperative_ids: Collection[UUID], *, on: date) -> Mapping[UUID, int]:
    """How many approved products each has in the catalogue at the end of a day, in one statement."""
    night = datetime.combine(on + timedelta(days=1), time.min, MARKET_ZONE)
    there = Product.objects.filter(
        Q(retired_at__isnull=True) | Q(retired_at__gte=night),
        status__in=_WAS_ON_THE_SHELF,
        approved_at__lt=night,
        cooperative_id__in=cooperative_ids,
    )
    return dict(there.values("cooperative_id").annotate(n=Count("id")).values_list("cooperative_id", "n"))


def floors_on(day: date) -> Sequence[FloorTerms]:
    """The floors in force on a day, by region, group and measure, in one statement."""
    latest = {}
    for row in Floor.objects.filter(effective_from__lte=day).order_by("effective_from"):
        latest[row.region_id, row.group, row.measure] = row
    return [terms_of(latest[key]) for key in sorted(latest) if latest[key].basis_points]


def terms_of(row: Floor) -> FloorTerms:
    """A floor as the rules know it."""
    return FloorTerms(
        region=row.region_id,
        group=row.group,
        measure=Measure(row.measure),
        basis_points=row.basis_points,
    )


def taken_by(decision: Decision) -> Sequence[Newcomer]:
    """Whom a decision takes, in one statement."""
    rows = decision.decided_places.filter(outcome=Outcome.TAKEN).values_list(
        "application__cooperative_id", "application__region_id", "application__group"
    )
    return [Newcomer(cooperative_id=who, cell=Cell(region, group)) for who, region, group in rows]


def taken_in(round_: Round) -> Sequence[Newcomer]:
    """Whom a decision that was prepared now would take."""
    given = selection.files(round_, decision=round_.decisions.count() + 1)
    result = selection_rules.decide(given, terms=selection.terms_of(round_), places=round_.places)
    taken = {one.number for one in result.placings if one.outcome is Outcome.TAKEN}
    rows = round_.applications.filter(number__in=taken)
    return [
        Newcomer(cooperative_id=who, cell=Cell(region, group))
        for who, region, group in rows.values_list("cooperative_id", "region_id", "group")
    ]


def _cells(cooperative_ids: Collection[UUID]) -> Mapping[UUID, Cell]:
    rows = Cooperative.objects.filter(id__in=cooperative_ids).values_list("id", "region_id", "group")
    return {who: Cell(region, group) for who, region, group in rows}
