"""Say who finds out what an item in suspense is."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.context import Context
from api.reconciliation.types import SuspenseItem
from markets.reconciliation import models
from markets.reconciliation import operations as reconciliation
from tenants.permissions import Permission


class AssignSuspense(Mutation):
    """Say who finds out what an item in suspense is."""

    permission = Permission.RECONCILIATION_WRITE
    once = AS_IT_IS
    raises = (reconciliation.SuspenseCleared,)

    class Input:
        """What the mutation takes."""

        item_id = IdOf(SuspenseItem, "The item.", required=True)
        owner = Given(graphene.String, "Who finds out.", required=True)

    suspense_item = Returned(SuspenseItem, "The item.")

    @staticmethod
    def perform(context: Context, *, item_id: UUID, owner: str) -> models.SuspenseItem:
        return reconciliation.assign_suspense(
            item_id=item_id, owner=owner, at=context.now, actor=context.viewer.id
        )
