"""Whether the market may use Stripe, said plainly."""

from typing import Any

import graphene

from api.base.scalars import Date, DateTime, SafeInt
from api.base.values import LocalizedText, Texts
from markets.stripe_account import queries
from markets.stripe_account.gateways import API_VERSION

_NOTE = Texts(
    ar="لا تفتح سترايب حسابات للمقاولات المغربية، والدرهم ليس من عملات تسوية حساباتها. يلزم حساب لهيئة شريكة"
    " في الولايات المتحدة أو المملكة المتحدة أو المنطقة الاقتصادية الأوروبية أو كندا أو سويسرا، مع تحويل"
    " العملة إلى الدرهم. الوسيلة المعتادة للدفع هي الملف البنكي.",
    fr="Stripe n'ouvre pas de compte aux entreprises marocaines et ne règle aucune plateforme en dirhams."
    " Il faut le compte d'une entité partenaire aux États-Unis, au Royaume-Uni, dans l'EEE, au Canada ou"
    " en Suisse, et une conversion en dirhams. Le moyen habituel de payer est le fichier bancaire.",
    en="Stripe does not open accounts for Moroccan businesses and settles no platform in dirhams. It takes"
    " the account of a partner entity in the US, the UK, the EEA, Canada or Switzerland, and an exchange"
    " into dirhams. The usual way to pay is the bank file.",
)


class StripeRate(graphene.ObjectType):
    """What one person says that the settlement currency is worth. It holds once two say the same."""

    currency = graphene.String(required=True, description="ISO 4217 in small letters.")
    effective_from = graphene.Field(Date, required=True, description="From which day on.")
    centimes_per_million = graphene.Field(
        SafeInt, required=True, description="What a million of its smallest units is worth in centimes."
    )
    said_by = graphene.String(required=True, description="Who says so.")
    said_at = graphene.Field(DateTime, required=True, description="When.")
    holds = graphene.Boolean(required=True, description="Whether it holds from that day on.")


class StripeAccountStatus(graphene.ObjectType):
    """The market's Stripe account, without its keys, which are answered to nobody."""

    configured = graphene.Boolean(required=True, description="Whether an account is known at all.")
    enabled = graphene.Boolean(required=True, description="Whether it may be used.")
    live = graphene.Boolean(description="Whether its key moves real money.")
    version = graphene.Int(description="How often it was configured.")
    platform_country = graphene.String(description="The account's country, ISO 3166-1.")
    settlement_currency = graphene.String(description="What it is settled in, ISO 4217 in small letters.")
    publishable_key = graphene.String(description="The key that browsers may know.")
    webhook_secret_count = graphene.Int(description="How many webhook secrets are valid; two in a rotation.")
    legal_basis = graphene.String(description="Why data may go abroad (law 09-08).")
    cndp_number = graphene.String(description="The number of the CNDP's authorisation.")
    enabled_at = graphene.Field(DateTime, description="Since when it may be used.")
    configured_at = graphene.Field(DateTime, description="When it was last configured.")
    configured_by = graphene.String(description="By whom.")
    rates = graphene.List(
        graphene.NonNull(StripeRate),
        required=True,
        description="What was last said of its rate, latest first.",
    )
    api_version = graphene.String(required=True, description="The version of Stripe's API that is spoken.")
    note = graphene.Field(
        LocalizedText, required=True, description="What Stripe does not do in Morocco, for people."
    )


def stripe_account(_root: None, _info: Any) -> dict[str, Any]:
    """The status of the account in force."""
    account = queries.account_in_force()
    told = {"api_version": API_VERSION, "note": _NOTE, "rates": _rates()}
    if account is None:
        return {**told, "configured": False, "enabled": False}
    return {
        **told,
        "configured": True,
        "enabled": account.enabled_at is not None,
        "live": account.live,
        "version": account.version,
        "platform_country": account.platform_country,
        "settlement_currency": account.settlement_currency,
        "publishable_key": account.publishable_key or None,
        "webhook_secret_count": account.webhook_secret_count,
        "legal_basis": account.legal_basis or None,
        "cndp_number": account.cndp_number or None,
        "enabled_at": account.enabled_at,
        "configured_at": account.configured_at,
        "configured_by": account.configured_by,
    }


def _rates() -> list[dict[str, Any]]:
    return [
        {
            "currency": word.currency,
            "effective_from": word.effective_from,
            "centimes_per_million": word.centimes_per_million,
            "said_by": word.said_by,
            "said_at": word.said_at,
            "holds": queries.rate_of_day(word.currency, word.effective_from) == word.centimes_per_million,
        }
        for word in queries.rates_said()
    ]
