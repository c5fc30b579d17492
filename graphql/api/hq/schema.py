"""What headquarters' host answers: slices of the nation, with their mutations."""

from api.base.documents import Documents
from api.base.schema import build_schema
from api.calendar.mutations import CALENDAR_MUTATIONS
from api.calendar.queries import CalendarQueries
from api.catalogue.mutations import CATALOGUE_MUTATIONS
from api.catalogue.queries import CatalogueQueries
from api.figures.network import NetworkFiguresQueries
from api.figures.payouts import NetworkPayoutsQueries
from api.network.mutations import NETWORK_MUTATIONS
from api.network.queries import NetworkQueries
from api.registry.mutations import REGISTRY_MUTATIONS
from api.registry.queries import RegistryQueries

HQ_SCHEMA = build_schema(
    queries=(
        NetworkQueries,
        RegistryQueries,
        CatalogueQueries,
        CalendarQueries,
        NetworkFiguresQueries,
        NetworkPayoutsQueries,
    ),
    mutations=(*NETWORK_MUTATIONS, *REGISTRY_MUTATIONS, *CATALOGUE_MUTATIONS, *CALENDAR_MUTATIONS),
    for_market=False,
)
HQ_DOCUMENTS = Documents(HQ_SCHEMA)
