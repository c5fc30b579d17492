"""Values that many types share: texts in three languages, and money."""

from typing import Any, NamedTuple

import graphene
from graphql import GraphQLError

from api.base.refusals import Language
from api.base.scalars import SafeInt
from kernel.languages import Told, told_in
from kernel.money import CURRENCY
from kernel.money import Money as Amount


class Texts(NamedTuple):
    """One text in Arabic, French and English; one that is missing is empty."""

    ar: str
    fr: str
    en: str


class TextInLanguage(graphene.ObjectType):
    """A text in the language that was asked for, or in another where there is none."""

    text = graphene.String(required=True, description="The text.")
    language = graphene.Field(Language, required=True, description="The language it is in.")
    is_fallback = graphene.Boolean(
        required=True, description="Whether that is another language than the one asked for."
    )


class LocalizedText(graphene.ObjectType):
    """A text in the three languages of the platform, each as it is; English may be missing."""

    ar = graphene.String(required=True, description="In Arabic; empty where it is missing.")
    fr = graphene.String(required=True, description="In French; empty where it is missing.")
    en = graphene.String(required=True, description="In English; empty where it is missing.")
    localized = graphene.Field(
        TextInLanguage,
        required=True,
        language=graphene.Argument(
            Language, description="The language; by the `Accept-Language` header when nothing is said."
        ),
        description="The text to show: in this language, or else in French, Arabic or English.",
    )

    @staticmethod
    def resolve_localized(root: Texts, info: Any, language: Any = None) -> Told | None:
        return told_in(info.context.language if language is None else language.value, root._asdict())


class LocalizedTextInput(graphene.InputObjectType):
    """A text in the languages of the platform; English may be left out."""

    ar = graphene.String(required=True, description="In Arabic.")
    fr = graphene.String(required=True, description="In French.")
    en = graphene.String(required=True, default_value="", description="In English; empty for none.")

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
