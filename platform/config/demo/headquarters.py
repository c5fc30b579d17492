"""What headquarters has under way in the demonstration: a call for cooperatives that anybody may answer, and
the papers that it will ask for from next summer on. Twice is once.
"""

from datetime import date, datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from kernel.halfmonth import business_date
from shared_catalog.documents import operations as documents
from shared_catalog.documents.models import RequirementSet
from shared_catalog.documents.rules import FIRST_SETS
from shared_catalog.registry.types import Group
from shared_catalog.selection import operations as selection
from shared_catalog.selection.types import (
    Criterion,
    CriterionKind,
    Dimension,
    Gate,
    GateKind,
    GridTerms,
    Quota,
    Scale,
)
from tenants.access import SYSTEM
from tenants.database.session import as_hq

_TITLE = "Marrakech, première sélection"
_PLACES = 40
_TERMS = GridTerms(
    gates=(
        Gate(kind=GateKind.ONSSA, groups=(Group.TERROIR.value, Group.AGRI.value)),
        Gate(kind=GateKind.GOOD_STANDING, groups=tuple(group.value for group in Group)),
    ),
    criteria=(
        Criterion(kind=CriterionKind.PACKAGING, maximum=20, weight=30),
        Criterion(
            kind=CriterionKind.PRICE_LEVEL, maximum=20, weight=25, scale=Scale(none_at=15_000, full_at=9_000)
        ),
        Criterion(kind=CriterionKind.CAPACITY, maximum=10, weight=20),
        Criterion(
            kind=CriterionKind.WOMEN_SHARE, maximum=10, weight=15, scale=Scale(none_at=0, full_at=10_000)
        ),
        Criterion(
            kind=CriterionKind.RURAL_SHARE, maximum=10, weight=10, scale=Scale(none_at=0, full_at=10_000)
        ),
    ),
    quotas=tuple(
        Quota(dimension=Dimension.REGION, value=region, floor=4) for region in ("MA-07", "MA-08", "MA-09")
    ),
    gap=2_500,
    pass_mark=40,
)


def call_for_cooperatives(*, at: datetime) -> None:
    """Open a round for the market of Marrakech."""
    with as_hq():
        grid = selection.define_grid(grid_id=_key("grid"), title=_TITLE, terms=_TERMS, at=at, actor=SYSTEM.id)
        selection.open_round(
            round_id=_key("round"), grid_id=grid.id, title=_TITLE, places=_PLACES, at=at, actor=SYSTEM.id
        )


def announce_requirements(*, at: datetime) -> None:
    """Say what the law asks of each group, from the first of July of next year on: the seed has no papers, so
    that all of it is due then and nothing before.
    """
    first_day = date(business_date(at).year + 1, 7, 1)
    with as_hq():
        for asked in FIRST_SETS:
            key = _key("requirements", asked.category_code)
            if RequirementSet.objects.filter(id=key).exists():
                continue  # of an earlier run, and perhaps of another year
            documents.publish_requirement_set(
                set_id=key,
                category_code=asked.category_code,
                effective_from=first_day,
                requirements=asked.requirements,
                at=at,
                actor=SYSTEM.id,
            )


def _key(*names: str) -> UUID:
    return uuid5(NAMESPACE_URL, "/".join(("tadamun", "headquarters", *names)))
