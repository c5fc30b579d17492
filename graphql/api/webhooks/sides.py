"""Webhooks, deliveries and attempts as types, made once for each side: they stand on its own tables."""

from dataclasses import dataclass
from typing import Any

import graphene
from django.db.models import Q

from api.base.connections import Connection
from api.base.fields import Column, Derived
from api.base.nodes import Edge, MarketNode, Node
from api.base.scalars import JSON, SafeInt
from api.base.visibility import of_owner
from api.context import Context
from api.webhooks import enums, lists
from markets.webhooks.books import MARKET_BOOKS
from tenants.access import Actor
from tenants.permissions import Permission
from tenants.webhooks.books import HQ_BOOKS, Books

_ALL = Permission.ALL_WEBHOOKS_READ


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """The types of one side, on its tables."""

    books: Books
    webhook: Any
    delivery: Any
    attempt: Any


def books_of(context: Context) -> Books:
    """The tables of the host that was asked."""
    return HQ_BOOKS if context.market is None else MARKET_BOOKS


def _attempt_type(books: Books, base: Any) -> Any:
    class WebhookAttempt(base):
        """One request that was made of a delivery, and what came of it."""

        class Meta:
            model = books.attempt
            permission = Permission.WEBHOOKS_READ

        number = Column("1, 2, 3 … of its delivery.")
        url = Column("Where it went.")
        address = Column("The IP address that it was sent to, or the addresses that were refused.")
        started_at = Column("When it was sent; its `webhook-timestamp`, to the second.")
        duration_ms = Column("How long it took, in milliseconds.")
        status = Column("The status of the answer, if one came.", type_=graphene.Int)
        trouble = Column("Why there is no complete answer, if there is none.", type_=enums.Trouble)
        request_body = Column("What was sent.")
        response_headers = Column("Some headers of the answer.", type_=JSON)
        response_body = Column("The beginning of the answer.")

        @classmethod
        def visible(cls, viewer: Actor) -> Q:
            return of_owner(viewer, "delivery__webhook__owner", all_with=_ALL)

    return WebhookAttempt


def _delivery_type(books: Books, base: Any, attempt: Any, to_webhook: Any) -> Any:
    class WebhookDelivery(base):
        """One event on its way to one webhook. It keeps its `webhook-id` at every try and every replay."""

        class Meta:
            model = books.delivery
            permission = Permission.WEBHOOKS_READ

        webhook_id = Column("The `webhook-id` header.", "id")
        webhook = Edge(to_webhook, "Where it goes.")
        position = Column("The position of the event; null for a test.", type_=SafeInt)
        event_type = Column("What happened.")
        subject_id = Column("What it happened to; deliveries about one subject are sent in their order.")
        occurred_at = Column("When it happened.")
        data = Column("The `data` of the payload.", type_=JSON)
        state = Column("Where it stands.", type_=enums.DeliveryState)
        created_at = Column("When the event became a delivery.")
        due_at = Column("The next try comes no earlier.")
        attempt_count = Column("How many requests were made.")
        delivered_at = Column("When it was last taken.")
        attempts = Connection(
            attempt, "Every request that was made.", orders=lists.ATTEMPT_ORDERS, via="delivery"
        )

        @classmethod
        def visible(cls, viewer: Actor) -> Q:
            return of_owner(viewer, "webhook__owner", all_with=_ALL)

    return WebhookDelivery


def _webhook_type(books: Books, base: Any, delivery: Any) -> Any:
    class Webhook(base):
        """An address that is told of events of some types."""

        class Meta:
            model = books.webhook
            permission = Permission.WEBHOOKS_READ

        owner = Column("Who registered it.")
        label = Column("For people.")
        url = Column("Where events are sent.")
        event_types = Derived(
            graphene.List(graphene.NonNull(graphene.String)),
            "The types of events it is told of; `*` stands for all.",
            columns=["event_types"],
            compute=lambda types: types,
            required=True,
        )
        contact_email = Column("Who is told when it is given up.")
        created_at = Column("When it was registered.")
        disabled_at = Column("Since when nothing is sent to it; null while it is enabled.")
        disabled_because = Column("Why nothing is sent to it.", type_=enums.DisabledBecause)
        disabled_position = Column(
            "What it missed when it was last disabled follows this position: `replayDeliveries` sends it.",
            type_=SafeInt,
        )
        ended_at = Column("When it was ended for good.")
        failing_since = Column("Since when nothing was taken; null while deliveries are.")
        not_before = Column("It rests until then, because it failed or asked for it.")
        deliveries = Connection(
            delivery,
            "Events on their way to it, the latest first.",
            orders=lists.DELIVERY_ORDERS,
            filters=lists.WebhookDeliveryFilter,
            via="webhook",
        )

        @classmethod
        def visible(cls, viewer: Actor) -> Q:
            return of_owner(viewer, "owner", all_with=_ALL)

    return Webhook


def _side(books: Books, base: Any) -> Side:
    attempt = _attempt_type(books, base)
    delivery = _delivery_type(books, base, attempt, lambda: webhook)
    webhook: Any = _webhook_type(books, base, delivery)
    return Side(books=books, webhook=webhook, delivery=delivery, attempt=attempt)


HQ = _side(HQ_BOOKS, Node)
MARKET = _side(MARKET_BOOKS, MarketNode)
