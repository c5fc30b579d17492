"""Export a journal for the accountant."""

import graphene

from api.accounting.enums import JournalEncoding, JournalLayout
from api.accounting.types import JournalExport
from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import Naturally
from api.context import Context
from api.periods.types import Period
from kernel.halfmonth import HalfMonth
from markets.accounting import journal, models, types
from markets.accounting import operations as accounting
from tenants.permissions import Permission


class ExportJournal(Mutation):
    """Export the journal of one half-month, or of several up to a year, under the mapping of now.

    A sealed half-month under one version of the mapping gives one file it is exported.
    """

    permission = Permission.ACCOUNTING_WRITE
    once = Naturally(
        "a sealed half-month under one version of the mapping gives the same file, however often"
    )
    raises = (journal.PeriodNotSealed, journal.UnmappedAccounts)

    class Input:
        """What the mutation takes."""

        period = IdOf(Period, "The half-month, or the first of several.", required=True)
        last_period = IdOf(Period, "The last half-month; the first one when nothing is said.")
        layout = Given(JournalLayout, "How fine; `DETAILED` when nothing is said.")
        encoding = Given(JournalEncoding, "The characters; `UTF_8` when nothing is said.")
        draft = Given(graphene.Boolean, "Whether half-months that are not sealed yet will do.")

    journal_export = Returned(JournalExport, "The export, with the path of its file.")

    @staticmethod
    def perform(
        context: Context,
        *,
        period: int,
        last_period: int | None = None,
        layout: types.Layout | None = None,
        encoding: types.Encoding | None = None,
        draft: bool | None = None,
    ) -> models.JournalExport:
        return accounting.export_journal(
            first=HalfMonth.from_key(period),
            last=HalfMonth.from_key(last_period or period),
            layout=layout or types.Layout.DETAILED,
            encoding=encoding or types.Encoding.UTF_8,
            draft=bool(draft),
            made_at=context.now,
            actor=context.viewer.id,
        )
