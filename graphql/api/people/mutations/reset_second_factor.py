"""Take away somebody's second factor."""

from uuid import UUID

from api.base.inputs import IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import BY_STATE
from api.context import Context
from api.people.types import Person
from tenants.access import Forbidden
from tenants.people import models
from tenants.people import operations as people
from tenants.permissions import Permission


class ResetSecondFactor(Mutation):
    """Take away the second factor of somebody who lost it, who enrols anew at the next sign-in; sessions and
    tokens end. Whoever does it looks after people for the whole network, and does not do it for himself.
    """

    permission = Permission.PEOPLE_WRITE
    once = BY_STATE
    raises = (
        people.NotEnrolled,
        Forbidden,
    )

    class Input:
        """What the mutation takes."""

        person_id = IdOf(Person, "The person.", required=True)

    person = Returned(Person, "The person.")

    @staticmethod
    def perform(context: Context, *, person_id: UUID) -> models.Person:
        return people.reset_totp(person_id=person_id, actor=context.viewer, at=context.now)
