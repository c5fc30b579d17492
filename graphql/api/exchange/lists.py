"""How lists of imports are sorted and filtered."""

import graphene

from api.base.filters import Condition, Filter
from api.base.pages import By, Orders
from api.base.scalars import DateTime
from api.exchange.enums import CatalogueImportState

IMPORT_ORDERS = Orders(
    "CatalogueImport",
    descending=True,
    CREATED_AT=By("created_at", "By when they were checked, the latest first."),
)


class CatalogueImportFilter(Filter):
    """Which imports."""

    source = Condition(graphene.String, "Whose references the file has.", "source")
    state = Condition(CatalogueImportState, "How it stands.", "state")
    created_at = Condition(DateTime, "When it was checked.", "created_at", ranged=True)
