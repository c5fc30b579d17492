"""Reads of moderation: what a request changes, what a person last confirmed, and what waits."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import Count, Min

from shared_catalog.moderation import rules
from shared_catalog.moderation.models import ChangeAction, ChangeRequest
from shared_catalog.moderation.types import Change, ChangeField, RequestKind, RequestState, Value, Waiting


def changes_of(request: ChangeRequest) -> tuple[Change, ...]:
    """What a request changes, in its order."""
    rows = request.actions.order_by("position").values_list("field", "before", "after")
    return tuple(Change(ChangeField(field), before, after) for field, before, after in rows)


def open_publication(product_id: UUID) -> ChangeRequest | None:
    """The request that a product be published, which waits."""
    return ChangeRequest.objects.filter(
        product_id=product_id, kind=RequestKind.PUBLICATION, state=RequestState.OPEN
    ).first()


def open_edits(product_id: UUID, *, of: Collection[ChangeField] | None = None) -> list[ChangeRequest]:
    """The waiting requests to change a product, or those that speak of any of these fields, oldest first."""
    found = ChangeRequest.objects.filter(
        product_id=product_id, kind=RequestKind.EDIT, state=RequestState.OPEN
    )
    if of is not None:
        spoken_of = ChangeAction.objects.filter(field__in=list(of)).values("request_id")
        found = found.filter(id__in=spoken_of)
    return list(found.order_by("proposed_at", "id"))


def trusted(product_id: UUID, now: Mapping[ChangeField, Value]) -> dict[ChangeField, Value]:
    """What each field of a product said when a person last confirmed it: what it says now, less what rules
    have let through since.
    """
    passed = ChangeAction.objects.filter(
        request__product_id=product_id, request__state=RequestState.CONFIRMED
    ).order_by("request__decided_at", "request_id", "position")
    since: dict[ChangeField, Value] = {}
    for field, before, decided_by in passed.values_list("field", "before", "request__decided_by"):
        if decided_by.startswith(rules.BY_RULE):
            since.setdefault(ChangeField(field), before)
        else:
            since.pop(ChangeField(field), None)
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
