"""A cooperative contests a line of its statement, in time; the market decides, and a correction may
follow.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, NotFound
from kernel.halfmonth import business_date
from markets.events import operations as events
from markets.settlement import notices, rules
from markets.settlement.models import Adjustment, Contest, StatementLine
from markets.settlement.operations._adjustments import AlreadyDecided, propose_adjustment
from markets.settlement.operations._closing import SamePerson
from markets.settlement.operations._ids import repeated, words
from markets.settlement.types import ContestState
from tenants.database.claims import claim, done_before


class ContestTooLate(DomainError):
    """A line is contested within its time. Params: `until`."""

    code = "CONTEST_TOO_LATE"
    messages = {
        "ar": "انتهى أجل الاعتراض على هذا السطر في {until}",
        "fr": "Cette ligne pouvait être contestée jusqu'au {until}",
        "en": "This line could be contested until {until}",
    }


class LineContested(DomainError):
    """The line is being contested, or was decided about. Params: `line`, `contest`."""

    code = "LINE_CONTESTED"
    messages = {
        "ar": "سبق الاعتراض على السطر {line} بالاعتراض {contest}",
        "fr": "La ligne {line} a déjà été contestée ({contest})",
        "en": "Line {line} has already been contested ({contest})",
    }


@transaction.atomic
def contest_line(
    *, contest_id: UUID, line_id: int, argument: str, evidence: str = "", at: datetime, actor: str
) -> Contest:
    """Say that a line of a statement is wrong, and why; what it gave is held until somebody decides.

    A line is contested once. Raises InvalidValue, NotFound, ContestTooLate, LineContested,
    SettlementIdReused.
    """
    argument = words(argument, "argument")
    evidence = words(evidence, "evidence") if evidence.strip() else ""
    content = {"line_id": line_id, "argument": argument, "evidence": evidence}
    known, said = repeated(Contest, contest_id, content)
    if known is not None:
        return known
    line = StatementLine.objects.select_related("statement").filter(id=line_id).first()
    if line is None:
        raise NotFound(path=("line_id",), kind="StatementLine", id=line_id)
    until = rules.contest_until(business_date(line.statement.issued_at))
    if business_date(at) > until:
        raise ContestTooLate(path=("line_id",), until=until.isoformat())
    claim(line.statement_id)
    other = Contest.objects.filter(line=line).first()
    if other is not None:
        raise LineContested(path=("line_id",), line=str(line_id), contest=str(other.id))
    contest = Contest.objects.create(
        id=contest_id,
        cooperative_id=line.statement.cooperative_id,
        state=ContestState.OPEN,
        opened_at=at,
        opened_by=actor,
        fingerprint=said,
        **content,
    )
    events.append_all(drafts=[notices.contest_opened(contest)])
    return contest


@transaction.atomic
def uphold_contest(
    *,
    contest_id: UUID,
    decision: str,
    adjustment_id: UUID,
    amount_minor: int,
    at: datetime,
    actor: str,
) -> Contest:
    """Agree with a contest, and propose the correction (centimes, as the cooperative sees it) that follows.

    The correction moves money once another person approves it. Raises InvalidValue, NotFound, SamePerson,
    AlreadyDecided, SettlementIdReused.
    """
    contest = _decided(contest_id, ContestState.UPHELD, decision=decision, at=at, actor=actor)
    other = Adjustment.objects.filter(contest=contest).exclude(id=adjustment_id).first()
    if other is not None:
        raise AlreadyDecided(path=("adjustment_id",), id=str(contest_id), state=contest.state)
    propose_adjustment(
        adjustment_id=adjustment_id,
        cooperative_id=contest.cooperative_id,
        amount_minor=amount_minor,
        reason=contest.decision,
        at=at,
        actor=actor,
        contest=contest,
    )
    return contest


@transaction.atomic
def reject_contest(*, contest_id: UUID, decision: str, at: datetime, actor: str) -> Contest:
    """Keep the line as it is, saying why. Raises InvalidValue, NotFound, SamePerson, AlreadyDecided."""
    return _decided(contest_id, ContestState.REJECTED, decision=decision, at=at, actor=actor)


def _decided(contest_id: UUID, state: ContestState, *, decision: str, at: datetime, actor: str) -> Contest:
    decision = words(decision, "decision")
    contest = Contest.objects.select_for_update(of=("self",)).filter(id=contest_id).first()
    if contest is None:
        raise NotFound(path=("contest_id",), kind="Contest", id=contest_id)
    if contest.state != ContestState.OPEN:
        if (contest.state, contest.decision) != (state, decision):
            raise AlreadyDecided(id=str(contest_id), state=contest.state)
        return done_before(contest)
    if actor == contest.opened_by:
        raise SamePerson()
    contest.state, contest.decision = state, decision
    contest.decided_at, contest.decided_by = at, actor
    contest.save(update_fields=["state", "decision", "decided_at", "decided_by"])
    events.append_all(drafts=[notices.contest_decided(contest)])
    return contest
