"""Admitting cooperatives to markets, changing what is agreed with them, suspending and ending that."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.halfmonth import business_date
from kernel.versions import require_version
from shared_catalog.registry import rules
from shared_catalog.registry.models import Participation
from shared_catalog.registry.operations._changes import change, keep_and_tell, terms_of
from shared_catalog.registry.operations._cooperatives import IdReused, locked
from shared_catalog.registry.types import CooperativeStatus
from shared_catalog.registry.types import ParticipationStep as Step
from tenants.database.claims import claim, done_before
from tenants.network.models import Market


class CooperativeNotEligible(DomainError):
    """Only an eligible cooperative is admitted to a market. Params: `cooperative`, `status`."""

    code = "COOPERATIVE_NOT_ELIGIBLE"
    messages = {
        "ar": "التعاونية {cooperative} غير مؤهلة، حالتها {status}",
        "fr": "La coopérative {cooperative} n'est pas éligible : elle est {status}",
        "en": "The cooperative {cooperative} is not eligible: it is {status}",
    }


class AlreadyTakesPart(DomainError):
    """The cooperative already takes part in this market. Params: `cooperative`, `market`."""

    code = "ALREADY_TAKES_PART"
    messages = {
        "ar": "التعاونية {cooperative} تشارك من قبل في سوق {market}",
        "fr": "La coopérative {cooperative} participe déjà au marché {market}",
        "en": "The cooperative {cooperative} already takes part in the market {market}",
    }


@transaction.atomic
def admit_cooperative(
    *,
    participation_id: UUID,
    cooperative_id: UUID,
    market_schema: str,
    joined_on: date,
    at: datetime,
    actor: str,
    contract: str = "",
    category_codes: Sequence[str] = (),
    stand: str = "",
) -> Participation:
    """Admit an eligible cooperative to a market from a day on, under an id made by the caller.

    `contract` is the code of the contract it sells under, `category_codes` what it may sell (nothing named:
    all), `stand` where; all may change later and so tell no repeated request from another. The catalogue is
    above: `participation.operations` says whether there are such categories. Raises NotFound, IdReused,
    CooperativeNotEligible, AlreadyTakesPart, InvalidValue.
    """
    code, codes = rules.contract_code(contract), rules.checked_category_codes(category_codes)
    place = rules.checked_stand(stand)
    claim(participation_id)
    known = Participation.objects.filter(id=participation_id).first()
    if known is not None:
        recorded = (known.cooperative_id, known.market_id, known.joined_on)
        if recorded != (cooperative_id, market_schema, joined_on):
            raise IdReused(kind="participation", id=participation_id)
        return done_before(known)
    cooperative = locked(cooperative_id=cooperative_id)
    require_market(market_schema)
    if cooperative.status != CooperativeStatus.ELIGIBLE:
        raise CooperativeNotEligible(cooperative=cooperative.code, status=cooperative.status)
    lasting = Q(ended_on__isnull=True) | Q(ended_on__gt=joined_on)
    if cooperative.participations.filter(lasting, market_id=market_schema).exists():
        raise AlreadyTakesPart(cooperative=cooperative.code, market=market_schema)
    participation = Participation.objects.create(
        id=participation_id,
        cooperative=cooperative,
        market_id=market_schema,
        joined_on=joined_on,
        contract=code,
        category_codes=codes,
        stand=place,
        recorded_at=at,
        recorded_by=actor,
    )
    keep_and_tell(change(Step.ADMIT, participation, before=None, at=at, actor=actor))
    return participation


@transaction.atomic
def set_contract(
    *, participation_id: UUID, contract: str, expected_version: int | None = None, at: datetime, actor: str
) -> Participation:
    """Say under which contract a cooperative sells in a market from now on; empty for none.

    Fee rules may name it; lines already sold keep their fee. The same contract changes nothing. Raises
    NotFound, VersionConflict, InvalidValue for a long contract or a participation that has ended.
    """
    code = rules.contract_code(contract)
    found = _lasting(participation_id, field="contract", at=at)
    if found.contract != code:
        require_version(expected=expected_version, current=found.version)
        _written(Step.CHANGE_CONTRACT, found, at=at, actor=actor, contract=code)
    return found


@transaction.atomic
def set_terms(
    *,
    participation_id: UUID,
    category_codes: Sequence[str],
    stand: str,
    expected_version: int | None = None,
    at: datetime,
    actor: str,
) -> Participation:
    """Say what a cooperative may sell in a market from now on (no category named: all), and where.

    The same terms change nothing. Raises NotFound, VersionConflict, InvalidValue for a long stand, too many
    categories or a participation that has ended.
    """
    codes, place = rules.checked_category_codes(category_codes), rules.checked_stand(stand)
    found = _lasting(participation_id, field="participation_id", at=at)
    if (found.category_codes, found.stand) != (codes, place):
        require_version(expected=expected_version, current=found.version)
        _written(Step.CHANGE_TERMS, found, at=at, actor=actor, category_codes=codes, stand=place)
    return found


@transaction.atomic
def suspend_participation(
    *,
    participation_id: UUID,
    suspended_on: date,
    reason: str,
    expected_version: int | None = None,
    at: datetime,
    actor: str,
) -> Participation:
    """Revoke a cooperative's right to sell in a market from a day on, until it is given back; another day or
    reason takes the place of the one before. Nothing is written in the market: what may be sold is decided by
    days (`rules.takes_part`).

    The same day and reason change nothing. Raises NotFound, VersionConflict, InvalidValue without a reason,
    for a day that is past or on which it does not take part, or a participation that has ended.
    """
    found = _lasting(participation_id, field="participation_id", at=at)
    if (found.suspended_on, found.suspension_reason) == (suspended_on, reason.strip()):
        return found
    given = rules.checked_suspension(found, suspended_on=suspended_on, reason=reason, today=business_date(at))
    require_version(expected=expected_version, current=found.version)
    return _written(
        Step.SUSPEND,
        found,
        at=at,
        actor=actor,
        reason=given,
        suspended_on=suspended_on,
        suspension_reason=given,
    )


@transaction.atomic
def resume_participation(
    *, participation_id: UUID, reason: str, expected_version: int | None = None, at: datetime, actor: str
) -> Participation:
    """Give a suspended cooperative its right to sell in a market back, at once; one that has it keeps it.

    Raises NotFound, VersionConflict, InvalidValue without a reason or for a participation that has ended.
    """
    given = rules.required_reason(reason)
    found = _lasting(participation_id, field="participation_id", at=at)
    if found.suspended_on is None:
        return found
    require_version(expected=expected_version, current=found.version)
    return _written(
        Step.RESUME, found, at=at, actor=actor, reason=given, suspended_on=None, suspension_reason=""
    )


@transaction.atomic
def end_participation(
    *, participation_id: UUID, ended_on: date, at: datetime, actor: str, reason: str = ""
) -> Participation:
    """End a participation on a day, the first on which the cooperative no longer sells; twice the same is
    once.

    Raises NotFound, InvalidValue for a day before joining or another day than the one on record, or a long
    reason.
    """
    given = rules.short(reason, field="reason", longest=400)
    found = _held(participation_id)
    if found.ended_on == ended_on:
        return found
    if found.ended_on is not None:
        raise InvalidValue(field="ended_on", reason="the participation ended on another day")
    if ended_on < found.joined_on:
        raise InvalidValue(field="ended_on", reason="before the day of joining")
    return _written(Step.END, found, at=at, actor=actor, reason=given, ended_on=ended_on)


def require_market(market_schema: str) -> None:
    """Raises NotFound unless the market exists."""
    if not Market.objects.filter(schema_name=market_schema).exclude(schema_name="public").exists():
        raise NotFound(kind="market", id=market_schema)


def _held(participation_id: UUID) -> Participation:
    found = Participation.objects.select_for_update().filter(id=participation_id).first()
    if found is None:
        raise NotFound(kind="participation", id=participation_id)
    return found


def _lasting(participation_id: UUID, *, field: str, at: datetime) -> Participation:
    """The participation, locked. Raises NotFound, InvalidValue for one that has ended."""
    found = _held(participation_id)
    if found.ended_on is not None and found.ended_on <= business_date(at):
        raise InvalidValue(field=field, reason="the participation has ended")
    return found


def _written(
    step: Step, found: Participation, *, at: datetime, actor: str, reason: str = "", **columns: Any
) -> Participation:
    """Its next version, with other values in these columns, kept in its history and told of; its row is
    locked.
    """
    before = terms_of(found)
    for column, value in columns.items():
        setattr(found, column, value)
    found.version += 1
    found.save(update_fields=[*columns, "version"])
    keep_and_tell(change(step, found, before=before, at=at, actor=actor, reason=reason))
    return found
