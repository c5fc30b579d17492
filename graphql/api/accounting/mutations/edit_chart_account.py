"""Change what an account is called, or stop using it."""

import graphene

from api.accounting.types import ChartAccount
from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.base.versions import ExpectedVersion
from api.context import Context
from kernel.versions import VersionConflict
from markets.accounting import models
from markets.accounting import operations as accounting
from tenants.permissions import Permission


class EditChartAccount(Mutation):
    """Change what an account is called, or whether it may be mapped to. What is left out stays as it is.

    Labels stand in no journal, so no exported file changes.
    """

    permission = Permission.ACCOUNTING_WRITE
    once = AS_IT_IS
    raises = (
        accounting.ChartAccountMapped,
        VersionConflict,
    )

    class Input:
        """What the mutation takes."""

        account = IdOf(ChartAccount, "The account.", required=True)
        label_fr = Given(graphene.String, "What it is called in French.")
        label_ar = Given(graphene.String, "What it is called in Arabic.")
        active = Given(graphene.Boolean, "Whether it may be mapped to.")
        expected_version = ExpectedVersion("the account")

    chart_account = Returned(ChartAccount, "The account.")

    @staticmethod
    def perform(
        context: Context,
        *,
        account: str,
        label_fr: str | None = None,
        label_ar: str | None = None,
        active: bool | None = None,
        expected_version: int,
    ) -> models.ChartAccount:
        return accounting.edit_chart_account(
            number=account,
            label_fr=label_fr,
            label_ar=label_ar,
            active=active,
            expected_version=expected_version,
            edited_at=context.now,
            actor=context.viewer.id,
        )
