"""Take an invitation back."""

from uuid import UUID

from api.base.inputs import IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import BY_STATE
from api.context import Context
from api.people.types import Invitation
from tenants.people import models
from tenants.people import operations as people
from tenants.permissions import Permission


class WithdrawInvitation(Mutation):
    """Take an invitation back; its link is no good any more."""

    permission = Permission.PEOPLE_WRITE
    once = BY_STATE
    raises = (
        people.NotYoursToGrant,
        people.InvitationOver,
    )

    class Input:
        """What the mutation takes."""

        invitation_id = IdOf(Invitation, "The invitation.", required=True)

    invitation = Returned(Invitation, "The invitation, withdrawn.")

    @staticmethod
    def perform(context: Context, *, invitation_id: UUID) -> models.Invitation:
        return people.withdraw_invitation(invitation_id=invitation_id, actor=context.viewer, at=context.now)
