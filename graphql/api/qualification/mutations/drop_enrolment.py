"""A cooperative leaves a programme."""

from datetime import date
from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import BY_STATE
from api.base.scalars import Date
from api.context import Context
from api.qualification.types import Enrolment
from shared_catalog.qualification import models
from shared_catalog.qualification import operations as qualification
from tenants.permissions import Permission


class DropEnrolment(Mutation):
    """A cooperative leaves a programme without an authorisation. What was done and spent stays on record."""

    permission = Permission.QUALIFICATION_WRITE
    once = BY_STATE
    raises = (qualification.EnrolmentEnded,)

    class Input:
        """What the mutation takes."""

        enrolment_id = IdOf(Enrolment, "The enrolment.", required=True)
        dropped_on = Given(Date, "When.", required=True)
        reason = Given(graphene.String, "Why, up to 400 characters.", required=True)

    enrolment = Returned(Enrolment, "The enrolment, dropped.")

    @staticmethod
    def perform(context: Context, *, enrolment_id: UUID, dropped_on: date, reason: str) -> models.Enrolment:
        return qualification.drop_enrolment(
            enrolment_id=enrolment_id,
            dropped_on=dropped_on,
            reason=reason,
            at=context.now,
            actor=context.viewer.id,
        )
