"""Enrol a cooperative in a cohort."""

from datetime import date
from uuid import UUID

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.base.scalars import Date
from api.context import Context
from api.qualification.types import Enrolment, QualificationCohort
from api.registry.types import Cooperative
from shared_catalog.qualification import models
from shared_catalog.qualification import operations as qualification
from shared_catalog.registry import operations as registry
from tenants.permissions import Permission


class EnrolCooperative(Mutation):
    """Enrol a cooperative in a cohort. With it an applicant's qualification starts; one that is eligible
    already stays so.
    """

    permission = Permission.QUALIFICATION_WRITE
    once = ClientMade("id")
    raises = (registry.IdReused, registry.WrongCooperativeStep, qualification.CooperativeEnrolled)

    class Input:
        """What the mutation takes."""

        id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        cohort_id = IdOf(QualificationCohort, "The cohort.", required=True)
        cooperative_id = IdOf(Cooperative, "The cooperative.", required=True)
        started_on = Given(Date, "When it began: from the cohort's first day on.", required=True)

    enrolment = Returned(Enrolment, "The enrolment, with its six steps.")

    @staticmethod
    def perform(
        context: Context, *, id: UUID, cohort_id: UUID, cooperative_id: UUID, started_on: date
    ) -> models.Enrolment:
        return qualification.enrol_cooperative(
            enrolment_id=id,
            cohort_id=cohort_id,
            cooperative_id=cooperative_id,
            started_on=started_on,
            at=context.now,
            actor=context.viewer.id,
        )
