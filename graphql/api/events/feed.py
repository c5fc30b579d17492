"""The feed: a connection of events by position, narrowed to some kinds."""

from typing import Any

import graphene
from django.db.models import Q

from api.base.connections import Connection
from api.base.errors import BadUserInput
from api.base.pages import Span
from api.context import Context
from api.events.kinds import event_types_of


class Feed(Connection):
    """Events after a cursor, of the types asked for; a name that no event here has is refused."""

    def __init__(self, node: Any, description: str, **options: Any) -> None:
        types = graphene.Argument(
            graphene.List(graphene.NonNull(graphene.String)),
            description="Only events of these types, such as `sale.recorded`; an empty list matches nothing.",
        )
        super().__init__(node, description, types=types, **options)

    def span(self, given: dict[str, Any], context: Context) -> Span:
        span = super().span(given, context)
        wanted = given.get("types")
        if wanted is None:
            return span
        known = event_types_of(context.market)
        for name in wanted:
            if name not in known:
                raise BadUserInput(f"No event here is of the type {name[:60]}.", argument="types")
        return Span(
            ordering=span.ordering,
            size=span.size,
            backwards=span.backwards,
            after=span.after,
            before=span.before,
            where=span.where & Q(name__in=wanted),
        )
