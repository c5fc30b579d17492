"""The queue: who looks at which request."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import InvalidValue
from shared_catalog.moderation import queries
from shared_catalog.moderation.models import ChangeRequest
from shared_catalog.moderation.operations._requests import held, require_another, require_open, tell
from shared_catalog.moderation.types import RequestKind, RequestState, RequestStep
from tenants.oauth import queries as oauth
from tenants.people import queries as people
from tenants.permissions import Permission


@transaction.atomic
def assign_request(*, request_id: UUID, reviewer: str, at: datetime, actor: str) -> ChangeRequest:
    """Say who looks at an open request: oneself, or another person who may decide. Assigned so already, it is
    answered as it is.

    Raises NotFound, WrongChangeRequestStep, ChangeRequestNeedsSecondPerson for who asked, InvalidValue for
    somebody who may not decide.
    """
    request, product = held(request_id)
    require_open(request, RequestStep.ASSIGN)
    if request.assigned_to == reviewer:
        return request
    if reviewer != actor and not people.may_in_network(reviewer, Permission.CATALOGUE_APPROVE):
        raise InvalidValue(field="reviewer", reason="somebody who may approve products")
    require_another(request, product, reviewer)
    request.assigned_to, request.assigned_at = reviewer, at
    request.save(update_fields=["assigned_to", "assigned_at"])
    fields = [change.name for change in queries.changes_of(request)]
    tell("assigned", request, product, fields=fields, at=at)
    return request


@transaction.atomic
def take_next(*, kind: RequestKind | None = None, at: datetime, actor: str) -> ChangeRequest | None:
    """The oldest open request, of a kind if one is said, that is assigned to `actor`; or else the oldest that
    is nobody's and not asked by `actor`, assigned now. None where nothing waits. Two reviewers at once get
    two.
    """
    waiting = ChangeRequest.objects.filter(state=RequestState.OPEN).order_by("proposed_at", "id")
    if kind is not None:
        waiting = waiting.filter(kind=kind)
    mine = waiting.filter(assigned_to=actor).first()
    if mine is not None:
        return mine
    free = waiting.filter(assigned_to="").exclude(proposed_by__in=[actor, *oauth.programs_of(actor)])
    found = free.select_for_update(skip_locked=True, of=("self",)).select_related("product").first()
    if found is None:
        return None
    found.assigned_to, found.assigned_at = actor, at
    found.save(update_fields=["assigned_to", "assigned_at"])
    fields = [change.name for change in queries.changes_of(found)]
    tell("assigned", found, found.product, fields=fields, at=at)
    return found
