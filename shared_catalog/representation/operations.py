"""The write of representation: a floor, from a day on."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import InvalidValue, NotFound
from kernel.halfmonth import business_date
from shared_catalog.registry import queries as registry
from shared_catalog.representation import queries, rules
from shared_catalog.representation.models import Floor
from shared_catalog.representation.types import FloorTerms
from tenants.database.claims import claim
from tenants.events import operations as events

_ALL_FLOORS = UUID("0193586e-8a00-7000-8000-00000000f100")


@transaction.atomic
def set_floor(*, terms: FloorTerms, effective_from: date, at: datetime, actor: str) -> Floor:
    """Set the least share that a region shall have from a day on, today at the earliest; 0 ends its floor.

    What a day's floor is, is never changed; setting the same again is setting it once. Raises NotFound,
    InvalidValue.
    """
    rules.checked_floors([terms])
    if not registry.regions().filter(code=terms.region).exists():
        raise NotFound(path=("region",), kind="region", id=terms.region)
    # Whoever sets another meanwhile waits, so that all floors of a day can be kept together.
    claim(_ALL_FLOORS)
    of = {"region_id": terms.region, "group": terms.group, "measure": terms.measure}
    known = Floor.objects.filter(**of, effective_from=effective_from).first()
    if known is not None:
        if known.basis_points != terms.basis_points:
            reason = "that day already has another rule"
            raise InvalidValue(path=("effective_from",), field="effective_from", reason=reason)
        return known
    if effective_from < business_date(at):
        raise InvalidValue(path=("effective_from",), field="effective_from", reason="it lies in the past")
    floor = Floor.objects.create(
        **of,
        basis_points=terms.basis_points,
        effective_from=effective_from,
        set_at=at,
        set_by=actor,
    )
    later = Floor.objects.filter(effective_from__gte=effective_from).values_list("effective_from", flat=True)
    for day in sorted(set(later)):
        rules.checked_floors(queries.floors_on(day))
    said = {
        "region": terms.region,
        "group": terms.group,
        "measure": terms.measure.value,
        "basis_points": terms.basis_points,
    }
    events.append(name="representation_floor.set", subject_id=floor.id, payload=said, at=at)
    return floor
