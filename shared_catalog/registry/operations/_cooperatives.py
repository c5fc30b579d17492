"""Registering cooperatives, correcting what they say of themselves, and their life from applicant to
retired.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from kernel import search, text
from kernel.errors import DomainError, NotFound
from kernel.fingerprint import fingerprint
from kernel.halfmonth import business_date
from kernel.versions import require_version
from shared_catalog.registry import rules
from shared_catalog.registry.models import (
    Cooperative,
    CooperativeContact,
    CooperativeHistory,
    Participation,
    Province,
)
from shared_catalog.registry.operations._changes import change, keep_and_tell, keep_identity, terms_of
from shared_catalog.registry.operations._codes import take_numbers
from shared_catalog.registry.operations._members import counted, members_of
from shared_catalog.registry.types import (
    CooperativeDetails,
    CooperativeStatus,
    CooperativeStep,
    CountSource,
    ParticipationStep,
    VatRegime,
)
from tenants.database.claims import claim, done_before
from tenants.events import operations as events

CODE_SERIES = "cooperative"
_SAID = (
    *("name_ar", "name_fr", "name_en", "group", "kind", "ice", "register_number", "register_court"),
    *("founded_on", "members_women", "members_men", "members_youth", "members_rural", "members_as_of"),
)
_IDENTITY = {**{name: name for name in _SAID}, "region_code": "region_id", "province_code": "province_id"}
"""By what it is called, the columns whose values before are kept when they change."""
_TOLD = {
    CooperativeStep.START_QUALIFICATION: "qualification_started",
    CooperativeStep.DECLARE_ELIGIBLE: "declared_eligible",
    CooperativeStep.SUSPEND: "suspended",
    CooperativeStep.REINSTATE: "reinstated",
    CooperativeStep.RETIRE: "retired",
}


class IdReused(DomainError):
    """An id made by the client was used before, for something else. Params: `kind`, `id`."""

    code = "ID_REUSED"
    messages = {
        "ar": "سبق استعمال المعرف {id} لمحتوى آخر ({kind})",
        "fr": "L'identifiant {id} a déjà servi pour un autre contenu ({kind})",
        "en": "The id {id} was already used for other content ({kind})",
    }


class IceTaken(DomainError):
    """Another cooperative carries this ICE. Params: `ice`."""

    code = "ICE_TAKEN"
    messages = {
        "ar": "التعريف الموحد للمقاولة {ice} مسجل لتعاونية أخرى",
        "fr": "L'ICE {ice} est déjà celui d'une autre coopérative",
        "en": "The ICE {ice} already belongs to another cooperative",
    }


class ProvinceOutsideRegion(DomainError):
    """The province does not exist, or lies in another region. Params: `province`, `region`."""

    code = "PROVINCE_OUTSIDE_REGION"
    messages = {
        "ar": "لا ينتمي الإقليم {province} إلى الجهة {region}",
        "fr": "La province {province} n'est pas dans la région {region}",
        "en": "The province {province} is not in the region {region}",
    }


class WrongCooperativeStep(DomainError):
    """The cooperative's state does not allow this step. Params: `cooperative`, `status`, `step`."""

    code = "WRONG_COOPERATIVE_STEP"
    messages = {
        "ar": "لا يمكن تنفيذ {step} على التعاونية {cooperative} في حالة {status}",
        "fr": "L'étape {step} n'est pas possible pour la coopérative {cooperative}, qui est {status}",
        "en": "The step {step} is not possible for cooperative {cooperative}, which is {status}",
    }


@transaction.atomic
def register_cooperative(
    *, cooperative_id: UUID, details: CooperativeDetails, at: datetime, actor: str
) -> Cooperative:
    """Enter an applicant in the registry under an id made by the caller; the same request again gives the
    same row.

    Raises IdReused, IceTaken, ProvinceOutsideRegion, InvalidIdentifier, InvalidValue.
    """
    claim(cooperative_id)
    checked = rules.checked_cooperative(details, today=business_date(at))
    content = content_fingerprint(checked)
    known = Cooperative.objects.filter(id=cooperative_id).first()
    if known is not None:
        if bytes(known.fingerprint) != content:
            raise IdReused(kind="cooperative", id=cooperative_id)
        return done_before(known)
    require_registrable(details=checked)
    number = take_numbers(series=CODE_SERIES)[0]
    cooperative = Cooperative.objects.create(
        id=cooperative_id,
        status=CooperativeStatus.APPLICANT,
        created_at=at,
        fingerprint=content,
        **described(checked, code=rules.cooperative_code(number), at=at),
    )
    contact_of(cooperative, checked).save(force_insert=True)
    counted(cooperative, source=CountSource.REGISTRATION, at=at, actor=actor).save(force_insert=True)
    _tell("registered", cooperative, at)
    return cooperative


@transaction.atomic
def update_cooperative(
    *,
    cooperative_id: UUID,
    details: CooperativeDetails,
    expected_version: int | None = None,
    at: datetime,
    actor: str,
) -> Cooperative:
    """Replace what a cooperative says of itself; its code, state and history stay. What it says already is
    returned as it is.

    Raises NotFound, WrongCooperativeStep for a retired one, VersionConflict when it is another version than
    the one expected, and what `register_cooperative` raises for bad details.
    """
    cooperative = locked(cooperative_id=cooperative_id)
    if cooperative.status == CooperativeStatus.RETIRED:
        raise WrongCooperativeStep(cooperative=cooperative.code, status=cooperative.status, step="update")
    checked = rules.checked_cooperative(details, today=business_date(at))
    columns = described(checked, code=cooperative.code, at=at)
    if _says(cooperative, columns, checked):
        return cooperative
    require_version(expected=expected_version, current=cooperative.version)
    if checked.ice != cooperative.ice:
        _require_free_ice(checked.ice)
    require_province(checked, region_of=_region_of(checked.province_code))
    before = {said: getattr(cooperative, column) for said, column in _IDENTITY.items()}
    members_before = members_of(cooperative)
    _written(cooperative, **columns)
    after = {said: columns[column] for said, column in _IDENTITY.items()}
    keep_identity(cooperative_id, before=before, after=after, at=at, actor=actor)
    contact_of(cooperative, checked).save(force_update=True)
    if members_of(cooperative) != members_before:
        counted(cooperative, source=CountSource.UPDATE, at=at, actor=actor).save(force_insert=True)
    _tell("updated", cooperative, at)
    return cooperative


def start_qualification(*, cooperative_id: UUID, at: datetime, actor: str) -> Cooperative:
    """An applicant enters the qualification programme. Raises NotFound, WrongCooperativeStep."""
    return _take(CooperativeStep.START_QUALIFICATION, cooperative_id=cooperative_id, at=at, actor=actor)


def declare_eligible(*, cooperative_id: UUID, at: datetime, actor: str) -> Cooperative:
    """A qualified cooperative may now be admitted to markets. Raises NotFound, WrongCooperativeStep."""
    return _take(CooperativeStep.DECLARE_ELIGIBLE, cooperative_id=cooperative_id, at=at, actor=actor)


def suspend_cooperative(*, cooperative_id: UUID, reason: str, at: datetime, actor: str) -> Cooperative:
    """An eligible cooperative may not sell for the time being.

    Raises NotFound, WrongCooperativeStep, InvalidValue without a reason or with a long one.
    """
    rules.required_reason(reason)
    return _take(CooperativeStep.SUSPEND, cooperative_id=cooperative_id, at=at, actor=actor, reason=reason)


def reinstate(*, cooperative_id: UUID, at: datetime, actor: str) -> Cooperative:
    """A suspended cooperative is eligible again. Raises NotFound, WrongCooperativeStep."""
    return _take(CooperativeStep.REINSTATE, cooperative_id=cooperative_id, at=at, actor=actor)


@transaction.atomic
def retire_cooperative(*, cooperative_id: UUID, reason: str, at: datetime, actor: str) -> Cooperative:
    """A cooperative leaves the network for good: its participations end that day, its rows stay.

    Raises NotFound, WrongCooperativeStep, InvalidValue without a reason or with a long one.
    """
    rules.required_reason(reason)
    retired = _take(CooperativeStep.RETIRE, cooperative_id=cooperative_id, at=at, actor=actor, reason=reason)
    today = business_date(at)
    lasting = Q(ended_on__isnull=True) | Q(ended_on__gt=today)
    for each in Participation.objects.select_for_update().filter(lasting, cooperative=retired).order_by("id"):
        before = terms_of(each)
        each.ended_on, each.version = max(today, each.joined_on), each.version + 1
        each.save(update_fields=["ended_on", "version"])
        noted = change(ParticipationStep.END, each, before=before, at=at, actor=actor, reason=reason.strip())
        keep_and_tell(noted)
    return retired


@transaction.atomic
def change_vat_regime(
    *,
    cooperative_id: UUID,
    vat_regime: VatRegime,
    evidence: str,
    expected_version: int | None = None,
    at: datetime,
    actor: str,
) -> Cooperative:
    """Say how value-added tax treats what a cooperative sells from now on; lines already sold keep theirs.

    The evidence, such as a certificate of the tax office, stays on record with both regimes. The same regime
    changes nothing. Raises NotFound, WrongCooperativeStep for a retired cooperative, VersionConflict,
    InvalidValue without evidence or with a long one.
    """
    shown = rules.required(evidence, field="evidence", longest=300)
    cooperative = locked(cooperative_id=cooperative_id)
    step, status = CooperativeStep.CHANGE_VAT_REGIME, CooperativeStatus(cooperative.status)
    if rules.status_after(step, status=status) is None:
        raise WrongCooperativeStep(cooperative=cooperative.code, status=status.value, step=step.value)
    before = VatRegime(cooperative.vat_regime)
    if before is vat_regime:
        return cooperative
    require_version(expected=expected_version, current=cooperative.version)
    _written(cooperative, vat_regime=vat_regime, updated_at=at)
    CooperativeHistory.objects.create(
        cooperative=cooperative,
        step=step,
        status_before=status,
        status_after=status,
        at=at,
        actor=actor,
        reason=f"{before} -> {vat_regime}: {shown}",
    )
    _tell("vat_regime_changed", cooperative, at)
    return cooperative


def locked(*, cooperative_id: UUID) -> Cooperative:
    """The cooperative's row, held until the transaction ends. Raises NotFound."""
    found = Cooperative.objects.select_for_update().filter(id=cooperative_id).first()
    if found is None:
        raise NotFound(kind="cooperative", id=cooperative_id)
    return found


def content_fingerprint(details: CooperativeDetails) -> bytes:
    """What tells a repeated registration from another one under the same id."""
    return fingerprint(asdict(details))


def contact_of(cooperative: Cooperative, details: CooperativeDetails) -> CooperativeContact:
    """Whom to reach, as a row that is not written yet; the cooperative's `contact` from now on."""
    said = details.contact
    return CooperativeContact(
        cooperative=cooperative, name=said.name, phone=said.phone, email=said.email, forgotten_at=None
    )


def require_province(details: CooperativeDetails, *, region_of: str | None) -> None:
    """Raises ProvinceOutsideRegion unless the province's region is the one that the details name."""
    if region_of != details.region_code:
        raise ProvinceOutsideRegion(province=details.province_code, region=details.region_code)


def require_registrable(*, details: CooperativeDetails) -> None:
    """Raises IceTaken or ProvinceOutsideRegion where a cooperative so described cannot be entered now."""
    _require_free_ice(details.ice)
    require_province(details, region_of=_region_of(details.province_code))


def described(details: CooperativeDetails, *, code: str, at: datetime) -> dict[str, Any]:
    """The columns of a cooperative that its details fill."""
    names, members = details.names, details.members
    return {
        "code": code,
        "name_ar": names.ar,
        "name_fr": names.fr,
        "name_en": names.en,
        "sort_ar": text.sort_key(names.ar, "ar"),
        "sort_fr": text.sort_key(names.fr, "fr"),
        "sort_en": text.sort_key(names.en or names.fr, "en"),
        "search_words": search.kept(names.ar, names.fr, names.en, code),
        "group": details.group,
        "kind": details.kind,
        "region_id": details.region_code,
        "province_id": details.province_code,
        "ice": details.ice,
        "register_number": details.register_number,
        "register_court": details.register_court,
        "founded_on": details.founded_on,
        "members_women": members.women,
        "members_men": members.men,
        "members_youth": members.youth,
        "members_rural": members.rural,
        "members_as_of": members.as_of,
        "updated_at": at,
    }


@transaction.atomic
def _take(
    step: CooperativeStep, *, cooperative_id: UUID, at: datetime, actor: str, reason: str = ""
) -> Cooperative:
    cooperative = locked(cooperative_id=cooperative_id)
    before = CooperativeStatus(cooperative.status)
    after = rules.status_after(step, status=before)
    if after is None:
        raise WrongCooperativeStep(cooperative=cooperative.code, status=before.value, step=step.value)
    retired_at = at if after is CooperativeStatus.RETIRED else None
    _written(cooperative, status=after, retired_at=retired_at, updated_at=at)
    CooperativeHistory.objects.create(
        cooperative=cooperative,
        step=step,
        status_before=before,
        status_after=after,
        at=at,
        actor=actor,
        reason=reason.strip(),
    )
    _tell(_TOLD[step], cooperative, at)
    return cooperative


def _says(cooperative: Cooperative, columns: Mapping[str, Any], details: CooperativeDetails) -> bool:
    """Whether the cooperative says all this already, whenever that was written."""
    said = details.contact
    contact = CooperativeContact.objects.filter(
        cooperative=cooperative, name=said.name, phone=said.phone, email=said.email, forgotten_at=None
    )
    same = all(getattr(cooperative, name) == value for name, value in columns.items() if name != "updated_at")
    return same and contact.exists()


def _written(cooperative: Cooperative, **columns: Any) -> Cooperative:
    """Its next version, with other values in these columns; its row is locked."""
    for column, value in columns.items():
        setattr(cooperative, column, value)
    cooperative.version += 1
    cooperative.save(update_fields=[*columns, "version"])
    return cooperative


def _tell(what: str, cooperative: Cooperative, at: datetime) -> None:
    said = {
        "code": cooperative.code,
        "status": str(cooperative.status),
        "vat_regime": str(cooperative.vat_regime),
    }
    events.append(name=f"cooperative.{what}", subject_id=cooperative.id, payload=said, at=at)


def _region_of(province_code: str) -> str | None:
    return Province.objects.filter(code=province_code).values_list("region_id", flat=True).first()


def _require_free_ice(ice: str) -> None:
    # Held by its number, so that two registrations of one enterprise at one moment meet here and not in the
    # database.
    claim(UUID(int=int(ice)))
    if Cooperative.objects.filter(ice=ice).exists():
        raise IceTaken(ice=ice)
