"""Enable a person again."""

from uuid import UUID

from api.base.inputs import IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.context import Context
from api.people.types import Person
from tenants.access import Forbidden
from tenants.people import models
from tenants.people import operations as people
from tenants.permissions import Permission


class EnablePerson(Mutation):
    """Let a disabled person sign in again, with the grants that did not end meanwhile. Whoever does it looks
    after people for the whole network, and does not do it for himself.
    """

    permission = Permission.PEOPLE_WRITE
    once = AS_IT_IS
    raises = (Forbidden,)

    class Input:
        """What the mutation takes."""

        person_id = IdOf(Person, "The person.", required=True)

    person = Returned(Person, "The person, who may sign in.")

    @staticmethod
    def perform(context: Context, *, person_id: UUID) -> models.Person:
        return people.enable_person(person_id=person_id, actor=context.viewer)
