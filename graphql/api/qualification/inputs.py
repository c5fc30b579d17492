"""What is told of a programme."""

from typing import Any

import graphene

from api.base.inputs import Given
from api.base.scalars import Date
from api.base.values import LocalizedTextInput, MoneyInput
from shared_catalog.qualification.types import PartnerTerms, PhaseTerms, ProgrammeTerms
from shared_catalog.registry.types import Names


class QualificationPartnerInput(graphene.InputObjectType):
    """Who carries a programme."""

    code = Given(graphene.String, "Its code, up to 20 characters.", required=True)
    names = Given(LocalizedTextInput, "Its name.", required=True)
    budget = Given(MoneyInput, "What it gives; nothing for one that brings no money.", required=True)

    @staticmethod
    def value(given: dict[str, Any]) -> PartnerTerms:
        return PartnerTerms(
            code=given["code"], names=Names(*given["names"]), budget_minor=given["budget"].minor
        )


class QualificationPhaseInput(graphene.InputObjectType):
    """A part of a programme."""

    names = Given(LocalizedTextInput, "Its name.", required=True)
    starts_on = Given(Date, "Its first day.", required=True)
    ends_on = Given(Date, "Its last day.", required=True)
    target = Given(graphene.Int, "How many authorisations it is to bring.", required=True)

    @staticmethod
    def value(given: dict[str, Any]) -> PhaseTerms:
        return PhaseTerms(**{**given, "names": Names(*given["names"])})


class QualificationTermsInput(graphene.InputObjectType):
    """What a programme is; it is never changed."""

    code = Given(graphene.String, "Its code, up to 20 characters.", required=True)
    names = Given(LocalizedTextInput, "Its name.", required=True)
    partners = Given(QualificationPartnerInput, "Who carries it, 1 to 20.", many=True, required=True)
    phases = Given(QualificationPhaseInput, "Its phases, 1 to 20.", many=True, required=True)

    @staticmethod
    def value(given: dict[str, Any]) -> ProgrammeTerms:
        return ProgrammeTerms(
            code=given["code"],
            names=Names(*given["names"]),
            partners=tuple(given["partners"]),
            phases=tuple(given["phases"]),
        )
