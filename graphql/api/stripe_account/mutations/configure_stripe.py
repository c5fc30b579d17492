"""Say which Stripe account is the market's."""

from typing import Any
from uuid import UUID

import graphene

from api.base.fields import Field
from api.base.inputs import Given
from api.base.mutations import Mutation
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.base.versions import ExpectedVersion
from api.context import Context
from api.stripe_account import status
from kernel.versions import VersionConflict
from markets.stripe_account import operations as stripe
from markets.stripe_account.types import Settings
from tenants.network.sandbox import NotInASandbox
from tenants.permissions import Permission


class ConfigureStripe(Mutation):
    """Put a new version of the market's Stripe account in force. Keys are sealed, and answered to nobody.
    Event: `stripe.configured`.
    """

    permission = Permission.STRIPE_WRITE
    once = ClientMade("configuration_id")
    raises = (
        stripe.PlatformCountryNotSupported,
        stripe.TransferNotAuthorised,
        stripe.ConfigurationIdReused,
        VersionConflict,
        NotInASandbox,
    )

    class Input:
        """What the mutation takes."""

        configuration_id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        api_key = Given(graphene.String, "The secret or restricted key.", required=True)
        webhook_secrets = Given(
            graphene.String,
            "What signs the events sent to `/stripe/webhook`, 1 to 4: old and new during a rotation.",
            many=True,
            required=True,
        )
        publishable_key = Given(graphene.String, "The key that browsers may know.")
        platform_country = Given(graphene.String, "The account's country, ISO 3166-1.", required=True)
        settlement_currency = Given(
            graphene.String, "What it is settled in, ISO 4217 in small letters.", required=True
        )
        legal_basis = Given(graphene.String, "Why data may go abroad (law 09-08); needed to enable.")
        cndp_number = Given(graphene.String, "The number of the CNDP's authorisation; needed to enable.")
        enabled = Given(graphene.Boolean, "Whether it may be used; not, when nothing is said.")
        expected_version = ExpectedVersion("the account; 0 before the first configuration")

    stripe_account = Field(status.StripeAccountStatus, "The account, now in force.")

    @staticmethod
    def perform(
        context: Context,
        *,
        configuration_id: UUID,
        api_key: str,
        webhook_secrets: list[str],
        publishable_key: str | None = None,
        platform_country: str,
        settlement_currency: str,
        legal_basis: str | None = None,
        cndp_number: str | None = None,
        enabled: bool | None = None,
        expected_version: int,
    ) -> dict[str, Any]:
        settings = Settings(
            api_key=api_key,
            webhook_secrets=webhook_secrets,
            publishable_key=publishable_key or "",
            platform_country=platform_country,
            settlement_currency=settlement_currency,
            legal_basis=legal_basis or "",
            cndp_number=cndp_number or "",
            enabled=enabled or False,
        )
        configured = stripe.configure_stripe(
            configuration_id=configuration_id,
            settings=settings,
            expected_version=expected_version,
            configured_at=context.now,
            actor=context.viewer.id,
        )
        return {"stripe_account": status.stripe_account(None, None), "row": configured}
