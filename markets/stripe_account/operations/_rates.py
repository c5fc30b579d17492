"""What the settlement currency is worth: said by one person, and in force once another says the same."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, InvalidValue
from kernel.halfmonth import business_date
from markets.events import operations as events
from markets.stripe_account import queries
from markets.stripe_account.models import StripeRate
from tenants.database.claims import claim, done_before

_MOST = 10**12


class RateIdReused(DomainError):
    """The id already stands for another word about a rate. Params: `id`."""

    code = "STRIPE_RATE_ID_REUSED"
    messages = {
        "ar": "المعرف {id} مستعمل لسعر صرف آخر",
        "fr": "L'identifiant {id} désigne déjà un autre taux",
        "en": "The id {id} already stands for another rate",
    }


@transaction.atomic
def set_stripe_rate(
    *, rate_id: UUID, effective_from: date, centimes_per_million: int, said_at: datetime, actor: str
) -> StripeRate:
    """Say what a million of the account's smallest units is worth in centimes, from a day on, today or later.

    Two people have to say the same; until then the rate before it holds. Whoever says something else for the
    same day takes their word back. The same request again is once. Event: `stripe.rate_said`. Raises
    InvalidValue, StripeNotConfigured, RateIdReused.
    """
    claim(rate_id)
    currency = queries.configured_account().settlement_currency
    known = StripeRate.objects.filter(pk=rate_id).first()
    if known is not None:
        if (known.effective_from, known.centimes_per_million) != (effective_from, centimes_per_million):
            raise RateIdReused(path=("rate_id",), id=str(rate_id))
        return done_before(known)
    if not 0 < centimes_per_million <= _MOST:
        reason = "a million of the smallest units is worth 1 to a trillion centimes"
        raise InvalidValue(path=("centimes_per_million",), field="centimes_per_million", reason=reason)
    if effective_from < business_date(said_at):
        raise InvalidValue(path=("effective_from",), field="effective_from", reason="it lies in the past")
    rate = StripeRate.objects.create(
        id=rate_id,
        currency=currency,
        effective_from=effective_from,
        centimes_per_million=centimes_per_million,
        said_at=said_at,
        said_by=actor,
    )
    events.append(
        name="stripe.rate_said",
        subject_id=str(rate.id),
        payload={
            "currency": currency,
            "effective_from": effective_from.isoformat(),
            "centimes_per_million": centimes_per_million,
            "by": actor,
        },
        occurred_at=said_at,
        recorded_at=said_at,
    )
    return rate
