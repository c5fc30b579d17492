"""Enter a cooperative of the registry in an open round."""

from uuid import UUID

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.context import Context
from api.registry.types import Cooperative
from api.selection.terms import SelectionPriceInput
from api.selection.types import SelectionApplication, SelectionRound
from shared_catalog.registry import operations as registry
from shared_catalog.selection import models
from shared_catalog.selection import operations as selection
from shared_catalog.selection.types import PriceAsked
from tenants.permissions import Permission


class EnterSelectionApplication(Mutation):
    """Enter a cooperative of the registry in an open round, with what its file says today."""

    permission = Permission.SELECTION_WRITE
    once = ClientMade("id")
    raises = (registry.IdReused, selection.WrongRoundState, selection.AlreadyApplied)

    class Input:
        """What the mutation takes."""

        id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        round_id = IdOf(SelectionRound, "The round.", required=True)
        cooperative_id = IdOf(Cooperative, "The cooperative.", required=True)
        price = Given(SelectionPriceInput, "Where the grid measures the price level, and only there.")

    application = Returned(SelectionApplication, "The application.")

    @staticmethod
    def perform(
        context: Context, *, id: UUID, round_id: UUID, cooperative_id: UUID, price: PriceAsked | None = None
    ) -> models.Application:
        return selection.enter_application(
            application_id=id,
            round_id=round_id,
            cooperative_id=cooperative_id,
            price=price,
            at=context.now,
            actor=context.viewer.id,
        )
