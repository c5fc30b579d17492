"""Values that many types share: texts in three languages, and money."""

from typing import Any, NamedTuple

import graphene
from graphql import GraphQLError

from api.base.scalars import SafeInt
from kernel.money import CURRENCY
from kernel.money import Money as Amount


class Texts(NamedTuple):
    """One text in Arabic, French and English."""

    ar: str
    fr: str
    en: str


class LocalizedText(graphene.ObjectType):
    """A text in the three languages of the platform."""

    ar = graphene.String(required=True, description="In Arabic.")
    fr = graphene.String(required=True, description="In French.")
    en = graphene.String(required=True, description="In English.")


class LocalizedTextInput(graphene.InputObjectType):
    """A text in the three languages of the platform, all of them required."""

    ar = graphene.String(required=True, description="In Arabic.")
    fr = graphene.String(required=True, description="In French.")
    en = graphene.String(required=True, description="In English.")

    @staticmethod
    def value(given: dict[str, Any]) -> Texts:
        """What a mutation gets."""
        return Texts(**given)


class Money(graphene.ObjectType):
    """An amount of money. Amounts are whole numbers of the currency's smallest unit."""

    amount_minor = graphene.Field(
        SafeInt, required=True, description="The amount in centimes: 1250 is 12.50 MAD. Never rounded."
    )
    currency = graphene.String(required=True, description="The currency, ISO 4217: always `MAD`.")

    @staticmethod
    def resolve_amount_minor(root: Amount, _info: Any) -> int:
        return root.minor

    @staticmethod
    def resolve_currency(_root: Amount, _info: Any) -> str:
        return CURRENCY


class MoneyInput(graphene.InputObjectType):
    """An amount of money."""

    amount_minor = graphene.InputField(
        SafeInt, required=True, description="The amount in centimes: 1250 is 12.50 MAD."
    )
    currency = graphene.String(
        required=True, default_value=CURRENCY, description="The currency, ISO 4217: only `MAD` is taken."
    )

    @staticmethod
    def value(given: dict[str, Any]) -> Amount:
        """What a mutation gets."""
        if given["currency"] != CURRENCY:
            raise GraphQLError(f"Only {CURRENCY} is taken.", extensions={"code": "BAD_USER_INPUT"})
        return Amount(given["amount_minor"])
