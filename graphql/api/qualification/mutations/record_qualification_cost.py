"""Record what a step cost."""

from datetime import date
from uuid import UUID

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.base.scalars import Date
from api.base.values import MoneyInput
from api.context import Context
from api.qualification.enums import QualificationStepKind
from api.qualification.types import Enrolment, QualificationCost, QualificationPartner
from kernel.money import Money
from shared_catalog.qualification import models
from shared_catalog.qualification import operations as qualification
from shared_catalog.qualification.types import StepKind
from shared_catalog.registry import operations as registry
from tenants.permissions import Permission


class RecordQualificationCost(Mutation):
    """Record what a step cost a partner of the programme, or the cooperative itself. A partner's budget is
    not exceeded, unless it was signed.
    """

    permission = Permission.QUALIFICATION_WRITE
    once = ClientMade("id")
    raises = (registry.IdReused, qualification.BudgetExceeded)

    class Input:
        """What the mutation takes."""

        id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        enrolment_id = IdOf(Enrolment, "The enrolment.", required=True)
        kind = Given(QualificationStepKind, "Which step.", required=True)
        partner_id = IdOf(QualificationPartner, "Who paid; left out, the cooperative itself.")
        amount = Given(MoneyInput, "How much.", required=True)
        paid_on = Given(Date, "When.", required=True)

    cost = Returned(QualificationCost, "The cost.")

    @staticmethod
    def perform(
        context: Context,
        *,
        id: UUID,
        enrolment_id: UUID,
        kind: StepKind,
        amount: Money,
        paid_on: date,
        partner_id: UUID | None = None,
    ) -> models.Cost:
        return qualification.record_cost(
            cost_id=id,
            enrolment_id=enrolment_id,
            kind=kind,
            partner_id=partner_id,
            amount_minor=amount.minor,
            paid_on=paid_on,
            at=context.now,
            actor=context.viewer.id,
        )
