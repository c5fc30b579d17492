"""Root fields of webhooks, for each side."""

from api.base.connections import Connection
from api.base.roots import One
from api.base.schema import Queries
from api.webhooks.lists import DELIVERY_ORDERS, WEBHOOK_ORDERS, WebhookDeliveryFilter, WebhookFilter
from api.webhooks.sides import HQ, MARKET, Side


def webhook_queries(side: Side) -> type[Queries]:
    """The root fields on one side's tables."""

    class WebhookQueries(Queries):
        """Reads of webhooks."""

        webhook = One(side.webhook, "A webhook.")
        webhooks = Connection(
            side.webhook,
            "One's own webhooks; with `all-webhooks:read` everybody's.",
            orders=WEBHOOK_ORDERS,
            filters=WebhookFilter,
        )
        webhook_deliveries = Connection(
            side.delivery,
            "Deliveries to one's own webhooks, the latest first.",
            orders=DELIVERY_ORDERS,
            filters=WebhookDeliveryFilter,
        )

    return WebhookQueries


HqWebhookQueries, MarketWebhookQueries = webhook_queries(HQ), webhook_queries(MARKET)
