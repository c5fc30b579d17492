"""What the mutations of moderation are told of changes."""

from typing import Any

import graphene

from api.base.inputs import Given
from api.base.refusals import Language
from api.base.values import MoneyInput
from api.catalogue.inputs import SaidAttributeInput
from shared_catalog.moderation import types


class TextInLanguageInput(graphene.InputObjectType):
    """A text in one language."""

    language = Given(Language, "The language.", required=True)
    text = Given(graphene.String, "The text; empty takes it away, where it is not required.", required=True)

    @staticmethod
    def value(given: dict[str, Any]) -> tuple[str, str]:
        language = given["language"]
        return getattr(language, "value", language), given["text"]


class ProductChangeInput(graphene.InputObjectType):
    """One thing that is to change of a product: exactly one of these."""

    one_of = True

    name = Given(TextInLanguageInput, "Its name in a language.")
    description = Given(TextInLanguageInput, "Its description in a language.")
    category_code = Given(graphene.String, "Its category, a leaf of the tree.")
    packed = Given(graphene.Boolean, "Whether it leaves the cooperative in its own packaging.")
    food_use = Given(graphene.Boolean, "Whether it is meant for food.")
    recommended_price = Given(MoneyInput, "The recommended price of one piece.")
    attribute = Given(SaidAttributeInput, "What is said of it by an attribute.")

    @staticmethod
    def value(given: dict[str, Any]) -> types.Action:
        [(name, value)] = given.items()
        match name:
            case "name":
                return types.SetName(*value)
            case "description":
                return types.SetDescription(*value)
            case "category_code":
                return types.SetCategory(value)
            case "packed":
                return types.SetPacked(value)
            case "food_use":
                return types.SetFoodUse(value)
            case "attribute":
                return types.SetAttribute(*value)
            case _:
                return types.SetPrice(value.minor)
