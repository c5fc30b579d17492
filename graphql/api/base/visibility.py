"""Conditions that types share in `visible`: the only places that look at whose rows a viewer may see."""

from django.db.models import Q

from tenants.access import Actor
from tenants.permissions import Permission


def of_cooperative(viewer: Actor, path: str) -> Q:
    """A cooperative's delegate sees the rows whose `path` leads to that cooperative; others see all."""
    return Q() if viewer.cooperative_id is None else Q(**{path: viewer.cooperative_id})


def of_market(viewer: Actor, path: str) -> Q:
    """A market's people see the rows whose `path` holds their market's schema name; headquarters' see all."""
    if viewer.of_network:
        return Q()
    scopes = sorted(viewer.scopes)
    return Q(**{path: scopes[0]}) if len(scopes) == 1 else Q(**{f"{path}__in": scopes})


def of_owner(viewer: Actor, path: str, *, all_with: Permission) -> Q:
    """Who registered something sees the rows whose `path` holds its id; with that permission one sees all."""
    return Q() if viewer.may(all_with) else Q(**{path: viewer.id})


def through_application(viewer: Actor, path: str) -> Q:
    """An application sees the rows whose `path` holds its own id: what came through it, and not what the same
    person did through another. Others see all.
    """
    return Q() if viewer.client is None else Q(**{path: viewer.client})


def of_the_house(viewer: Actor) -> Q:
    """A cooperative's delegate sees none of these rows, whatever its permissions; others see all."""
    return Q() if viewer.cooperative_id is None else Q(pk__isnull=True)
