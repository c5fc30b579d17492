"""Writes of accounting. One file each."""

from api.accounting.mutations.add_chart_account import AddChartAccount
from api.accounting.mutations.edit_chart_account import EditChartAccount
from api.accounting.mutations.export_journal import ExportJournal
from api.accounting.mutations.set_account_mapping import SetAccountMapping
from api.base.mutations import Mutation

ACCOUNTING_MUTATIONS: tuple[type[Mutation], ...] = (
    AddChartAccount,
    EditChartAccount,
    SetAccountMapping,
    ExportJournal,
)
