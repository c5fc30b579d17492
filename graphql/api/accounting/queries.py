"""Root fields of accounting."""

from api.accounting import lists
from api.accounting.types import AccountMapping, ChartAccount, JournalExport
from api.base.connections import Connection
from api.base.roots import One
from api.base.schema import Queries


class AccountingQueries(Queries):
    """Reads of the chart, the mapping and exported journals."""

    chart_accounts = Connection(
        ChartAccount,
        "The chart of accounts.",
        orders=lists.CHART_ACCOUNT_ORDERS,
        filters=lists.ChartAccountFilter,
    )
    account_mappings = Connection(
        AccountMapping,
        "Where ledger accounts go in the chart, the latest version first.",
        orders=lists.ACCOUNT_MAPPING_ORDERS,
        filters=lists.AccountMappingFilter,
    )
    journal_export = One(JournalExport, "An exported journal by its global id.")
    journal_exports = Connection(
        JournalExport,
        "The journals that were exported, the latest first.",
        orders=lists.JOURNAL_EXPORT_ORDERS,
        filters=lists.JournalExportFilter,
    )
