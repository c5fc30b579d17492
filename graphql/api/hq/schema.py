"""What headquarters' host answers: slices of the nation, with their mutations."""

from api.audit.queries import AuditQueries
from api.base.documents import Documents
from api.base.schema import build_schema
from api.bulk.documents import serve
from api.bulk.mutations import HQ_BULK_MUTATIONS
from api.bulk.queries import HqBulkQueries
from api.calendar.mutations import CALENDAR_MUTATIONS
from api.calendar.queries import CalendarQueries
from api.catalogue.mutations import CATALOGUE_MUTATIONS
from api.catalogue.queries import CatalogueQueries
from api.clients.mutations import CLIENT_MUTATIONS
from api.clients.queries import ClientQueries
from api.cooperative_documents.mutations import COOPERATIVE_DOCUMENT_MUTATIONS
from api.cooperative_documents.queries import CooperativeDocumentQueries
from api.events.queries import NetworkEventQueries
from api.figures.network import NetworkFiguresQueries
from api.figures.payouts import NetworkPayoutsQueries
from api.network.mutations import NETWORK_MUTATIONS
from api.network.queries import NetworkQueries
from api.people.mutations import PEOPLE_MUTATIONS
from api.people.queries import PeopleQueries
from api.registry.mutations import REGISTRY_MUTATIONS
from api.registry.queries import RegistryQueries
from api.selection.mutations import SELECTION_MUTATIONS
from api.selection.queries import SelectionQueries
from api.usage.queries import UsageQueries
from api.webhooks.mutations import HQ_WEBHOOK_MUTATIONS
from api.webhooks.queries import HqWebhookQueries

HQ_SCHEMA = build_schema(
    queries=(
        NetworkQueries,
        PeopleQueries,
        ClientQueries,
        RegistryQueries,
        CatalogueQueries,
        CooperativeDocumentQueries,
        SelectionQueries,
        CalendarQueries,
        NetworkFiguresQueries,
        NetworkPayoutsQueries,
        AuditQueries,
        NetworkEventQueries,
        HqWebhookQueries,
        UsageQueries,
        HqBulkQueries,
    ),
    mutations=(
        *NETWORK_MUTATIONS,
        *CLIENT_MUTATIONS,
        *PEOPLE_MUTATIONS,
        *REGISTRY_MUTATIONS,
        *CATALOGUE_MUTATIONS,
        *COOPERATIVE_DOCUMENT_MUTATIONS,
        *SELECTION_MUTATIONS,
        *CALENDAR_MUTATIONS,
        *HQ_WEBHOOK_MUTATIONS,
        *HQ_BULK_MUTATIONS,
    ),
    for_market=False,
)
HQ_DOCUMENTS = Documents(HQ_SCHEMA)
serve(HQ_DOCUMENTS, for_market=False)
