"""Sign that a budget may be exceeded."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.base.values import MoneyInput
from api.context import Context
from api.qualification.types import QualificationOverrun, QualificationPartner
from kernel.money import Money
from shared_catalog.qualification import models
from shared_catalog.qualification import operations as qualification
from shared_catalog.registry import operations as registry
from tenants.permissions import Permission


class SignQualificationOverrun(Mutation):
    """Sign that so much may be spent beyond a partner's budget, and say why."""

    permission = Permission.QUALIFICATION_DECIDE
    once = ClientMade("id")
    raises = (registry.IdReused,)

    class Input:
        """What the mutation takes."""

        id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        partner_id = IdOf(QualificationPartner, "Whose budget.", required=True)
        amount = Given(MoneyInput, "By how much.", required=True)
        reason = Given(graphene.String, "Why, up to 400 characters.", required=True)

    overrun = Returned(QualificationOverrun, "What was signed.")

    @staticmethod
    def perform(
        context: Context, *, id: UUID, partner_id: UUID, amount: Money, reason: str
    ) -> models.Overrun:
        return qualification.sign_overrun(
            overrun_id=id,
            partner_id=partner_id,
            amount_minor=amount.minor,
            reason=reason,
            at=context.now,
            actor=context.viewer.id,
        )
