"""Every kind of event of each side, and how integrators read of them."""

from typing import Any

import graphene
import orjson

from api.base.scalars import JSON
from markets.events.catalogue import MARKET_EVENT_TYPES
from shared_catalog.events.catalogue import NATION_EVENT_TYPES
from tenants.events.types import EventType, EventTypes, by_name
from tenants.webhooks import rules
from tenants.webhooks.event_types import TEST_EVENT_TYPE, WEBHOOK_EVENT_TYPES
from tenants.webhooks.queries import sample_data

HQ_EVENT_TYPES: EventTypes = {**NATION_EVENT_TYPES, **by_name(WEBHOOK_EVENT_TYPES)}
MARKET_SIDE_EVENT_TYPES: EventTypes = {**MARKET_EVENT_TYPES, **by_name(WEBHOOK_EVENT_TYPES)}


def event_types_of(market: str | None) -> EventTypes:
    """The kinds of events of a market's log (None: headquarters')."""
    return HQ_EVENT_TYPES if market is None else MARKET_SIDE_EVENT_TYPES


def testable(market: str | None) -> EventTypes:
    """What the test button can send: every kind of event, and one that is for nothing else."""
    return {**event_types_of(market), TEST_EVENT_TYPE.name: TEST_EVENT_TYPE}


class EventTypeInfo(graphene.ObjectType):
    """A kind of event."""

    class Meta:
        name = "EventType"

    name = graphene.String(required=True, description="Such as `sale.recorded`.")
    subject = graphene.String(required=True, description="What `subjectId` is the id of.")
    description = graphene.String(required=True, description="What happened.")
    sample_payload = graphene.Field(
        JSON, required=True, description="A payload as it may look, as `events` answers it."
    )
    sample_webhook = graphene.Field(
        JSON, required=True, description="What a webhook is sent of it: ids only, to ask for the rest."
    )

    @staticmethod
    def resolve_sample_payload(root: EventType, _info: Any) -> Any:
        return dict(root.sample)

    @staticmethod
    def resolve_sample_webhook(root: EventType, info: Any) -> Any:
        body = rules.body(event_type=root.name, occurred_at=info.context.now, data=sample_data(root))
        return orjson.loads(body)
