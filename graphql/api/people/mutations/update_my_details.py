"""Change one's own details."""

from typing import Any
from uuid import UUID

import graphene

from api.base.inputs import Given
from api.base.mutations import Mutation
from api.base.once import AS_IT_IS
from api.base.permissions import PUBLIC
from api.base.refusals import Language
from api.context import Context
from tenants.access import ActorKind
from tenants.people import operations as people


class UpdateMyDetails(Mutation):
    """Change one's own name, or the language in which one is written to. It is for people who signed in,
    whatever they hold; the login stays as the invitation proved it.
    """

    permission = PUBLIC
    once = AS_IT_IS
    raises = (people.PersonNeeded,)

    class Input:
        """What the mutation takes."""

        name = Given(graphene.String, "The name.")
        language = Given(Language, "The language.")

    name = graphene.Field(graphene.String, description="The name, as it is now.")
    language = graphene.Field(Language, description="The language, as it is now.")

    @staticmethod
    def perform(context: Context, *, name: str | None = None, language: Any = None) -> dict[str, Any]:
        viewer = context.viewer
        if viewer.kind is not ActorKind.PERSON:
            raise people.PersonNeeded()
        person = people.edit_own_details(
            person_id=UUID(viewer.id.removeprefix("person:")),
            name=name,
            language=None if language is None else language.value,
            at=context.now,
        )
        return {"name": person.details.name, "language": person.details.language}
