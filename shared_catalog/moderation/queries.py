"""Reads of moderation: what a request changes, what a person last confirmed, and what waits."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import Count, Min, Q

from shared_catalog.catalogue import queries as catalogue
from shared_catalog.catalogue.models import Product
from shared_catalog.moderation import rules
from shared_catalog.moderation.models import ChangeAction, ChangeRequest
from shared_catalog.moderation.types import Change, ChangeField, RequestKind, RequestState, Value, Waiting


def changes_of(request: ChangeRequest) -> tuple[Change, ...]:
    """What a request changes, in its order."""
    rows = request.actions.order_by("position").values_list("field", "before", "after", "attribute_id")
    return tuple(Change(ChangeField(field), *more) for field, *more in rows)


def open_publication(product_id: UUID) -> ChangeRequest | None:
    """The request that a product be published, which waits."""
    return ChangeRequest.objects.filter(
        product_id=product_id, kind=RequestKind.PUBLICATION, state=RequestState.OPEN
    ).first()


def open_edits(product_id: UUID, *, of: Collection[Change] | None = None) -> list[ChangeRequest]:
    """The waiting requests to change a product, or those that speak of any field of these, oldest first."""
    found = ChangeRequest.objects.filter(
        product_id=product_id, kind=RequestKind.EDIT, state=RequestState.OPEN
    )
    if of is not None:
        fields = {change.field for change in of if change.attribute is None}
        codes = {change.attribute for change in of if change.attribute is not None}
        spoken_of = ChangeAction.objects.filter(Q(field__in=fields) | Q(attribute__in=codes))
        found = found.filter(id__in=spoken_of.values("request_id"))
    return list(found.order_by("proposed_at", "id"))


def said_now(product: Product) -> dict[str, Value]:
    """What a product says now by the name of each field; what is said by no attribute is not there."""
    return rules.by_name(catalogue.details_of(product), catalogue.said_by_attribute(product.id))


def trusted(product_id: UUID, now: Mapping[str, Value]) -> dict[str, Value]:
    """What each field of a product said when a person last confirmed it: what it says now, less what rules
    have let through since.
    """
    passed = ChangeAction.objects.filter(
        request__product_id=product_id, request__state=RequestState.CONFIRMED
    ).order_by("request__decided_at", "request_id", "position")
    since: dict[str, Value] = {}
    rows = passed.values_list("request__decided_by", "field", "before", "after", "attribute_id")
    for decided_by, field, *more in rows:
        change = Change(ChangeField(field), *more)
        if decided_by.startswith(rules.BY_RULE):
            since.setdefault(change.name, change.before)
        else:
            since.pop(change.name, None)
    return {**now, **since}


def waiting() -> list[Waiting]:
    """What waits, by kind and reviewer, in one statement."""
    rows = (
        ChangeRequest.objects.filter(state=RequestState.OPEN)
        .values_list("kind", "assigned_to")
        .annotate(requests=Count("pk"), oldest_at=Min("proposed_at"))
        .order_by("oldest_at")
    )
    return [Waiting(RequestKind(kind), reviewer, requests, at) for kind, reviewer, requests, at in rows]
