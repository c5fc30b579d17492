"""Sell no more at a till."""

from uuid import UUID

from api.base.inputs import IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.context import Context
from api.tills.types import Till
from markets.tills import models
from markets.tills import operations as tills
from tenants.permissions import Permission


class RetireTill(Mutation):
    """Sell no more at a till; its sales and receipts stay. Twice is once."""

    permission = Permission.TILLS_WRITE
    once = AS_IT_IS

    class Input:
        """What the mutation takes."""

        till_id = IdOf(Till, "The till.", required=True)

    till = Returned(Till, "The till, retired.")

    @staticmethod
    def perform(context: Context, *, till_id: UUID) -> models.Till:
        return tills.retire_till(till_id=till_id)
