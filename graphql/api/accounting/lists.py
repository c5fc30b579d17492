"""How the lists of accounting are sorted and filtered."""

import graphene
from django.db.models import Q

from api.accounting.enums import MappedKind
from api.base.filters import Condition, Filter, Flag, Related
from api.base.pages import By, Orders
from api.base.scalars import Date, DateTime

CHART_ACCOUNT_ORDERS = Orders("ChartAccount", NUMBER=By("pk", "By number, as text: the chart's own order."))
ACCOUNT_MAPPING_ORDERS = Orders("AccountMapping", descending=True, VERSION=By("pk", "By version."))
JOURNAL_EXPORT_ORDERS = Orders(
    "JournalExport", descending=True, MADE_AT=By("made_at", "By when it was exported.")
)


class ChartAccountFilter(Filter):
    """Which accounts of the chart."""

    number = Condition(graphene.String, "The number, such as `5161`.", "pk", ranged=True)
    active = Flag("Whether it may be mapped to.", Q(active=True))
    official = Flag("Whether it is in the published chart.", Q(official=True))


class AccountMappingFilter(Filter):
    """Which mappings."""

    kind = Condition(MappedKind, "The kind of ledger account.", "kind")
    effective_from = Condition(Date, "The first day on which it holds.", "effective_from", ranged=True)


class JournalExportFilter(Filter):
    """Which exported journals."""

    first_period = Related("api.periods.types.Period", "The first half-month.", "first_period")
    draft = Flag("Whether a half-month was not sealed yet.", Q(draft=True))
    made_at = Condition(DateTime, "When it was exported.", "made_at", ranged=True)
