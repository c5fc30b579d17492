"""Say how long a change of bank account waits."""

from datetime import date

import graphene

from api.base.inputs import Given
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.base.scalars import Date
from api.context import Context
from api.registry.types import PayeeRules
from shared_catalog.registry import models
from shared_catalog.registry import operations as registry
from tenants.permissions import Permission


class SetPayeeRules(Mutation):
    """Say how long a verified account that replaces another waits, from a day to come. A day has one rule."""

    permission = Permission.PAYEE_RULES_WRITE
    once = AS_IT_IS

    class Input:
        """What the mutation takes."""

        effective_from = Given(
            Date, "For accounts verified on this day or later; later than today.", required=True
        )
        cooling_off_days = Given(graphene.Int, "How many days it waits, 1 to 60.", required=True)

    payee_rules = Returned(PayeeRules, "The rule.")

    @staticmethod
    def perform(context: Context, *, effective_from: date, cooling_off_days: int) -> models.PayeeRules:
        return registry.set_payee_rules(
            effective_from=effective_from,
            cooling_off_days=cooling_off_days,
            set_at=context.now,
            actor=context.viewer.id,
        )
