"""Conditions that types share in `visible`: the only places that look at whose rows a viewer may see."""

from django.db.models import Q

from tenants.access import Actor


def of_cooperative(viewer: Actor, path: str) -> Q:
    """A cooperative's delegate sees the rows whose `path` leads to that cooperative; others see all."""
    return Q() if viewer.cooperative_id is None else Q(**{path: viewer.cooperative_id})


def of_market(viewer: Actor, path: str) -> Q:
    """A market's people see the rows whose `path` holds their market's schema name; headquarters' see all."""
    return Q() if viewer.of_network else Q(**{path: viewer.scope})


def of_the_house(viewer: Actor) -> Q:
    """A cooperative's delegate sees none of these rows, whatever its permissions; others see all."""
    return Q() if viewer.cooperative_id is None else Q(pk__in=())
