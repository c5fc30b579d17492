"""The dated rates of value-added tax. A rate holds from a day to come: what was sold is never taxed anew."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from kernel.errors import DomainError
from kernel.halfmonth import business_date
from shared_catalog.catalogue import rules
from shared_catalog.catalogue.models import TaxRate
from shared_catalog.catalogue.types import Rate, TaxClass
from shared_catalog.registry.types import Loaded
from tenants.events import operations as events


class TaxRateInThePast(DomainError):
    """A rate cannot hold from a day that has begun when its class already has one: goods may have been sold
    under that. Params: `effective_from`.
    """

    code = "TAX_RATE_IN_THE_PAST"
    messages = {
        "ar": "لا يمكن أن تسري نسبة الضريبة ابتداء من {effective_from}: يجب أن تسري ابتداء من يوم لاحق",
        "fr": "Un taux de TVA ne peut pas valoir à partir du {effective_from} : il lui faut un jour à venir",
        "en": "A VAT rate cannot hold from {effective_from}: it needs a day to come",
    }


class TaxRateAlreadySet(DomainError):
    """Another rate of the class was already set for that day. Params: `effective_from`."""

    code = "TAX_RATE_ALREADY_SET"
    messages = {
        "ar": "حددت من قبل نسبة أخرى للضريبة تسري ابتداء من {effective_from}",
        "fr": "Un autre taux de TVA vaut déjà à partir du {effective_from}",
        "en": "Another VAT rate already holds from {effective_from}",
    }


@transaction.atomic
def add_tax_rate(
    *,
    tax_class: TaxClass,
    effective_from: date,
    basis_points: int,
    legal_reference: str,
    at: datetime,
    actor: str,
) -> TaxRate:
    """Tax a class at a rate from a business day to come on; the same again is once.

    A class without any rate may get its first from any day: nothing of it was sold yet. Raises InvalidValue,
    TaxRateInThePast, TaxRateAlreadySet.
    """
    rate = rules.checked_rate(Rate(tax_class, effective_from, basis_points, legal_reference))
    known = TaxRate.objects.filter(tax_class=tax_class)
    of_that_day = known.filter(effective_from=effective_from).first()
    if of_that_day is not None:
        return _same(of_that_day, rate)
    if effective_from <= business_date(at) and known.exists():
        raise TaxRateInThePast(path=("effective_from",), effective_from=effective_from.isoformat())
    row = _row(rate, at=at, actor=actor)
    TaxRate.objects.bulk_create([row], ignore_conflicts=True)
    stored = _same(TaxRate.objects.get(tax_class=tax_class, effective_from=effective_from), rate)
    said = {
        "tax_class": tax_class.value,
        "effective_from": effective_from.isoformat(),
        "basis_points": basis_points,
    }
    events.append(name="tax_rate.added", subject_id=tax_class.value, payload=said, at=at)
    return stored


@transaction.atomic
def load_tax_rates(*, data: Sequence[Mapping[str, Any]], at: datetime, actor: str) -> Loaded:
    """Load the rates of the reference data; those already there stay as they are.

    Raises ValueError for a class that is not one of the known words, InvalidValue for what is no rate.
    """
    rates = [
        rules.checked_rate(
            Rate(
                TaxClass(row["tax_class"]),
                date.fromisoformat(row["effective_from"]),
                row["basis_points"],
                row["legal_reference"],
            )
        )
        for row in data
    ]
    present = TaxRate.objects.count()
    TaxRate.objects.bulk_create([_row(rate, at=at, actor=actor) for rate in rates], ignore_conflicts=True)
    loaded = Loaded(added=TaxRate.objects.count() - present, present=present)
    if loaded.added:
        told = {"added": loaded.added, "present": loaded.present}
        events.append(name="tax_rates.loaded", subject_id="catalogue", payload=told, at=at)
    return loaded


def _row(rate: Rate, *, at: datetime, actor: str) -> TaxRate:
    return TaxRate(
        tax_class=rate.tax_class,
        effective_from=rate.effective_from,
        basis_points=rate.basis_points,
        legal_reference=rate.legal_reference,
        set_at=at,
        set_by=actor,
    )


def _same(stored: TaxRate, rate: Rate) -> TaxRate:
    if (stored.basis_points, stored.legal_reference) != (rate.basis_points, rate.legal_reference):
        day = rate.effective_from.isoformat()
        raise TaxRateAlreadySet(path=("effective_from",), effective_from=day)
    return stored
