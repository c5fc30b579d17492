"""Saying which Stripe account is the market's."""

import json
from datetime import datetime
from uuid import UUID

from django.conf import settings as django_settings
from django.db import transaction

from kernel.errors import DomainError, InvalidValue
from kernel.fingerprint import fingerprint
from kernel.versions import require_version
from markets.events import operations as events
from markets.stripe_account import queries, rules
from markets.stripe_account.models import StripeAccount
from markets.stripe_account.types import Settings
from tenants.database.claims import claim, done_before
from tenants.network.sandbox import refuse_in_sandbox

_MOST_SECRETS = 4
_ONE_WRITER = UUID("019aa0c0-0000-7000-8000-737472697065")


class PlatformCountryNotSupported(DomainError):
    """From this country Stripe pays nobody in Morocco. Params: `country`."""

    code = "STRIPE_COUNTRY_NOT_SUPPORTED"
    messages = {
        "ar": "لا تتيح سترايب لحساب في {country} أن يدفع لتعاونيات في المغرب: يلزم حساب لهيئة في"
        " الولايات المتحدة أو المملكة المتحدة أو المنطقة الاقتصادية الأوروبية أو كندا أو سويسرا",
        "fr": "Un compte Stripe de {country} ne peut pas payer des coopératives au Maroc : il faut celui"
        " d'une entité des États-Unis, du Royaume-Uni, de l'EEE, du Canada ou de Suisse",
        "en": "A Stripe account of {country} cannot pay cooperatives in Morocco: it takes that of an entity"
        " in the US, the UK, the EEA, Canada or Switzerland",
    }


class TransferNotAuthorised(DomainError):
    """Names and bank accounts would go abroad without the CNDP's authorisation on record (law 09-08)."""

    code = "STRIPE_TRANSFER_NOT_AUTHORISED"
    messages = {
        "ar": "قبل التفعيل يجب تسجيل الأساس القانوني ورقم ترخيص اللجنة الوطنية لنقل المعطيات إلى الخارج",
        "fr": "Avant d'activer, enregistrez la base légale et le numéro d'autorisation de transfert de la"
        " CNDP",
        "en": "Before enabling, record the legal basis and the number of the CNDP's authorisation to"
        " transfer data abroad",
    }


class ConfigurationIdReused(DomainError):
    """The id already stands for another configuration. Params: `id`."""

    code = "STRIPE_CONFIGURATION_ID_REUSED"
    messages = {
        "ar": "المعرف {id} مستعمل لإعداد آخر",
        "fr": "L'identifiant {id} désigne déjà une autre configuration",
        "en": "The id {id} already stands for another configuration",
    }


@transaction.atomic
def configure_stripe(
    *,
    configuration_id: UUID,
    settings: Settings,
    expected_version: int | None = None,
    configured_at: datetime,
    actor: str,
) -> StripeAccount:
    """Put a new version of the market's Stripe account in force. Event: `stripe.configured`.

    The same id with the same content returns the version it made. Before the first one the version is 0.
    Raises InvalidValue, VersionConflict, PlatformCountryNotSupported, TransferNotAuthorised,
    ConfigurationIdReused, NotInASandbox.
    """
    refuse_in_sandbox()
    claim(configuration_id)
    content = _fingerprint(settings)
    made = StripeAccount.objects.filter(pk=configuration_id).first()
    if made is not None:
        if bytes(made.fingerprint) != content:
            raise ConfigurationIdReused(path=("configuration_id",), id=str(configuration_id))
        return done_before(made)
    mode = _checked_mode(settings)
    claim(_ONE_WRITER)
    before = queries.account_in_force()
    version = 0 if before is None else before.version
    require_version(expected=expected_version, current=version)
    account = StripeAccount.objects.create(
        id=configuration_id,
        version=version + 1,
        sealed_api_key=_sealed(settings.api_key, queries.API_KEY, configuration_id),
        sealed_webhook_secrets=_sealed(
            json.dumps(list(settings.webhook_secrets)), queries.WEBHOOK_SECRETS, configuration_id
        ),
        webhook_secret_count=len(settings.webhook_secrets),
        publishable_key=settings.publishable_key,
        live=mode == "live",
        platform_country=settings.platform_country,
        settlement_currency=settings.settlement_currency,
        api_base=settings.api_base,
        legal_basis=settings.legal_basis.strip(),
        cndp_number=settings.cndp_number.strip(),
        enabled_at=configured_at if settings.enabled else None,
        configured_at=configured_at,
        configured_by=actor,
        fingerprint=content,
    )
    events.append(
        name="stripe.configured",
        subject_id=str(account.id),
        payload={"version": account.version, "enabled": settings.enabled, "live": account.live},
        occurred_at=configured_at,
        recorded_at=configured_at,
    )
    return account


def _checked_mode(settings: Settings) -> str:
    """`test` or `live`. Raises what is wrong with the settings; no refusal repeats a secret."""
    mode = rules.mode_of(settings.api_key)
    if mode is None:
        raise _invalid("api_key", "a secret key begins with sk_test_, sk_live_, rk_test_ or rk_live_")
    if settings.publishable_key and rules.mode_of_publishable(settings.publishable_key) != mode:
        raise _invalid("publishable_key", f"a publishable key of the same mode begins with pk_{mode}_")
    if not 1 <= len(settings.webhook_secrets) <= _MOST_SECRETS:
        raise _invalid("webhook_secrets", f"there are 1 to {_MOST_SECRETS} webhook secrets")
    if not all(rules.is_webhook_secret(secret) for secret in settings.webhook_secrets):
        raise _invalid("webhook_secrets", "a webhook secret begins with whsec_")
    if settings.platform_country not in rules.PLATFORM_COUNTRIES:
        raise PlatformCountryNotSupported(path=("platform_country",), country=settings.platform_country[:20])
    if not rules.is_currency(settings.settlement_currency):
        raise _invalid("settlement_currency", "a currency is three small letters, such as eur")
    for name, longest in (("legal_basis", 400), ("cndp_number", 80)):
        if len(getattr(settings, name).strip()) > longest:
            raise _invalid(name, f"at most {longest} characters")
    if settings.enabled and not (settings.legal_basis.strip() and settings.cndp_number.strip()):
        raise TransferNotAuthorised(path=("cndp_number",))
    _check_base(settings.api_base, mode)
    return mode


def _check_base(api_base: str, mode: str) -> None:
    if not api_base:
        return
    if not django_settings.STRIPE_MAY_BE_ELSEWHERE or mode != "test":
        raise _invalid("api_base", "only a test key outside production goes elsewhere than to Stripe")
    if not rules.is_local_base(api_base):
        raise _invalid("api_base", "another Stripe is on this machine: http://127.0.0.1:<port>")


def _sealed(secret: str, purpose: str, configuration_id: UUID) -> bytes:
    return django_settings.KEYS.seal(secret.encode(), purpose=purpose, context=str(configuration_id))


def _fingerprint(settings: Settings) -> bytes:
    return fingerprint({name: getattr(settings, name) for name in Settings.__slots__})


def _invalid(field: str, reason: str) -> InvalidValue:
    return InvalidValue(path=(field,), field=field, reason=reason)
