"""Say the last day on which somebody speaks for a cooperative."""

from datetime import date
from uuid import UUID

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.base.scalars import Date
from api.context import Context
from api.registry.records import Officer
from shared_catalog.registry import models
from shared_catalog.registry import operations as registry
from tenants.permissions import Permission


class EndOfficerMandate(Mutation):
    """Say the last day on which somebody speaks for a cooperative. A year later name and contact are
    forgotten.
    """

    permission = Permission.REGISTRY_WRITE
    once = AS_IT_IS
    raises = (registry.OfficerForgotten,)

    class Input:
        """What the mutation takes."""

        officer_id = IdOf(Officer, "The officer.", required=True)
        mandate_until = Given(Date, "The last day.", required=True)

    officer = Returned(Officer, "The officer.")

    @staticmethod
    def perform(context: Context, *, officer_id: UUID, mandate_until: date) -> models.Officer:
        return registry.end_mandate(
            officer_id=officer_id, mandate_until=mandate_until, at=context.now, actor=context.viewer.id
        )
