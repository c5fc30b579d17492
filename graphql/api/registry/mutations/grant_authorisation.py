"""Record a food-safety certificate that ONSSA issued."""

from uuid import UUID

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.context import Context
from api.registry.inputs import AuthorisationDetailsInput
from api.registry.types import Authorisation, Cooperative
from kernel.identifiers import InvalidIdentifier
from shared_catalog.registry import models
from shared_catalog.registry import operations as registry
from shared_catalog.registry.types import AuthorisationDetails
from tenants.permissions import Permission


class GrantAuthorisation(Mutation):
    """Record a food-safety certificate that ONSSA issued. Its review falls due in a year."""

    permission = Permission.REGISTRY_WRITE
    once = ClientMade("id")
    raises = (registry.IdReused, registry.AuthorisationNumberTaken, InvalidIdentifier)

    class Input:
        """What the mutation takes."""

        id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        cooperative_id = IdOf(Cooperative, "The cooperative.", required=True)
        details = Given(AuthorisationDetailsInput, "What is written on it.", required=True)

    authorisation = Returned(Authorisation, "The certificate.")

    @staticmethod
    def perform(
        context: Context, *, id: UUID, cooperative_id: UUID, details: AuthorisationDetails
    ) -> models.Authorisation:
        return registry.grant_authorisation(
            authorisation_id=id,
            cooperative_id=cooperative_id,
            authorisation=details,
            at=context.now,
            actor=context.viewer.id,
        )
