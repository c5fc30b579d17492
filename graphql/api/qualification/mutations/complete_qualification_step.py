"""Say that a step was done."""

from datetime import date
from uuid import UUID

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.base.scalars import Date
from api.context import Context
from api.cooperative_documents.types import CooperativeDocument
from api.qualification.enums import QualificationStepKind
from api.qualification.types import Enrolment, QualificationStep
from shared_catalog.qualification import models
from shared_catalog.qualification import operations as qualification
from shared_catalog.qualification.types import StepKind
from tenants.permissions import Permission


class CompleteQualificationStep(Mutation):
    """Say on which day a step was done, and which papers show it. The authorisation is reached by its
    certificate: `reachAuthorisation`.
    """

    permission = Permission.QUALIFICATION_WRITE
    once = AS_IT_IS
    raises = (
        qualification.EnrolmentEnded,
        qualification.StepDone,
        qualification.StepOutOfOrder,
        qualification.StepBlocked,
    )

    class Input:
        """What the mutation takes."""

        enrolment_id = IdOf(Enrolment, "The enrolment.", required=True)
        kind = Given(QualificationStepKind, "Which step.", required=True)
        done_on = Given(Date, "When.", required=True)
        document_ids = IdOf(CooperativeDocument, "Papers of the cooperative that show it.", many=True)

    step = Returned(QualificationStep, "The step, done.")

    @staticmethod
    def perform(
        context: Context,
        *,
        enrolment_id: UUID,
        kind: StepKind,
        done_on: date,
        document_ids: list[UUID] | None = None,
    ) -> models.Step:
        return qualification.complete_step(
            enrolment_id=enrolment_id,
            kind=kind,
            done_on=done_on,
            document_ids=document_ids or (),
            at=context.now,
            actor=context.viewer.id,
        )
