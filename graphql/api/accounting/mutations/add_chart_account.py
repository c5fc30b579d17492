"""Open an account of the market's own."""

import graphene

from api.accounting.types import ChartAccount
from api.base.inputs import Given
from api.base.mutations import Mutation, Returned
from api.base.once import Naturally
from api.context import Context
from markets.accounting import models
from markets.accounting import operations as accounting
from tenants.permissions import Permission


class AddChartAccount(Mutation):
    """Open an account that the published chart does not have, such as a subdivision."""

    permission = Permission.ACCOUNTING_WRITE
    once = Naturally("a number is given once: a second request is refused, and nothing changes")
    raises = (accounting.ChartNumberTaken,)

    class Input:
        """What the mutation takes."""

        number = Given(graphene.String, "1 to 10 digits, for ever; four or more to map to.", required=True)
        label_fr = Given(graphene.String, "What it is called in French.", required=True)
        label_ar = Given(graphene.String, "What it is called in Arabic.", required=True)

    chart_account = Returned(ChartAccount, "The account.")

    @staticmethod
    def perform(context: Context, *, number: str, label_fr: str, label_ar: str) -> models.ChartAccount:
        return accounting.add_chart_account(
            number=number,
            label_fr=label_fr,
            label_ar=label_ar,
            added_at=context.now,
            actor=context.viewer.id,
        )
