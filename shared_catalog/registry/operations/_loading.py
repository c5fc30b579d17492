"""Bringing many cooperatives at once: the rules of the single path, in a handful of statements."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import InvalidValue
from kernel.halfmonth import business_date
from kernel.identifiers import mask_rib
from shared_catalog.registry import rules
from shared_catalog.registry.models import (
    Authorisation,
    Cooperative,
    CooperativeContact,
    CooperativeHistory,
    MemberCount,
    Participation,
    ParticipationChange,
    PayeeAccount,
    Province,
)
from shared_catalog.registry.operations._accounts import AccountNeedsSecondPerson
from shared_catalog.registry.operations._changes import change
from shared_catalog.registry.operations._codes import take_numbers
from shared_catalog.registry.operations._cooperatives import (
    CODE_SERIES,
    IceTaken,
    IdReused,
    contact_of,
    content_fingerprint,
    described,
    require_province,
)
from shared_catalog.registry.operations._members import counted
from shared_catalog.registry.operations._participations import (
    AlreadyTakesPart,
    CooperativeNotEligible,
    require_market,
)
from shared_catalog.registry.types import (
    AuthorisationDetails,
    AuthorisationStatus,
    CooperativeEntry,
    CooperativeStatus,
    CooperativeStep,
    CountSource,
    Loaded,
    ParticipationEntry,
    ParticipationStep,
)
from tenants.events import operations as events

_BATCH = 1_000
_QUALIFYING_STEPS = (CooperativeStep.START_QUALIFICATION, CooperativeStep.DECLARE_ELIGIBLE)


@transaction.atomic
def load_cooperatives(*, entries: Sequence[CooperativeEntry], at: datetime, actor: str) -> Loaded:
    """Enter qualified cooperatives with their verified accounts and valid certificates, all or nothing.

    Each goes through the rules of the single operations; codes follow the order given. Those already known
    under their id stay as they are by now, so that loading twice is the same as once. Accounts are the
    cooperatives' first, verified by somebody other than `actor`, and so usable at once.

    Raises IdReused, IceTaken, ProvinceOutsideRegion, AccountNeedsSecondPerson, InvalidIdentifier,
    InvalidValue.
    """
    known = _known_fingerprints([entry.cooperative_id for entry in entries])
    region_of = dict(Province.objects.values_list("code", "region_id"))
    numbers = iter(_numbers(len(entries) - len(known)))
    new: list[tuple[CooperativeEntry, Cooperative]] = []
    for entry in entries:
        checked = rules.checked_cooperative(entry.details, today=business_date(at))
        content = content_fingerprint(checked)
        if entry.cooperative_id in known:
            if known[entry.cooperative_id] != content:
                raise IdReused(kind="cooperative", id=entry.cooperative_id)
            continue
        require_province(checked, region_of=region_of.get(checked.province_code))
        cooperative = Cooperative(
            id=entry.cooperative_id,
            status=CooperativeStatus.APPLICANT,
            created_at=at,
            fingerprint=content,
            **described(checked, code=rules.cooperative_code(next(numbers)), at=at),
        )
        contact_of(cooperative, checked)
        new.append((entry, cooperative))
    _write(new, at=at, actor=actor)
    if new:
        told = {"added": len(new), "present": len(known)}
        events.append(name="cooperatives.loaded", subject_id="registry", payload=told, at=at)
    return Loaded(added=len(new), present=len(known))


@transaction.atomic
def load_participations(
    *, market_schema: str, entries: Sequence[ParticipationEntry], at: datetime, actor: str
) -> Loaded:
    """Admit many cooperatives to a market, all or nothing; those already admitted under their id stay as
    they are.

    Raises NotFound for the market, IdReused, CooperativeNotEligible, AlreadyTakesPart.
    """
    require_market(market_schema)
    statuses = dict(
        Cooperative.objects.filter(id__in=[entry.cooperative_id for entry in entries]).values_list(
            "id", "status"
        )
    )
    here = Participation.objects.filter(market_id=market_schema)
    known = {
        found.id: (found.cooperative_id, found.joined_on)
        for found in here.filter(id__in=[entry.participation_id for entry in entries])
    }
    taking_part = set(here.filter(ended_on__isnull=True).values_list("cooperative_id", flat=True))
    new: list[Participation] = []
    for entry in entries:
        if entry.participation_id in known:
            if known[entry.participation_id] != (entry.cooperative_id, entry.joined_on):
                raise IdReused(kind="participation", id=entry.participation_id)
            continue
        status = statuses.get(entry.cooperative_id, "unknown")
        if status != CooperativeStatus.ELIGIBLE:
            raise CooperativeNotEligible(cooperative=entry.cooperative_id, status=status)
        if entry.cooperative_id in taking_part:
            raise AlreadyTakesPart(cooperative=entry.cooperative_id, market=market_schema)
        taking_part.add(entry.cooperative_id)
        new.append(
            Participation(
                id=entry.participation_id,
                cooperative_id=entry.cooperative_id,
                market_id=market_schema,
                joined_on=entry.joined_on,
                recorded_at=at,
                recorded_by=actor,
            )
        )
    Participation.objects.bulk_create(new, batch_size=_BATCH)
    ParticipationChange.objects.bulk_create(
        [change(ParticipationStep.ADMIT, each, before=None, at=at, actor=actor) for each in new],
        batch_size=_BATCH,
    )
    if new:
        told = {"market": market_schema, "added": len(new), "present": len(known)}
        events.append(name="participations.loaded", subject_id=market_schema, payload=told, at=at)
    return Loaded(added=len(new), present=len(known))


def _known_fingerprints(ids: Sequence[UUID]) -> Mapping[UUID, bytes]:
    if len(set(ids)) != len(ids):
        raise InvalidValue(field="entries", reason="the same id twice")
    rows = Cooperative.objects.filter(id__in=ids).values_list("id", "fingerprint")
    return {cooperative_id: bytes(content) for cooperative_id, content in rows}


def _numbers(count: int) -> Sequence[int]:
    return take_numbers(series=CODE_SERIES, count=count) if count else ()


def _write(new: Sequence[tuple[CooperativeEntry, Cooperative]], *, at: datetime, actor: str) -> None:
    _require_free_ices([cooperative.ice for _, cooperative in new])
    history = [step for _, cooperative in new for step in _qualified(cooperative, at=at, actor=actor)]
    Cooperative.objects.bulk_create([cooperative for _, cooperative in new], batch_size=_BATCH)
    CooperativeContact.objects.bulk_create([cooperative.contact for _, cooperative in new], batch_size=_BATCH)
    CooperativeHistory.objects.bulk_create(history, batch_size=_BATCH)
    MemberCount.objects.bulk_create(
        [counted(cooperative, source=CountSource.LOAD, at=at, actor=actor) for _, cooperative in new],
        batch_size=_BATCH,
    )
    PayeeAccount.objects.bulk_create(
        [_verified_account(entry, at=at, actor=actor) for entry, _ in new], batch_size=_BATCH
    )
    Authorisation.objects.bulk_create(
        [found for entry, _ in new for found in _certificates(entry, at=at, actor=actor)], batch_size=_BATCH
    )


def _require_free_ices(ices: Sequence[str]) -> None:
    taken = Cooperative.objects.filter(ice__in=ices).values_list("ice", flat=True).first()
    twice = next((ice for ice, count in Counter(ices).items() if count > 1), None)
    if taken or twice:
        raise IceTaken(ice=taken or twice)


def _qualified(cooperative: Cooperative, *, at: datetime, actor: str) -> list[CooperativeHistory]:
    """Take the cooperative through its qualification; the steps it took."""
    steps = []
    for step in _QUALIFYING_STEPS:
        before = CooperativeStatus(cooperative.status)
        after = rules.status_after(step, status=before)
        assert after is not None
        cooperative.status = after
        steps.append(
            CooperativeHistory(
                cooperative=cooperative,
                step=step,
                status_before=before,
                status_after=after,
                at=at,
                actor=actor,
            )
        )
    return steps


def _verified_account(entry: CooperativeEntry, *, at: datetime, actor: str) -> PayeeAccount:
    checked = rules.checked_account(entry.account)
    verification = entry.verification
    if verification.verified_by == actor:
        raise AccountNeedsSecondPerson(account=mask_rib(checked.rib))
    return PayeeAccount(
        id=entry.account_id,
        cooperative_id=entry.cooperative_id,
        holder=checked.holder,
        rib=checked.rib,
        recorded_at=at,
        recorded_by=actor,
        verified_at=at,
        verified_by=verification.verified_by,
        call_back_note=rules.checked_call_back_note(verification.call_back_note),
        usable_from=at,
    )


def _certificates(entry: CooperativeEntry, *, at: datetime, actor: str) -> list[Authorisation]:
    known = list(entry.earlier_authorisations)
    if entry.authorisation is not None:
        known.append((entry.authorisation_id, entry.authorisation))
    return [_certificate(key, entry.cooperative_id, details, at=at, actor=actor) for key, details in known]


def _certificate(
    key: UUID, cooperative_id: UUID, details: AuthorisationDetails, *, at: datetime, actor: str
) -> Authorisation:
    checked = rules.checked_authorisation(details, today=business_date(at))
    return Authorisation(
        id=key,
        cooperative_id=cooperative_id,
        kind=checked.kind,
        number=checked.number,
        issued_on=checked.issued_on,
        valid_until=checked.valid_until,
        next_review_on=checked.issued_on + rules.REVIEW_AFTER,
        status=AuthorisationStatus.VALID,
        recorded_at=at,
        changed_at=at,
        changed_by=actor,
    )
