"""The decision of a round: prepared by one person, signed by another, and put right by appeals."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.halfmonth import business_date
from kernel.ids import new_id
from shared_catalog.registry.operations import IdReused
from shared_catalog.registry.rules import required
from shared_catalog.selection import queries, rules
from shared_catalog.selection.models import Adjudication, Appeal, Application, Decision, Place, Round
from shared_catalog.selection.operations._rounds import locked_in, locked_round, tell_round
from shared_catalog.selection.operations._scoring import (
    ConflictDeclared,
    NotIndependent,
    require_independent,
)
from shared_catalog.selection.types import AppealState, CriterionKind, Placing, Result, RoundState
from tenants.database.claims import claim, done_before
from tenants.events import operations as events


class SelectionNeedsSecondPerson(DomainError):
    """Whoever prepared a decision does not sign it, and whoever filed an appeal does not decide it."""

    code = "SELECTION_NEEDS_SECOND_PERSON"
    messages = {
        "ar": "يلزم شخص آخر غير الذي أعد القرار أو سجل الطعن",
        "fr": "Il faut une autre personne que celle qui a préparé la décision ou déposé le recours",
        "en": "It takes somebody else than who prepared the decision or filed the appeal",
    }


class MinutesChanged(DomainError):
    """The minutes that were read are not those that would be signed. Params: `round`."""

    code = "MINUTES_CHANGED"
    messages = {
        "ar": "المحضر الذي قرأته للدورة {round} ليس هو الذي سيوقع",
        "fr": "Le procès-verbal lu pour la session {round} n'est pas celui qui serait signé",
        "en": "The minutes of the round {round} that you read are not those that would be signed",
    }


class AppealsOpen(DomainError):
    """Appeals are decided before the round is decided anew. Params: `round`, `count`."""

    code = "APPEALS_OPEN"
    messages = {
        "ar": "في الدورة {round} طعون لم يبت فيها: {count}",
        "fr": "La session {round} a des recours en attente : {count}",
        "en": "The round {round} has appeals that wait: {count}",
    }


class AppealDecided(DomainError):
    """The appeal was decided otherwise, and stays so. Params: `state`."""

    code = "APPEAL_DECIDED"
    messages = {
        "ar": "سبق البت في الطعن: {state}",
        "fr": "Le recours est déjà tranché : {state}",
        "en": "The appeal is decided already: {state}",
    }


class AlreadyAppealed(DomainError):
    """The cooperative has appealed against this decision. Params: `application`."""

    code = "ALREADY_APPEALED"
    messages = {
        "ar": "سبق الطعن في القرار بشأن الطلب {application}",
        "fr": "La candidature {application} a déjà fait l'objet d'un recours contre cette décision",
        "en": "There is an appeal against this decision on the application {application} already",
    }


class AppealTooLate(DomainError):
    """The days for an appeal against this decision are over. Params: `until`."""

    code = "APPEAL_TOO_LATE"
    messages = {
        "ar": "انتهى أجل الطعن يوم {until}",
        "fr": "Le délai de recours est passé : il courait jusqu'au {until}",
        "en": "It is too late to appeal: the last day was {until}",
    }


@transaction.atomic
def prepare_decision(*, decision_id: UUID, round_id: UUID, at: datetime, actor: str) -> Decision:
    """Work out the minutes of a round whose scoring is closed, for another person to sign, under an id made
    by the caller.

    Raises NotFound, IdReused, WrongRoundState, AppealsOpen.
    """
    claim(decision_id)
    known = Decision.objects.filter(id=decision_id).first()
    if known is not None:
        if known.round_id != round_id:
            raise IdReused(kind="decision", id=decision_id)
        return done_before(known)
    round_ = locked_in(round_id, RoundState.SCORED)
    waiting = Appeal.objects.filter(decision__round=round_, state=AppealState.FILED).count()
    if waiting:
        raise AppealsOpen(round=round_.title, count=waiting)
    number = round_.decisions.count() + 1
    result, digest = _minutes(round_, number)
    decision = Decision.objects.create(
        id=decision_id,
        round=round_,
        number=number,
        digest=digest,
        shortfalls=[asdict(one) for one in result.shortfalls],
        prepared_at=at,
        prepared_by=actor,
    )
    keys = dict(round_.applications.values_list("number", "id"))
    Place.objects.bulk_create(
        _place(decision, keys[one.number], position, one)
        for position, one in enumerate(result.placings, start=1)
    )
    _pass_to(RoundState.PREPARED, round_, at)
    return decision


@transaction.atomic
def sign_decision(*, decision_id: UUID, digest: bytes, at: datetime, actor: str) -> Decision:
    """Sign the minutes that have this digest, as somebody else than who prepared them. They are worked out
    once more before. Signed already, they are returned as they are.

    Raises NotFound, WrongRoundState, SelectionNeedsSecondPerson, MinutesChanged.
    """
    decision = queries.decision(decision_id)
    round_ = locked_round(decision.round_id)
    decision.refresh_from_db(fields=["signed_at", "signed_by"])
    if bytes(decision.digest) != digest:
        raise MinutesChanged(path=("digest",), round=round_.title)
    if decision.signed_at is not None:
        return decision
    if decision.prepared_by == actor:
        raise SelectionNeedsSecondPerson()
    if not queries.replay(decision_id).same:
        raise MinutesChanged(path=("digest",), round=round_.title)
    decision.signed_at, decision.signed_by = at, actor
    decision.save(update_fields=["signed_at", "signed_by"])
    _pass_to(RoundState.DECIDED, round_, at)
    return decision


@transaction.atomic
def file_appeal(*, appeal_id: UUID, application_id: UUID, argument: str, at: datetime, actor: str) -> Appeal:
    """Record that a cooperative appeals against the decision in force, under an id made by the caller.

    Raises NotFound, IdReused, WrongRoundState, AlreadyAppealed, AppealTooLate, InvalidValue.
    """
    claim(appeal_id)
    said = required(argument, field="argument", longest=2000)
    known = Appeal.objects.filter(id=appeal_id).first()
    if known is not None:
        if (known.application_id, known.argument) != (application_id, said):
            raise IdReused(kind="appeal", id=appeal_id)
        return done_before(known)
    application = Application.objects.filter(id=application_id).first()
    if application is None:
        raise NotFound(kind="application", id=application_id)
    round_ = locked_in(application.round_id, RoundState.DECIDED)
    decision = round_.decisions.latest("number")
    if decision.appeals.filter(application=application).exists():
        raise AlreadyAppealed(application=application.number)
    assert decision.signed_at is not None
    until = rules.appeal_until(business_date(decision.signed_at))
    if business_date(at) > until:
        raise AppealTooLate(until=until.isoformat())
    appeal = Appeal.objects.create(
        id=appeal_id,
        decision=decision,
        application=application,
        argument=said,
        state=AppealState.FILED,
        filed_at=at,
        filed_by=actor,
    )
    _tell_appeal("filed", appeal, at)
    return appeal


@transaction.atomic
def decide_appeal(
    *, appeal_id: UUID, points: Mapping[CriterionKind, int], answer: str, at: datetime, actor: str
) -> Appeal:
    """Uphold an appeal by the points that its application gets instead, or dismiss it by none. One that is
    upheld leads the round back to where a decision is prepared; the decision appealed against stays on
    record. Deciding the same again is deciding once.

    Raises NotFound, AppealDecided, SelectionNeedsSecondPerson, NotIndependent, ConflictDeclared,
    WrongRoundState, InvalidValue.
    """
    said = required(answer, field="answer", longest=400)
    found = Appeal.objects.select_related("application", "decision").filter(id=appeal_id).first()
    if found is None:
        raise NotFound(kind="appeal", id=appeal_id)
    round_ = locked_round(found.application.round_id)
    appeal = Appeal.objects.select_related("application").get(id=appeal_id)
    if appeal.state != AppealState.FILED:
        given = {CriterionKind(one.criterion): one.points for one in appeal.corrections.all()}
        if (appeal.answer, given) != (said, points):
            raise AppealDecided(state=appeal.state)
        return appeal
    round_ = locked_in(round_.pk, RoundState.DECIDED, RoundState.SCORED)
    _require_free_to_decide(appeal, actor)
    _check_corrections(appeal, points, round_)
    appeal.state = AppealState.UPHELD if points else AppealState.DISMISSED
    appeal.decided_at, appeal.decided_by, appeal.answer = at, actor, said
    appeal.save(update_fields=["state", "decided_at", "decided_by", "answer"])
    Adjudication.objects.bulk_create(
        Adjudication(
            id=new_id(),
            application=appeal.application,
            criterion=kind,
            points=given,
            reason=said,
            appeal=appeal,
            decided_at=at,
            decided_by=actor,
        )
        for kind, given in points.items()
    )
    if points and round_.state == RoundState.DECIDED:
        _pass_to(RoundState.SCORED, round_, at)
    _tell_appeal("decided", appeal, at)
    return appeal


def _minutes(round_: Round, number: int) -> tuple[Result, bytes]:
    terms, files = queries.terms_of(round_), queries.files(round_, decision=number)
    result = rules.decide(files, terms=terms, places=round_.places)
    return result, rules.digest(files, terms=terms, places=round_.places, result=result)


def _place(decision: Decision, application_id: UUID, position: int, given: Placing) -> Place:
    quota = given.quota
    return Place(
        id=new_id(),
        decision=decision,
        application_id=application_id,
        position=position,
        outcome=given.outcome,
        ground=given.ground,
        total=given.total,
        rank=given.rank,
        waiting=given.waiting,
        quota_dimension=quota.dimension if quota else "",
        quota_value=quota.value if quota else "",
        quota_floor=quota.floor if quota else None,
        quota_ceiling=quota.ceiling if quota else None,
        failed_gates=[gate.value for gate in given.failed_gates],
    )


def _require_free_to_decide(appeal: Appeal, actor: str) -> None:
    application = appeal.application
    if appeal.filed_by == actor:
        raise SelectionNeedsSecondPerson()
    require_independent(application, actor)
    if application.adjudications.filter(decided_by=actor, appeal__isnull=True).exists():
        raise NotIndependent(application=application.number)
    if application.conflicts.filter(member=actor).exists():
        raise ConflictDeclared(application=application.number)


def _check_corrections(appeal: Appeal, points: Mapping[CriterionKind, int], round_: Round) -> None:
    if points and appeal.application.failed_gates:
        reason = "an application that fails a gate has no points to put right"
        raise InvalidValue(path=("points",), field="points", reason=reason)
    terms = queries.terms_of(round_)
    for kind, given in points.items():
        criterion = rules.judged_criterion(kind, terms=terms)
        rules.checked_point(given, criterion=criterion, path=("points",))


def _pass_to(state: RoundState, round_: Round, at: datetime) -> None:
    round_.state = state
    round_.save(update_fields=["state"])
    tell_round({RoundState.SCORED: "reopened"}.get(state, state.value), round_, at)


def _tell_appeal(what: str, appeal: Appeal, at: datetime) -> None:
    said = {
        "round": str(appeal.application.round_id),
        "cooperative": str(appeal.application.cooperative_id),
        "state": str(appeal.state),
    }
    events.append(name=f"selection_appeal.{what}", subject_id=appeal.id, payload=said, at=at)
