"""Writes of corridors."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, NotFound
from kernel.halfmonth import business_date
from shared_catalog.catalogue.models import Category
from shared_catalog.prices import queries, rules
from shared_catalog.prices.models import Corridor
from shared_catalog.prices.types import CorridorTerms
from shared_catalog.registry.operations import IdReused
from shared_catalog.registry.rules import required_reason
from tenants.database.claims import claim, done_before
from tenants.events import operations as events
from tenants.network.models import Market


class CorridorAlreadySet(DomainError):
    """That market and category already have a corridor from that day. Params: `effective_from`."""

    code = "CORRIDOR_ALREADY_SET"
    messages = {
        "ar": "حدد من قبل نطاق آخر للأسعار يسري ابتداء من {effective_from}",
        "fr": "Un autre encadrement des prix vaut déjà à partir du {effective_from}",
        "en": "Another price corridor already holds from {effective_from}",
    }


@transaction.atomic
def set_corridor(
    *, corridor_id: UUID, terms: CorridorTerms, reason: str, at: datetime, actor: str
) -> Corridor:
    """Let prices lie only so far from the recommended ones, from today or a later day on, under an id made by
    the caller. What is listed already keeps its price. A corridor without bounds lifts the one before.

    Raises NotFound, IdReused, CorridorAlreadySet, InvalidValue.
    """
    claim(corridor_id)
    given_reason = required_reason(reason)
    known = Corridor.objects.filter(id=corridor_id).first()
    if known is not None:
        if (queries.terms_of(known), known.reason) != (terms, given_reason):
            raise IdReused(kind="price corridor", id=corridor_id)
        return done_before(known)
    rules.checked(terms, today=business_date(at))
    if terms.market is not None and not Market.objects.filter(schema_name=terms.market).exists():
        raise NotFound(kind="market", id=terms.market)
    if terms.category is not None and not Category.objects.filter(code=terms.category).exists():
        raise NotFound(kind="category", id=terms.category)
    corridor = Corridor(
        id=corridor_id,
        market_id=terms.market,
        category_id=terms.category,
        effective_from=terms.effective_from,
        below_basis_points=terms.below_basis_points,
        above_basis_points=terms.above_basis_points,
        reason=given_reason,
        set_at=at,
        set_by=actor,
    )
    # Two people who set one at once meet at the unique key, and whoever loses finds the other's row.
    Corridor.objects.bulk_create([corridor], ignore_conflicts=True)
    if not Corridor.objects.filter(id=corridor_id).exists():
        raise CorridorAlreadySet(path=("effective_from",), effective_from=terms.effective_from.isoformat())
    said = {
        "market": terms.market,
        "category": terms.category,
        "effective_from": terms.effective_from.isoformat(),
        "below_basis_points": terms.below_basis_points,
        "above_basis_points": terms.above_basis_points,
    }
    events.append(name="price_corridor.set", subject_id=corridor.id, payload=said, at=at)
    return corridor
