"""Root fields of moderation, on headquarters' host."""

from typing import Any

import graphene

from api.base.connections import Connection
from api.base.fields import Computed
from api.base.roots import One
from api.base.scalars import DateTime
from api.base.schema import Queries
from api.moderation import lists
from api.moderation.types import ChangeRequest
from shared_catalog.moderation import queries
from shared_catalog.moderation.types import RequestKind, Waiting
from tenants.permissions import Permission


class ModerationLoad(graphene.ObjectType):
    """Open requests with one reviewer, or with nobody."""

    reviewer = graphene.String(description="Who looks at them; null for nobody.")
    publications = graphene.Int(required=True, description="How many drafts to publish.")
    edits = graphene.Int(required=True, description="How many products to change.")
    oldest_at = graphene.Field(DateTime, required=True, description="When the oldest was asked.")


class ModerationQueue(graphene.ObjectType):
    """What waits for reviewers."""

    open = graphene.Int(required=True, description="How many requests wait.")
    unassigned = graphene.Int(required=True, description="How many of them nobody looks at.")
    mine = graphene.Int(required=True, description="How many of them who asks looks at.")
    publications = graphene.Int(required=True, description="How many ask that a draft be published.")
    edits = graphene.Int(required=True, description="How many ask that a product be changed.")
    oldest_at = graphene.Field(DateTime, description="When the oldest was asked; null where nothing waits.")
    reviewers = graphene.List(
        graphene.NonNull(ModerationLoad),
        required=True,
        description="The same for each reviewer, the longest waiting first.",
    )


def _queue(_root: None, info: Any) -> dict[str, Any]:
    found = queries.waiting()

    def requests(**only: Any) -> int:
        return sum(
            one.requests for one in found if all(getattr(one, name) == value for name, value in only.items())
        )

    return {
        "open": requests(),
        "unassigned": requests(reviewer=""),
        "mine": requests(reviewer=info.context.viewer.id),
        "publications": requests(kind=RequestKind.PUBLICATION),
        "edits": requests(kind=RequestKind.EDIT),
        "oldest_at": min((one.oldest_at for one in found), default=None),
        "reviewers": sorted(_loads(found), key=lambda load: load["oldest_at"]),
    }


def _loads(found: list[Waiting]) -> list[dict[str, Any]]:
    loads: dict[str, dict[str, Any]] = {}
    for one in found:
        load = loads.setdefault(
            one.reviewer,
            {
                "reviewer": one.reviewer or None,
                "publications": 0,
                "edits": 0,
                "oldest_at": one.oldest_at,
            },
        )
        load[f"{one.kind.value}s"] += one.requests
        load["oldest_at"] = min(load["oldest_at"], one.oldest_at)
    return list(loads.values())


class ModerationQueries(Queries):
    """Reads of moderation."""

    change_request = One(ChangeRequest, "A request by its global id.")
    change_requests = Connection(
        ChangeRequest,
        "Requests to publish and to change products, the longest waiting first.",
        orders=lists.CHANGE_REQUEST_ORDERS,
        filters=lists.ChangeRequestFilter,
    )
    moderation_queue = Computed(
        graphene.NonNull(ModerationQueue),
        "How much waits for reviewers, and since when.",
        resolve=_queue,
        permission=Permission.CATALOGUE_READ,
    )
