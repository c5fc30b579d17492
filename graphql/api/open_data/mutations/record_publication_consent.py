"""Publish a cooperative that agreed to it."""

from datetime import date
from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.base.scalars import Date
from api.context import Context
from api.open_data.types import PublicationConsent
from api.registry.types import Cooperative
from shared_catalog.open_data import models
from shared_catalog.open_data import operations as open_data
from shared_catalog.registry.operations import IdReused
from tenants.permissions import Permission


class RecordPublicationConsent(Mutation):
    """Record that a cooperative agreed to be published: its name, place and group, and its approved products,
    for everybody, at `/open/` on headquarters' host. Event: `publication_consent.recorded`.
    """

    permission = Permission.REGISTRY_DECIDE
    once = ClientMade("id")
    raises = (IdReused, open_data.ConsentInForce)

    class Input:
        """What the mutation takes."""

        id = Given(UUIDScalar, "A UUID made by the caller, best version 7.", required=True)
        cooperative_id = IdOf(Cooperative, "Who agreed.", required=True)
        consented_on = Given(Date, "The day on which it agreed.", required=True)
        evidence = Given(graphene.String, "The paper that shows it, up to 400 characters.", required=True)

    consent = Returned(PublicationConsent, "The consent.")

    @staticmethod
    def perform(
        context: Context, *, id: UUID, cooperative_id: UUID, consented_on: date, evidence: str
    ) -> models.PublicationConsent:
        return open_data.record_consent(
            consent_id=id,
            cooperative_id=cooperative_id,
            consented_on=consented_on,
            evidence=evidence,
            at=context.now,
            actor=context.viewer.id,
        )
