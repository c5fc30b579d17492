"""Work out the minutes of a round."""

from typing import Any
from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.context import Context
from api.representation import effects
from api.representation.types import RepresentationWarning
from api.selection.types import SelectionDecision, SelectionRound
from kernel.halfmonth import business_date
from shared_catalog.registry import operations as registry
from shared_catalog.representation.queries import taken_by
from shared_catalog.selection import operations as selection
from tenants.permissions import Permission


class PrepareSelectionDecision(Mutation):
    """Work out the minutes of a round whose scoring is closed, for another person to sign."""

    permission = Permission.SELECTION_DECIDE
    once = ClientMade("id")
    raises = (registry.IdReused, selection.WrongRoundState, selection.AppealsOpen)

    class Input:
        """What the mutation takes."""

        id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        round_id = IdOf(SelectionRound, "The round.", required=True)

    decision = Returned(SelectionDecision, "The decision, not signed yet.")
    warnings = graphene.Field(
        graphene.List(graphene.NonNull(RepresentationWarning)),
        description="The floors of representation that taking these cooperatives on would break.",
    )

    @staticmethod
    def perform(context: Context, *, id: UUID, round_id: UUID) -> dict[str, Any]:
        decision = selection.prepare_decision(
            decision_id=id, round_id=round_id, at=context.now, actor=context.viewer.id
        )
        warnings = effects.of_taking(taken_by(decision), on=business_date(context.now))
        return {"decision": decision, "warnings": warnings}
