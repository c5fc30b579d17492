"""Timed work of documents, as headquarters: telling cooperatives of what ends."""

from datetime import datetime

from django.conf import settings

from shared_catalog.documents import operations as documents
from tenants.messages import gateways

SENDER = "registry"


def tell_of_expiry(*, now: datetime) -> int:
    """Queue today's notices and send what is due (`now` is UTC); returns how many a gateway took."""
    documents.queue_notices(channels=settings.MESSAGE_CHANNELS, now=now)
    return documents.send_notices(gateways=gateways.configured(SENDER), now=now)
