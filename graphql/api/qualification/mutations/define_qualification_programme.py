"""Define a programme with its partners and phases."""

from uuid import UUID

from api.base.inputs import Given
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.context import Context
from api.qualification.inputs import QualificationTermsInput
from api.qualification.types import QualificationProgramme
from shared_catalog.qualification import models
from shared_catalog.qualification import operations as qualification
from shared_catalog.qualification.types import ProgrammeTerms
from shared_catalog.registry import operations as registry
from tenants.permissions import Permission


class DefineQualificationProgramme(Mutation):
    """Define a programme with its partners and phases. It is never changed; what is spent beyond a budget is
    signed.
    """

    permission = Permission.QUALIFICATION_DECIDE
    once = ClientMade("id")
    raises = (registry.IdReused, qualification.ProgrammeCodeTaken)

    class Input:
        """What the mutation takes."""

        id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        terms = Given(QualificationTermsInput, "What it is.", required=True)

    programme = Returned(QualificationProgramme, "The programme.")

    @staticmethod
    def perform(context: Context, *, id: UUID, terms: ProgrammeTerms) -> models.Programme:
        return qualification.define_programme(
            programme_id=id, terms=terms, at=context.now, actor=context.viewer.id
        )
