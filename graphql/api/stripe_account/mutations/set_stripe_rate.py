"""Say what the Stripe account's currency is worth in dirhams."""

from datetime import date
from typing import Any
from uuid import UUID

from api.base.fields import Field
from api.base.inputs import Given
from api.base.mutations import Mutation
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.base.scalars import Date, SafeInt
from api.context import Context
from api.stripe_account import status
from markets.stripe_account import operations as stripe
from markets.stripe_account.queries import StripeNotConfigured
from tenants.permissions import Permission


class SetStripeRate(Mutation):
    """Say what the account's settlement currency is worth, from a day on. It holds once a second person says
    the same; payouts are then transferred at it, and pay the exact dirhams. Event: `stripe.rate_said`.
    """

    permission = Permission.PAYOUTS_APPROVE
    once = ClientMade("rate_id")
    raises = (stripe.RateIdReused, StripeNotConfigured)

    class Input:
        """What the mutation takes."""

        rate_id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        effective_from = Given(Date, "From which day on, today or later.", required=True)
        centimes_per_million = Given(
            SafeInt,
            "What a million of its smallest units is worth in centimes: 9800000 for 9.80 dirhams a dollar.",
            required=True,
        )

    stripe_account = Field(status.StripeAccountStatus, "The account; its `rates` say whether this one holds.")

    @staticmethod
    def perform(
        context: Context, *, rate_id: UUID, effective_from: date, centimes_per_million: int
    ) -> dict[str, Any]:
        said = stripe.set_stripe_rate(
            rate_id=rate_id,
            effective_from=effective_from,
            centimes_per_million=centimes_per_million,
            said_at=context.now,
            actor=context.viewer.id,
        )
        return {"stripe_account": status.stripe_account(None, None), "row": said}
