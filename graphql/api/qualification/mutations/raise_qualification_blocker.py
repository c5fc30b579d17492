"""Say what stands in the way of a step."""

from datetime import date
from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.base.scalars import Date
from api.context import Context
from api.qualification.enums import QualificationBlockerCode, QualificationStepKind
from api.qualification.types import Enrolment, QualificationBlocker
from shared_catalog.qualification import models
from shared_catalog.qualification import operations as qualification
from shared_catalog.qualification.types import BlockerCode, StepKind
from shared_catalog.registry import operations as registry
from tenants.permissions import Permission


class RaiseQualificationBlocker(Mutation):
    """Say what keeps a step from being done, and since when."""

    permission = Permission.QUALIFICATION_WRITE
    once = ClientMade("id")
    raises = (registry.IdReused, qualification.EnrolmentEnded, qualification.StepDone)

    class Input:
        """What the mutation takes."""

        id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        enrolment_id = IdOf(Enrolment, "The enrolment.", required=True)
        kind = Given(QualificationStepKind, "Which step.", required=True)
        code = Given(QualificationBlockerCode, "What it is.", required=True)
        text = Given(graphene.String, "In words, up to 400 characters.", required=True)
        since = Given(Date, "Since when.", required=True)

    blocker = Returned(QualificationBlocker, "The blocker.")

    @staticmethod
    def perform(
        context: Context,
        *,
        id: UUID,
        enrolment_id: UUID,
        kind: StepKind,
        code: BlockerCode,
        text: str,
        since: date,
    ) -> models.Blocker:
        return qualification.raise_blocker(
            blocker_id=id,
            enrolment_id=enrolment_id,
            kind=kind,
            code=code,
            text=text,
            since=since,
            at=context.now,
            actor=context.viewer.id,
        )
