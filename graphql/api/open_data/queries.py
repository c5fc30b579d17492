"""Root fields of open data, on headquarters' host."""

from django.db.models import Q

from api.base.connections import Connection
from api.base.filters import Filter, Flag, Related
from api.base.schema import Queries
from api.open_data.types import CONSENT_ORDERS, PublicationConsent


class PublicationConsentFilter(Filter):
    """Which consents."""

    cooperative = Related("api.registry.types.Cooperative", "Who agreed.", "cooperative_id")
    in_force = Flag("Those in force, or those withdrawn.", Q(withdrawn_at__isnull=True))


class OpenDataQueries(Queries):
    """Reads of open data."""

    publication_consents = Connection(
        PublicationConsent,
        "Which cooperatives agreed to be published, latest recorded first.",
        orders=CONSENT_ORDERS,
        filters=PublicationConsentFilter,
    )
