"""Admitting cooperatives to markets, and ending their participation."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.halfmonth import business_date
from kernel.versions import require_version
from shared_catalog.registry import rules
from shared_catalog.registry.models import Participation
from shared_catalog.registry.operations._cooperatives import (
    IdReused,
    locked,
    told_of_participation,
)
from shared_catalog.registry.types import CooperativeStatus
from tenants.database.claims import claim, done_before
from tenants.events import operations as events
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
) -> Participation:
    """Admit an eligible cooperative to a market from a day on, under an id made by the caller.

    `contract` is the code of the contract it sells under, which may change later and so tells no repeated
    request from another. Raises NotFound, IdReused, CooperativeNotEligible, AlreadyTakesPart, InvalidValue
    for a long contract.
    """
    code = rules.contract_code(contract)
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
        recorded_at=at,
        recorded_by=actor,
    )
    events.append_all(drafts=[told_of_participation("started", participation, at)])
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
    found = Participation.objects.select_for_update().filter(id=participation_id).first()
    if found is None:
        raise NotFound(kind="participation", id=participation_id)
    if found.ended_on is not None and found.ended_on <= business_date(at):
        raise InvalidValue(field="contract", reason="the participation has ended")
    if found.contract != code:
        require_version(expected=expected_version, current=found.version)
        found.contract, found.version = code, found.version + 1
        found.save(update_fields=["contract", "version"])
        events.append_all(drafts=[told_of_participation("contract_changed", found, at)])
    return found


@transaction.atomic
def end_participation(*, participation_id: UUID, ended_on: date, at: datetime, actor: str) -> Participation:
    """End a participation on a day, the first on which the cooperative no longer sells; twice the same is
    once.

    Raises NotFound, InvalidValue for a day before joining or another day than the one on record.
    """
    found = Participation.objects.select_for_update().filter(id=participation_id).first()
    if found is None:
        raise NotFound(kind="participation", id=participation_id)
    if found.ended_on == ended_on:
        return found
    if found.ended_on is not None:
        raise InvalidValue(field="ended_on", reason="the participation ended on another day")
    if ended_on < found.joined_on:
        raise InvalidValue(field="ended_on", reason="before the day of joining")
    found.ended_on, found.version = ended_on, found.version + 1
    found.save(update_fields=["ended_on", "version"])
    events.append_all(drafts=[told_of_participation("ended", found, at)])
    return found


def require_market(market_schema: str) -> None:
    """Raises NotFound unless the market exists."""
    if not Market.objects.filter(schema_name=market_schema).exclude(schema_name="public").exists():
        raise NotFound(kind="market", id=market_schema)
