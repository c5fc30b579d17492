"""Give a person a role."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import Naturally
from api.context import Context
from api.network.roles import ActorRole
from api.people.cooperatives import existing
from api.people.types import Membership, Person
from api.registry.types import Cooperative
from tenants.identity.operations import DelegateNeedsCooperative, RoleNotInScope
from tenants.people import models
from tenants.people import operations as people
from tenants.permissions import Permission, Role


class GrantRole(Mutation):
    """Let a person hold a role in the network, in a market, or in a market for one cooperative.

    Nobody grants what he does not hold, nor to himself. A market's manager appoints cashiers, stock keepers,
    accountants and delegates of his own market. A delegate holds nothing else in the same place.
    """

    permission = Permission.PEOPLE_WRITE
    once = Naturally("a role is held once: a second request is refused, and nothing changes")
    raises = (
        RoleNotInScope,
        DelegateNeedsCooperative,
        people.NotYoursToGrant,
        people.AlreadyHeld,
        people.DelegateHoldsNothingElse,
        people.PersonDisabled,
    )

    class Input:
        """What the mutation takes."""

        person_id = IdOf(Person, "The person.", required=True)
        role = Given(ActorRole, "The role.", required=True)
        scope = Given(
            graphene.String,
            "`network`, or a market's name in addresses, such as `casablanca`.",
            required=True,
        )
        cooperative_id = IdOf(Cooperative, "For which cooperative: for its delegate only.", checked=False)
        reason = Given(graphene.String, "Why, up to 200 characters.")

    membership = Returned(Membership, "The grant.")

    @staticmethod
    def perform(
        context: Context,
        *,
        person_id: UUID,
        role: Role,
        scope: str,
        cooperative_id: UUID | None = None,
        reason: str | None = None,
    ) -> models.Membership:
        return people.grant_role(
            person_id=person_id,
            role=role,
            scope=scope,
            cooperative_id=existing(cooperative_id),
            reason=reason or "",
            actor=context.viewer,
            at=context.now,
        )
