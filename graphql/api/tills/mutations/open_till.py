"""Add a till to the market."""

import graphene

from api.base.inputs import Given
from api.base.mutations import Mutation, Returned
from api.base.once import Naturally
from api.context import Context
from api.tills.types import Till
from markets.tills import models
from markets.tills import operations as tills
from tenants.permissions import Permission


class OpenTill(Mutation):
    """Add a till to the market. Its code is its own for good, also after it is retired."""

    permission = Permission.TILLS_WRITE
    once = Naturally("a code is given once: a second request is refused, and nothing changes")
    raises = (tills.TillCodeTaken,)

    class Input:
        """What the mutation takes."""

        code = Given(graphene.String, "What people call it, such as `T1`: 1 to 20 characters.", required=True)
        name = Given(graphene.String, "Its name, at most 120 characters.", required=True)

    till = Returned(Till, "The till, in use.")

    @staticmethod
    def perform(context: Context, *, code: str, name: str) -> models.Till:
        return tills.open_till(code=code, name=name, opened_at=context.now)
