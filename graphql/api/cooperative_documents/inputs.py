"""What the mutations of documents are told."""

from typing import Any

import graphene

from api.base.inputs import Given, IdOf
from api.base.scalars import Date
from api.cooperative_documents.enums import Applies, DocumentType
from api.registry.enums import AuthorisationKind
from shared_catalog.documents.types import DocumentDetails, Requirement


class CooperativeDocumentDetailsInput(graphene.InputObjectType):
    """What is written on a paper."""

    type = Given(DocumentType, "What it is.", required=True)
    number = Given(graphene.String, "Its number.", required=True)
    issuer = Given(graphene.String, "Who issued it.", required=True)
    valid_from = Given(Date, "Its first valid day; of a certificate, the day of issue.", required=True)
    valid_until = Given(
        Date, "Its last valid day; left out where it has no term. AMMPS registers for five years."
    )
    certificate_kind = Given(AuthorisationKind, "Of a certificate of ONSSA, what it is called: obligatory.")
    product_ids = IdOf("api.catalogue.types.Product", "The products it speaks of.", many=True)
    category_codes = Given(graphene.String, "Codes of the categories it speaks of.", many=True)

    @staticmethod
    def value(given: dict[str, Any]) -> DocumentDetails:
        return DocumentDetails(**{name: value for name, value in given.items() if value is not None})


class RequirementInput(graphene.InputObjectType):
    """A document that is asked for."""

    type = Given(DocumentType, "What is asked, once in a set.", required=True)
    alternatives = Given(DocumentType, "What does instead.", many=True)
    applies = Given(Applies, "Of which goods; left out, of all.")
    within_days = Given(
        graphene.Int, "How many days those are left in peace who do not have it, 0 to 730; left out, none."
    )

    @staticmethod
    def value(given: dict[str, Any]) -> Requirement:
        said = {name: value for name, value in given.items() if value is not None}
        return Requirement(**{**said, "alternatives": tuple(said.get("alternatives", ()))})
