"""End a grant."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import BY_STATE
from api.context import Context
from api.people.types import Membership
from tenants.people import models
from tenants.people import operations as people
from tenants.permissions import Permission


class EndGrant(Mutation):
    """End a grant; tokens that hold it are refused everywhere within a minute. Nobody ends his own."""

    permission = Permission.PEOPLE_WRITE
    once = BY_STATE
    raises = (
        people.NotYoursToGrant,
        people.GrantEnded,
    )

    class Input:
        """What the mutation takes."""

        membership_id = IdOf(Membership, "The grant.", required=True)
        reason = Given(graphene.String, "Why, up to 200 characters.")

    membership = Returned(Membership, "The grant, ended.")

    @staticmethod
    def perform(context: Context, *, membership_id: UUID, reason: str | None = None) -> models.Membership:
        return people.end_grant(
            membership_id=membership_id, reason=reason or "", actor=context.viewer, at=context.now
        )
