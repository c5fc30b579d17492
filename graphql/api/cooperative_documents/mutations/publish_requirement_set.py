"""Say what is asked of a category's goods from a day on."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import graphene

from api.base.inputs import Given
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.base.scalars import Date
from api.context import Context
from api.cooperative_documents.inputs import RequirementInput
from api.cooperative_documents.types import RequirementSet
from shared_catalog.documents import models
from shared_catalog.documents import operations as documents
from shared_catalog.documents.types import Requirement
from shared_catalog.registry.operations import IdReused
from tenants.permissions import Permission


class PublishRequirementSet(Mutation):
    """Say what is asked of a category's goods from a day to come, in place of its set before. What the law
    asks of food is asked whatever a set says.
    """

    permission = Permission.REQUIREMENTS_WRITE
    once = ClientMade("id")
    raises = (IdReused,)

    class Input:
        """What the mutation takes."""

        id = Given(UUIDScalar, "A UUID made by the caller, best version 7.", required=True)
        category_code = Given(graphene.String, "The category; a root is a whole group.", required=True)
        effective_from = Given(Date, "Its first day, later than today; a day has one set.", required=True)
        requirements = Given(RequirementInput, "What is asked; empty for nothing.", many=True, required=True)

    requirement_set = Returned(RequirementSet, "The set.")

    @staticmethod
    def perform(
        context: Context,
        *,
        id: UUID,
        category_code: str,
        effective_from: date,
        requirements: Sequence[Requirement],
    ) -> models.RequirementSet:
        return documents.publish_requirement_set(
            set_id=id,
            category_code=category_code,
            effective_from=effective_from,
            requirements=requirements,
            at=context.now,
            actor=context.viewer.id,
        )
