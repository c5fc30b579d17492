"""Programmes with their partners and phases, cohorts, and what is signed beyond a budget."""

from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.fingerprint import fingerprint
from kernel.halfmonth import business_date
from shared_catalog.qualification import rules
from shared_catalog.qualification.models import Cohort, Overrun, Partner, Phase, Programme
from shared_catalog.qualification.types import ProgrammeTerms
from shared_catalog.registry.operations import IdReused
from shared_catalog.registry.rules import required, required_reason
from tenants.database.claims import claim, done_before
from tenants.events import operations as events

_LONGEST_CODE = 20


class ProgrammeCodeTaken(DomainError):
    """Another programme has this code, or another cohort of the same programme. Params: `code`."""

    code = "PROGRAMME_CODE_TAKEN"
    messages = {
        "ar": "الرمز {code} مستعمل من قبل",
        "fr": "Le code {code} est déjà pris",
        "en": "The code {code} is already taken",
    }


@transaction.atomic
def define_programme(*, programme_id: UUID, terms: ProgrammeTerms, at: datetime, actor: str) -> Programme:
    """Add a programme with its partners and phases, under an id made by the caller. It is never changed.

    Raises IdReused, ProgrammeCodeTaken, InvalidValue.
    """
    claim(programme_id)
    checked = rules.checked_programme(terms)
    content = fingerprint(asdict(checked))
    known = Programme.objects.filter(id=programme_id).first()
    if known is not None:
        if bytes(known.fingerprint) != content:
            raise IdReused(kind="programme", id=programme_id)
        return done_before(known)
    if Programme.objects.filter(code=checked.code).exists():
        raise ProgrammeCodeTaken(path=("code",), code=checked.code)
    programme = Programme.objects.create(
        id=programme_id,
        code=checked.code,
        name_ar=checked.names.ar,
        name_fr=checked.names.fr,
        name_en=checked.names.en,
        starts_on=min(phase.starts_on for phase in checked.phases),
        ends_on=max(phase.ends_on for phase in checked.phases),
        target=sum(phase.target for phase in checked.phases),
        budget_minor=sum(partner.budget_minor for partner in checked.partners),
        defined_at=at,
        defined_by=actor,
        fingerprint=content,
    )
    _write_parts(programme, checked)
    told = {"code": programme.code, "target": programme.target, "budget_minor": programme.budget_minor}
    events.append(name="qualification_programme.defined", subject_id=programme.id, payload=told, at=at)
    return programme


@transaction.atomic
def open_cohort(
    *, cohort_id: UUID, phase_id: UUID, code: str, starts_on: date, at: datetime, actor: str
) -> Cohort:
    """Open a cohort of a phase, under an id made by the caller: cooperatives are enrolled in it from a day of
    the phase on.

    Raises NotFound, IdReused, ProgrammeCodeTaken, InvalidValue.
    """
    claim(cohort_id)
    name = required(code, field="code", longest=_LONGEST_CODE)
    phase = Phase.objects.filter(id=phase_id).first()
    if phase is None:
        raise NotFound(kind="phase", id=phase_id)
    known = Cohort.objects.filter(id=cohort_id).first()
    if known is not None:
        if (known.phase_id, known.code, known.starts_on) != (phase_id, name, starts_on):
            raise IdReused(kind="cohort", id=cohort_id)
        return done_before(known)
    if not phase.starts_on <= starts_on <= phase.ends_on:
        raise InvalidValue(field="starts_on", reason="outside the phase")
    claim(phase.programme_id)
    if Cohort.objects.filter(phase__programme_id=phase.programme_id, code=name).exists():
        raise ProgrammeCodeTaken(path=("code",), code=name)
    cohort = Cohort.objects.create(
        id=cohort_id, phase=phase, code=name, starts_on=starts_on, opened_at=at, opened_by=actor
    )
    told = {"programme": str(phase.programme_id), "code": name, "starts_on": starts_on.isoformat()}
    events.append(name="qualification_cohort.opened", subject_id=cohort.id, payload=told, at=at)
    return cohort


@transaction.atomic
def sign_overrun(
    *, overrun_id: UUID, partner_id: UUID, amount_minor: int, reason: str, at: datetime, actor: str
) -> Overrun:
    """Sign, under an id made by the caller, that so many centimes may be spent beyond a partner's budget.

    Raises NotFound, IdReused, InvalidValue.
    """
    claim(overrun_id)
    why = required_reason(reason)
    rules.checked_amount(amount_minor)
    known = Overrun.objects.filter(id=overrun_id).first()
    if known is not None:
        if (known.partner_id, known.amount_minor, known.reason) != (partner_id, amount_minor, why):
            raise IdReused(kind="overrun", id=overrun_id)
        return done_before(known)
    partner = Partner.objects.select_for_update().filter(id=partner_id).first()
    if partner is None:
        raise NotFound(kind="partner", id=partner_id)
    overrun = Overrun.objects.create(
        id=overrun_id,
        partner=partner,
        amount_minor=amount_minor,
        reason=why,
        signed_on=business_date(at),
        signed_at=at,
        signed_by=actor,
    )
    told = {"partner": partner.code, "amount_minor": amount_minor}
    events.append(name="qualification_overrun.signed", subject_id=overrun.id, payload=told, at=at)
    return overrun


def _write_parts(programme: Programme, terms: ProgrammeTerms) -> None:
    Partner.objects.bulk_create(
        Partner(
            programme=programme,
            position=position,
            code=one.code,
            name_ar=one.names.ar,
            name_fr=one.names.fr,
            name_en=one.names.en,
            budget_minor=one.budget_minor,
        )
        for position, one in enumerate(terms.partners, start=1)
    )
    Phase.objects.bulk_create(
        Phase(
            programme=programme,
            number=number,
            name_ar=one.names.ar,
            name_fr=one.names.fr,
            name_en=one.names.en,
            starts_on=one.starts_on,
            ends_on=one.ends_on,
            target=one.target,
        )
        for number, one in enumerate(terms.phases, start=1)
    )
