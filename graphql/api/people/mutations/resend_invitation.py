"""Send an invitation again."""

from uuid import UUID

from api.base.inputs import IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import Naturally
from api.context import Context
from api.people.types import Invitation
from tenants.people import models
from tenants.people import operations as people
from tenants.permissions import Permission


class ResendInvitation(Mutation):
    """Send an open or expired invitation again with a new link, valid for seven days; the one before
    no longer works.
    """

    permission = Permission.PEOPLE_WRITE
    once = Naturally("each request sends another link, and the newest works")
    raises = (
        people.NotYoursToGrant,
        people.InvitationOver,
    )

    class Input:
        """What the mutation takes."""

        invitation_id = IdOf(Invitation, "The invitation.", required=True)

    invitation = Returned(Invitation, "The invitation.")

    @staticmethod
    def perform(context: Context, *, invitation_id: UUID) -> models.Invitation:
        invited = people.resend_invitation(invitation_id=invitation_id, actor=context.viewer, at=context.now)
        return invited.row
