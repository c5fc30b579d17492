"""Take on whom a signed decision retains."""

from typing import Any
from uuid import UUID

import graphene

from api.base.inputs import IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.context import Context
from api.registry.enums import CooperativeStatus
from api.selection.types import SelectionDecision
from shared_catalog.applications import operations as applications
from shared_catalog.applications.operations import Applied
from shared_catalog.registry import operations as registry
from shared_catalog.selection import operations as selection
from shared_catalog.selection import queries
from tenants.permissions import Permission


class RetainedCooperative(graphene.ObjectType):
    """What became of a cooperative that a decision retains."""

    code = graphene.String(required=True, description="Its short number in the registry.")
    before = graphene.Field(CooperativeStatus, required=True, description="Where it stood.")
    after = graphene.Field(CooperativeStatus, required=True, description="Where it stands now.")

    @staticmethod
    def resolve_code(root: Applied, _info: Any) -> str:
        return str(root.cooperative.code)


class ApplySelectionDecision(Mutation):
    """Take every cooperative that the decision in force retains as far as its papers allow: an applicant
    enters the qualification programme, and who owes no paper is declared eligible. It may be done again when
    papers have come.
    """

    permission = Permission.REGISTRY_DECIDE
    once = AS_IT_IS
    raises = (selection.WrongRoundState, registry.WrongCooperativeStep)

    class Input:
        """What the mutation takes."""

        decision_id = IdOf(SelectionDecision, "The decision, signed and in force.", required=True)

    decision = Returned(SelectionDecision, "The decision, which stays as it is.")
    retained = graphene.Field(
        graphene.List(graphene.NonNull(RetainedCooperative)),
        description="Null where it was refused. Whom it retains, best first, and what became of each.",
    )

    @staticmethod
    def perform(context: Context, *, decision_id: UUID) -> dict[str, Any]:
        retained = applications.apply_decision(
            decision_id=decision_id, at=context.now, actor=context.viewer.id
        )
        return {"decision": queries.decision(decision_id), "retained": retained}
