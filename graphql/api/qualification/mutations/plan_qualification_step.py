"""Plan a step for a day."""

from datetime import date
from uuid import UUID

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.base.scalars import Date
from api.context import Context
from api.qualification.enums import QualificationStepKind
from api.qualification.types import Enrolment, QualificationStep
from shared_catalog.qualification import models
from shared_catalog.qualification import operations as qualification
from shared_catalog.qualification.types import StepKind
from tenants.permissions import Permission


class PlanQualificationStep(Mutation):
    """Say for which day a step is planned; it takes the place of the plan before."""

    permission = Permission.QUALIFICATION_WRITE
    once = AS_IT_IS
    raises = (qualification.EnrolmentEnded, qualification.StepDone)

    class Input:
        """What the mutation takes."""

        enrolment_id = IdOf(Enrolment, "The enrolment.", required=True)
        kind = Given(QualificationStepKind, "Which step.", required=True)
        planned_on = Given(Date, "For which day.", required=True)

    step = Returned(QualificationStep, "The step.")

    @staticmethod
    def perform(context: Context, *, enrolment_id: UUID, kind: StepKind, planned_on: date) -> models.Step:
        return qualification.plan_step(
            enrolment_id=enrolment_id,
            kind=kind,
            planned_on=planned_on,
            at=context.now,
            actor=context.viewer.id,
        )
