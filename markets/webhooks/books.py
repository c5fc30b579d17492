"""The market's tables, as what is done with webhooks takes them."""

from markets.events.models import Event
from markets.webhooks import models
from tenants.webhooks.books import Books

MARKET_BOOKS = Books(
    log=Event,
    cursor=models.Cursor,
    webhook=models.Webhook,
    secret=models.WebhookSecret,
    delivery=models.WebhookDelivery,
    attempt=models.WebhookAttempt,
)
"""Those of the market whose login is in force."""
