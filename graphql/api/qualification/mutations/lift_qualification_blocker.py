"""Say that a blocker is out of the way."""

from datetime import date
from uuid import UUID

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.base.scalars import Date
from api.context import Context
from api.qualification.types import QualificationBlocker
from shared_catalog.qualification import models
from shared_catalog.qualification import operations as qualification
from tenants.permissions import Permission


class LiftQualificationBlocker(Mutation):
    """Say from which day on a blocker is out of the way."""

    permission = Permission.QUALIFICATION_WRITE
    once = AS_IT_IS
    raises = (qualification.BlockerLifted,)

    class Input:
        """What the mutation takes."""

        blocker_id = IdOf(QualificationBlocker, "The blocker.", required=True)
        until = Given(Date, "From which day on.", required=True)

    blocker = Returned(QualificationBlocker, "The blocker, lifted.")

    @staticmethod
    def perform(context: Context, *, blocker_id: UUID, until: date) -> models.Blocker:
        return qualification.lift_blocker(
            blocker_id=blocker_id, until=until, at=context.now, actor=context.viewer.id
        )
