"""Two people score an application without knowing of each other; a third decides where they differ much."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, NotFound
from kernel.ids import new_id
from shared_catalog.registry.operations import IdReused
from shared_catalog.registry.rules import required_reason, short
from shared_catalog.selection import queries, rules
from shared_catalog.selection.models import (
    Adjudication,
    Application,
    ConflictOfInterest,
    Round,
    Score,
    ScoreSheet,
)
from shared_catalog.selection.operations._rounds import locked_in, locked_round, tell_round
from shared_catalog.selection.types import CriterionKind, RoundState
from tenants.database.claims import claim, done_before
from tenants.events import operations as events


class ConflictDeclared(DomainError):
    """Whoever declared a conflict of interest has no hand in the application. Params: `application`."""

    code = "CONFLICT_OF_INTEREST"
    messages = {
        "ar": "صرحت بتضارب المصالح في الطلب {application}",
        "fr": "Vous avez déclaré un conflit d'intérêts pour la candidature {application}",
        "en": "You have declared a conflict of interest on the application {application}",
    }


class GateNotPassed(DomainError):
    """An application that fails a gate of the grid is not scored. Params: `application`, `gates`."""

    code = "GATE_NOT_PASSED"
    messages = {
        "ar": "الطلب {application} لا يستوفي الشروط: {gates}",
        "fr": "La candidature {application} ne remplit pas les conditions d'accès : {gates}",
        "en": "The application {application} fails gates: {gates}",
    }


class AlreadyScored(DomainError):
    """The application has its two scores, or yours. Params: `application`."""

    code = "ALREADY_SCORED"
    messages = {
        "ar": "سبق تنقيط الطلب {application}",
        "fr": "La candidature {application} est déjà notée",
        "en": "The application {application} is already scored",
    }


class NotIndependent(DomainError):
    """It takes somebody who had no hand in this application's scores. Params: `application`."""

    code = "NOT_INDEPENDENT"
    messages = {
        "ar": "يلزم شخص لم يشارك في تنقيط الطلب {application}",
        "fr": "Il faut quelqu'un qui n'a pas pris part à la notation de la candidature {application}",
        "en": "It takes somebody who had no hand in scoring the application {application}",
    }


class NothingToAdjudicate(DomainError):
    """Two scores that are close enough stand, and what was adjudicated stays. Params: `application`,
    `criterion`.
    """

    code = "NOTHING_TO_ADJUDICATE"
    messages = {
        "ar": "لا شيء للفصل فيه في المعيار {criterion} للطلب {application}",
        "fr": "Rien à départager sur le critère {criterion} de la candidature {application}",
        "en": "There is nothing to adjudicate on {criterion} of the application {application}",
    }


class ScoringIncomplete(DomainError):
    """Applications still wait for scores or for a third person; the numbers are those in the round. Params:
    `scores`, `adjudications`.
    """

    code = "SCORING_INCOMPLETE"
    messages = {
        "ar": "طلبات تنتظر التنقيط: {scores}؛ وطلبات تنتظر الفصل: {adjudications}",
        "fr": "Candidatures à noter : {scores} ; à départager : {adjudications}",
        "en": "Applications to score: {scores}; to adjudicate: {adjudications}",
    }


@transaction.atomic
def declare_conflict(
    *, conflict_id: UUID, application_id: UUID, reason: str, at: datetime, actor: str
) -> ConflictOfInterest:
    """Say, while the round is open, that an application is none of yours to judge, under an id made by the
    caller. A sheet or adjudication that you handed in counts no more. Declaring twice is declaring once.

    Raises NotFound, IdReused, WrongRoundState, InvalidValue.
    """
    claim(conflict_id)
    why = required_reason(reason)
    known = ConflictOfInterest.objects.filter(id=conflict_id).first()
    if known is not None:
        if (known.application_id, known.member, known.reason) != (application_id, actor, why):
            raise IdReused(kind="conflict of interest", id=conflict_id)
        return done_before(known)
    application, _ = _locked(application_id)
    before = application.conflicts.filter(member=actor).first()
    if before is not None:
        return done_before(before)
    conflict = ConflictOfInterest.objects.create(
        id=conflict_id, application=application, member=actor, reason=why, declared_at=at
    )
    if application.score_sheets.filter(scorer=actor).exists():
        application.sheets -= 1
        application.save(update_fields=["sheets"])
    _tell("conflict_declared", application, at)
    return conflict


@transaction.atomic
def score_application(
    *,
    sheet_id: UUID,
    application_id: UUID,
    points: Mapping[CriterionKind, int],
    note: str,
    at: datetime,
    actor: str,
) -> ScoreSheet:
    """Hand in a sheet with points for each criterion that people score, under an id made by the caller. It is
    never changed; nobody else reads it before two are in.

    Raises NotFound, IdReused, WrongRoundState, ConflictDeclared, GateNotPassed, AlreadyScored,
    NotIndependent, InvalidValue.
    """
    claim(sheet_id)
    said = short(note, field="note", longest=400)
    known = ScoreSheet.objects.filter(id=sheet_id).first()
    if known is not None:
        given = {CriterionKind(one.criterion): one.points for one in known.scores.all()}
        if (known.application_id, known.scorer, known.note, given) != (application_id, actor, said, points):
            raise IdReused(kind="score sheet", id=sheet_id)
        return done_before(known)
    application, round_ = _locked(application_id)
    _require_no_conflict(application, actor)
    if application.failed_gates:
        raise GateNotPassed(application=application.number, gates=", ".join(application.failed_gates))
    if application.sheets == rules.SCORERS or application.score_sheets.filter(scorer=actor).exists():
        raise AlreadyScored(application=application.number)
    if application.adjudications.filter(decided_by=actor).exists():
        raise NotIndependent(application=application.number)
    checked = rules.checked_points(points, terms=queries.terms_of(round_))
    sheet = ScoreSheet.objects.create(
        id=sheet_id, application=application, scorer=actor, note=said, scored_at=at
    )
    Score.objects.bulk_create(
        Score(id=new_id(), sheet=sheet, criterion=kind, points=given) for kind, given in checked.items()
    )
    application.sheets += 1
    application.save(update_fields=["sheets"])
    _tell("scored", application, at)
    return sheet


@transaction.atomic
def adjudicate(
    *,
    adjudication_id: UUID,
    application_id: UUID,
    criterion: CriterionKind,
    points: int,
    reason: str,
    at: datetime,
    actor: str,
) -> Adjudication:
    """Decide, as a third person, a criterion on which two scores are further apart than the grid allows.

    Raises NotFound, IdReused, WrongRoundState, ConflictDeclared, NotIndependent, NothingToAdjudicate,
    InvalidValue.
    """
    claim(adjudication_id)
    why = required_reason(reason)
    known = Adjudication.objects.filter(id=adjudication_id).first()
    if known is not None:
        recorded = (known.application_id, known.criterion, known.points, known.reason, known.decided_by)
        if recorded != (application_id, criterion, points, why, actor):
            raise IdReused(kind="adjudication", id=adjudication_id)
        return done_before(known)
    application, round_ = _locked(application_id)
    _require_no_conflict(application, actor)
    require_independent(application, actor)
    terms = queries.terms_of(round_)
    wanted = rules.judged_criterion(criterion, terms=terms)
    rules.checked_point(points, criterion=wanted, path=("points",))
    [file] = [one for one in queries.files(round_, decision=1) if one.number == application.number]
    complete = len(file.scorers) == rules.SCORERS
    if not complete or criterion not in rules.to_adjudicate(terms, file.scores) or criterion in file.decided:
        raise NothingToAdjudicate(application=application.number, criterion=criterion.value)
    decided = Adjudication.objects.create(
        id=adjudication_id,
        application=application,
        criterion=criterion,
        points=points,
        reason=why,
        decided_at=at,
        decided_by=actor,
    )
    _tell("adjudicated", application, at)
    return decided


@transaction.atomic
def close_scoring(*, round_id: UUID, at: datetime, actor: str) -> Round:
    """End the scoring of a round of which every application that passes the gates is scored by two people
    and adjudicated where they differ. Closed already, it is returned as it is.

    Raises NotFound, ScoringIncomplete.
    """
    round_ = locked_round(round_id)
    if round_.state != RoundState.OPEN:
        return round_
    waits = queries.pending(round_)
    if waits.scores or waits.adjudications:
        raise ScoringIncomplete(scores=_listed(waits.scores), adjudications=_listed(waits.adjudications))
    round_.state, round_.scored_at, round_.scored_by = RoundState.SCORED, at, actor
    round_.save(update_fields=["state", "scored_at", "scored_by"])
    tell_round("scored", round_, at)
    return round_


def require_independent(application: Application, actor: str) -> None:
    """Raises NotIndependent for somebody who scored the application."""
    if application.score_sheets.filter(scorer=actor).exists():
        raise NotIndependent(application=application.number)


def _locked(application_id: UUID) -> tuple[Application, Round]:
    """The application and its open round, which is held until the transaction ends. Raises NotFound,
    WrongRoundState.
    """
    found = Application.objects.filter(id=application_id).values_list("round_id", flat=True).first()
    if found is None:
        raise NotFound(kind="application", id=application_id)
    round_ = locked_in(found, RoundState.OPEN)
    return Application.objects.get(id=application_id), round_


def _require_no_conflict(application: Application, actor: str) -> None:
    if application.conflicts.filter(member=actor).exists():
        raise ConflictDeclared(application=application.number)


def _listed(numbers: tuple[int, ...]) -> str:
    return ", ".join(map(str, numbers[:20])) or "—"


def _tell(what: str, application: Application, at: datetime) -> None:
    """Nobody's points, and nobody's name."""
    said = {
        "round": str(application.round_id),
        "cooperative": str(application.cooperative_id),
        "number": application.number,
    }
    events.append(name=f"selection_application.{what}", subject_id=application.id, payload=said, at=at)
