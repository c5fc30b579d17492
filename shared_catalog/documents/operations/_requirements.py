"""Saying what is asked of a category's goods from a day on."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction

from kernel.errors import InvalidValue, NotFound
from kernel.halfmonth import business_date
from shared_catalog.catalogue.models import Category
from shared_catalog.documents import rules
from shared_catalog.documents.models import RequirementSet
from shared_catalog.documents.types import Requirement
from shared_catalog.documents.types import RequirementSet as Said
from shared_catalog.registry.operations import IdReused
from tenants.database.claims import claim, done_before
from tenants.events import operations as events

# Names the rows that are loaded, so that loading them again finds them.
_LOADED = UUID("0193586e-8a00-7000-8000-00000000d0c5")


@transaction.atomic
def publish_requirement_set(
    *,
    set_id: UUID,
    category_code: str,
    effective_from: date,
    requirements: Sequence[Requirement],
    at: datetime,
    actor: str,
) -> RequirementSet:
    """Ask these documents for a category's goods from a day to come on, under an id made by the caller; a
    root category is a whole group. They take the place of the category's set before, and add to its root's.

    From a day to come, so that nobody is disabled by surprise. Raises NotFound, IdReused, InvalidValue.
    """
    claim(set_id)
    said = [rules.as_json(one) for one in rules.checked_requirements(requirements)]
    known = RequirementSet.objects.filter(id=set_id).first()
    if known is not None:
        recorded = (known.category_id, known.effective_from, known.requirements)
        if recorded != (category_code, effective_from, said):
            raise IdReused(kind="requirement set", id=set_id)
        return done_before(known)
    if not Category.objects.filter(code=category_code).exists():
        raise NotFound(kind="category", id=category_code)
    if effective_from <= business_date(at):
        raise InvalidValue(field="effective_from", reason="a rule needs a day to come")
    # Held by its day, so that two people who publish for one day meet here and not in the database.
    claim(uuid5(_LOADED, f"{category_code} {effective_from}"))
    if RequirementSet.objects.filter(category_id=category_code, effective_from=effective_from).exists():
        raise InvalidValue(field="effective_from", reason="that day already has another rule")
    published = RequirementSet.objects.create(
        id=set_id,
        category_id=category_code,
        effective_from=effective_from,
        requirements=said,
        published_at=at,
        published_by=actor,
    )
    told = {"category": category_code, "effective_from": str(effective_from), "requirements": said}
    events.append(name="requirement_set.published", subject_id=published.id, payload=told, at=at)
    return published


@transaction.atomic
def load_requirement_sets(*, sets: Sequence[Said], at: datetime, actor: str) -> int:
    """Bring the first sets of a network, which may lie in the past; returns how many are new. A day that has
    a set keeps it, so that loading twice is the same as once. Raises InvalidValue.
    """
    rows = [
        RequirementSet(
            id=uuid5(_LOADED, f"{one.category_code} {one.effective_from} loaded"),
            category_id=one.category_code,
            effective_from=one.effective_from,
            requirements=[rules.as_json(asked) for asked in rules.checked_requirements(one.requirements)],
            published_at=at,
            published_by=actor,
        )
        for one in sets
    ]
    before = RequirementSet.objects.count()
    RequirementSet.objects.bulk_create(rows, ignore_conflicts=True)
    added = RequirementSet.objects.count() - before
    if added:
        told = {"added": added, "present": len(rows) - added}
        events.append(name="requirement_sets.loaded", subject_id="requirements", payload=told, at=at)
    return added
