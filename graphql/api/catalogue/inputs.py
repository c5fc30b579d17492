"""What the catalogue's mutations are told of products."""

from typing import Any

import graphene

from api.base.inputs import Given
from api.base.scalars import Date
from api.base.values import LocalizedTextInput, MoneyInput
from api.catalogue.enums import Unit
from shared_catalog.catalogue.types import NO_TEXT, AttributeValue, ProductDetails, Span
from shared_catalog.registry.types import Names


class ProductDetailsInput(graphene.InputObjectType):
    """What is said of a product."""

    category_code = Given(graphene.String, "Code of its category, a leaf of the tree.", required=True)
    names = Given(LocalizedTextInput, "Its name.", required=True)
    descriptions = Given(LocalizedTextInput, "What it is.")
    unit = Given(Unit, "What its net content counts.", required=True)
    net_content = Given(graphene.Int, "How much of the unit one piece holds.", required=True)
    packed = graphene.InputField(
        graphene.Boolean,
        required=True,
        default_value=True,
        description="Whether it leaves the cooperative in its own packaging.",
    )
    food_use = graphene.InputField(
        graphene.Boolean,
        required=True,
        default_value=False,
        description="Whether it is meant for food, where its category allows food and cosmetic use.",
    )
    gtin = Given(graphene.String, "Its own GTIN; left out, it gets an internal code.")
    recommended_price = Given(MoneyInput, "The recommended price of one piece.", required=True)

    @staticmethod
    def value(given: dict[str, Any]) -> ProductDetails:
        descriptions = given.pop("descriptions", None)
        price = given.pop("recommended_price")
        return ProductDetails(
            **{
                **given,
                "names": Names(*given["names"]),
                "descriptions": NO_TEXT if descriptions is None else Names(*descriptions),
                "gtin": given.get("gtin") or "",
                "recommended_price_minor": price.minor,
            }
        )


class AttributePeriodInput(graphene.InputObjectType):
    """From a day to a day."""

    since = Given(Date, "The first day.", required=True)
    until = Given(Date, "The last day.", required=True)

    @staticmethod
    def value(given: dict[str, Any]) -> Span:
        return Span(**given)


class AttributeValueInput(graphene.InputObjectType):
    """A value, in the field of the attribute's type: exactly one of these."""

    one_of = True

    text = Given(LocalizedTextInput, "A text; English may be empty.")
    line = Given(graphene.String, "A line that is the same in every language.")
    choice = Given(graphene.String, "The code of the one choice.")
    choices = Given(graphene.String, "Codes of the choices; an empty list says: none.", many=True)
    integer = Given(graphene.Int, "A whole number.")
    boolean = Given(graphene.Boolean, "Yes or no.")
    period = Given(AttributePeriodInput, "A period.")

    @staticmethod
    def value(given: dict[str, Any]) -> AttributeValue:
        [(name, said)] = given.items()
        if name == "text":
            return Names(*said)
        found: AttributeValue = tuple(said) if name == "choices" else said
        return found


class SaidAttributeInput(graphene.InputObjectType):
    """What is said of a product by one attribute."""

    code = Given(graphene.String, "The attribute's code.", required=True)
    said = Given(AttributeValueInput, "What is said; null to say it no more.")

    @staticmethod
    def value(given: dict[str, Any]) -> tuple[str, AttributeValue | None]:
        return given["code"], given.get("said")
