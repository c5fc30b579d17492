"""What headquarters' host answers: slices of the nation, with their mutations."""

from api.applications.mutations import APPLICATION_MUTATIONS
from api.applications.queries import ApplicationQueries
from api.audit.queries import AuditQueries
from api.base.documents import Documents
from api.base.schema import build_schema
from api.bulk.documents import serve
from api.bulk.mutations import HQ_BULK_MUTATIONS
from api.bulk.queries import HqBulkQueries
from api.calendar.mutations import CALENDAR_MUTATIONS
from api.calendar.queries import CalendarQueries
from api.catalogue.completeness import LanguageQueries
from api.catalogue.mutations import CATALOGUE_MUTATIONS
from api.catalogue.queries import CatalogueQueries
from api.clients.mutations import CLIENT_MUTATIONS
from api.clients.queries import ClientQueries
from api.cooperative_documents.mutations import COOPERATIVE_DOCUMENT_MUTATIONS
from api.cooperative_documents.queries import CooperativeDocumentQueries
from api.duplicates.mutations import DUPLICATE_MUTATIONS
from api.duplicates.queries import DuplicateQueries
from api.events.queries import NetworkEventQueries
from api.exchange.mutations import EXCHANGE_MUTATIONS
from api.exchange.queries import ExchangeQueries
from api.figures.network import NetworkFiguresQueries
from api.figures.payouts import NetworkPayoutsQueries
from api.impact.queries import ImpactQueries
from api.marks.mutations import MARK_MUTATIONS
from api.marks.queries import MarkQueries
from api.media.mutations import MEDIA_MUTATIONS
from api.media.queries import MediaQueries
from api.moderation.mutations import MODERATION_MUTATIONS
from api.moderation.queries import ModerationQueries
from api.network.mutations import NETWORK_MUTATIONS
from api.network.queries import NetworkQueries
from api.open_data.mutations import OPEN_DATA_MUTATIONS
from api.open_data.queries import OpenDataQueries
from api.people.mutations import PEOPLE_MUTATIONS
from api.people.queries import PeopleQueries
from api.prices.mutations import HQ_PRICE_MUTATIONS
from api.prices.queries import PriceQueries
from api.proposals.mutations import HQ_PROPOSAL_MUTATIONS
from api.proposals.queries import ProposalQueries
from api.qualification.mutations import QUALIFICATION_MUTATIONS
from api.qualification.queries import QualificationQueries
from api.recalls.mutations import RECALL_MUTATIONS
from api.recalls.queries import RecallQueries
from api.registry.mutations import REGISTRY_MUTATIONS
from api.registry.queries import RegistryQueries
from api.representation.mutations import REPRESENTATION_MUTATIONS
from api.representation.queries import RepresentationQueries
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
        MarkQueries,
        MediaQueries,
        LanguageQueries,
        ModerationQueries,
        CooperativeDocumentQueries,
        ProposalQueries,
        RecallQueries,
        SelectionQueries,
        QualificationQueries,
        ApplicationQueries,
        RepresentationQueries,
        DuplicateQueries,
        OpenDataQueries,
        PriceQueries,
        ExchangeQueries,
        CalendarQueries,
        NetworkFiguresQueries,
        NetworkPayoutsQueries,
        ImpactQueries,
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
        *MARK_MUTATIONS,
        *MEDIA_MUTATIONS,
        *MODERATION_MUTATIONS,
        *COOPERATIVE_DOCUMENT_MUTATIONS,
        *HQ_PROPOSAL_MUTATIONS,
        *RECALL_MUTATIONS,
        *SELECTION_MUTATIONS,
        *QUALIFICATION_MUTATIONS,
        *APPLICATION_MUTATIONS,
        *REPRESENTATION_MUTATIONS,
        *DUPLICATE_MUTATIONS,
        *OPEN_DATA_MUTATIONS,
        *HQ_PRICE_MUTATIONS,
        *EXCHANGE_MUTATIONS,
        *CALENDAR_MUTATIONS,
        *HQ_WEBHOOK_MUTATIONS,
        *HQ_BULK_MUTATIONS,
    ),
    for_market=False,
)
HQ_DOCUMENTS = Documents(HQ_SCHEMA)
serve(HQ_DOCUMENTS, for_market=False)
