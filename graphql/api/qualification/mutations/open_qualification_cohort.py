"""Open a cohort of a phase."""

from datetime import date
from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.base.scalars import Date
from api.context import Context
from api.qualification.types import QualificationCohort, QualificationPhase
from shared_catalog.qualification import models
from shared_catalog.qualification import operations as qualification
from shared_catalog.registry import operations as registry
from tenants.permissions import Permission


class OpenQualificationCohort(Mutation):
    """Open a cohort of a phase: cooperatives are enrolled in it from a day on."""

    permission = Permission.QUALIFICATION_DECIDE
    once = ClientMade("id")
    raises = (registry.IdReused, qualification.ProgrammeCodeTaken)

    class Input:
        """What the mutation takes."""

        id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        phase_id = IdOf(QualificationPhase, "The phase.", required=True)
        code = Given(graphene.String, "Its code in the programme, up to 20 characters.", required=True)
        starts_on = Given(Date, "Its first day, one of the phase.", required=True)

    cohort = Returned(QualificationCohort, "The cohort.")

    @staticmethod
    def perform(context: Context, *, id: UUID, phase_id: UUID, code: str, starts_on: date) -> models.Cohort:
        return qualification.open_cohort(
            cohort_id=id,
            phase_id=phase_id,
            code=code,
            starts_on=starts_on,
            at=context.now,
            actor=context.viewer.id,
        )
