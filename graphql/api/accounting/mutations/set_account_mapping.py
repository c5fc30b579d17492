"""Send a kind of ledger account to an account of the chart."""

from datetime import date

import graphene

from api.accounting.enums import MappedKind
from api.accounting.types import AccountMapping, ChartAccount
from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.base.scalars import Date
from api.base.versions import ExpectedVersion
from api.context import Context
from kernel.versions import VersionConflict
from markets.accounting import models, types
from markets.accounting import operations as accounting
from tenants.permissions import Permission


class SetAccountMapping(Mutation):
    """Send a kind of ledger account to an account of the chart, from a half-month on.

    A day in the past corrects journals that are exported again; those already exported keep the mapping they
    were made with. The same again for the same day is once.
    """

    permission = Permission.ACCOUNTING_WRITE
    once = AS_IT_IS
    raises = (VersionConflict,)

    class Input:
        """What the mutation takes."""

        kind = Given(MappedKind, "The kind of ledger account.", required=True)
        effective_from = Given(Date, "The first day of a half-month.", required=True)
        account = IdOf(ChartAccount, "Where it goes: four digits or more, and active.", required=True)
        debit_account = IdOf(
            ChartAccount, "Where debits go instead; for fees, rounding and adjustments only."
        )
        journal_code = Given(
            graphene.String,
            "The journal of entries that this kind decides: one to six capital letters and digits.",
            required=True,
        )
        expected_version = ExpectedVersion("the kind's latest mapping, for whichever day")

    account_mapping = Returned(AccountMapping, "The mapping.")

    @staticmethod
    def perform(
        context: Context,
        *,
        kind: types.MappedKind,
        effective_from: date,
        account: str,
        debit_account: str | None = None,
        journal_code: str,
        expected_version: int,
    ) -> models.AccountMapping:
        return accounting.set_mapping(
            kind=kind,
            effective_from=effective_from,
            account=account,
            debit_account=debit_account,
            journal_code=journal_code,
            expected_version=expected_version,
            set_at=context.now,
            actor=context.viewer.id,
        )
