"""What is said of a recall."""

from typing import Any

import graphene

from api.base.inputs import Given, IdOf
from api.base.values import LocalizedTextInput
from api.catalogue.types import Product
from api.recalls.enums import RecallSeverity
from shared_catalog.recalls.types import RecallDetails
from shared_catalog.registry.types import Names


class RecallInput(graphene.InputObjectType):
    """What is recalled and why."""

    product_id = IdOf(Product, "The product.", required=True)
    lot_code = Given(graphene.String, "The producer's code of one lot; left out for all of the product.")
    severity = Given(RecallSeverity, "How dangerous the goods are.", required=True)
    reason = Given(graphene.String, "Why; 1 to 400 characters, kept on record.", required=True)
    instructions = Given(
        LocalizedTextInput, "What markets do with the goods, and tell their customers.", required=True
    )

    @staticmethod
    def value(given: dict[str, Any]) -> RecallDetails:
        """What a mutation gets."""
        texts = given.pop("instructions")
        lot_code = given.pop("lot_code", None) or ""
        return RecallDetails(instructions=Names(*texts), lot_code=lot_code, **given)
