"""A cooperative has its authorisation."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.context import Context
from api.cooperative_documents.types import CooperativeDocument
from api.qualification.types import Enrolment
from shared_catalog.documents import operations as documents
from shared_catalog.qualification import models
from shared_catalog.qualification import operations as qualification
from shared_catalog.registry import operations as registry
from tenants.permissions import Permission


class ReachAuthorisation(Mutation):
    """Accept the certificate of ONSSA that somebody else submitted, and all that follows: it counts from the
    day it was issued on, a cooperative in qualification is eligible, the enrolment has reached its
    authorisation, and listing is suggested to these markets.
    """

    permission = Permission.QUALIFICATION_DECIDE
    once = AS_IT_IS
    raises = (
        documents.WrongDocumentStep,
        documents.DocumentNeedsSecondPerson,
        registry.AuthorisationNumberTaken,
        qualification.EnrolmentEnded,
        qualification.StepOutOfOrder,
        qualification.StepBlocked,
    )

    class Input:
        """What the mutation takes."""

        enrolment_id = IdOf(Enrolment, "The enrolment.", required=True)
        document_id = IdOf(CooperativeDocument, "The certificate.", required=True)
        markets = Given(
            graphene.String, "To which markets listing is suggested: their names in addresses.", many=True
        )

    enrolment = Returned(Enrolment, "The enrolment, authorised.")

    @staticmethod
    def perform(
        context: Context, *, enrolment_id: UUID, document_id: UUID, markets: list[str] | None = None
    ) -> models.Enrolment:
        return qualification.reach_authorisation(
            enrolment_id=enrolment_id,
            document_id=document_id,
            market_schemas=markets or (),
            at=context.now,
            actor=context.viewer.id,
        )
