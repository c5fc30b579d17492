from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from selecting import CAPACITY, PACKAGING, Committee

from kernel.errors import InvalidValue
from shared_catalog.registry import operations as registry
from shared_catalog.registry.types import Members
from shared_catalog.selection import operations as selection
from shared_catalog.selection import queries
from shared_catalog.selection.models import Decision, Place
from tenants.database.session import as_owner

SOUTH = {"region_code": "MA-08", "province_code": "MA-ERR"}


@dataclass
class Scored:
    """A round of four: three from MA-09, one from MA-08 with the fewest points, two places."""

    round: Any
    applications: list[Any]


@pytest.fixture
def scored(committee: Committee) -> Scored:
    round_ = committee.round()
    found = []
    for packaging, where in ((20, {}), (16, {}), (12, {}), (2, SOUTH)):
        application = committee.enter(round_, **where)
        committee.score_twice(application, packaging)
        found.append(application)
    committee.enter(round_, authorised=False)
    committee.close(round_)
    return Scored(round_, found)


def told(decision: Decision) -> list[tuple[Any, ...]]:
    rows = Place.objects.filter(decision=decision).order_by("position")
    return [(r.application.number, r.outcome, r.ground, r.quota_value, r.rank, r.waiting) for r in rows]


class TestPrepareDecision:
    def test_lists_every_application_with_its_reason(self, committee: Committee, scored: Scored) -> None:
        decision = committee.prepare(scored.round)
        assert told(decision) == [
            (1, "taken", "merit", "", 1, None),
            (2, "waiting", "reserved", "MA-08", 2, 1),
            (3, "waiting", "reserved", "MA-08", 3, 2),
            (4, "taken", "floor", "MA-08", 4, None),
            (5, "refused", "gate", "", None, None),
        ]
        assert (decision.number, decision.shortfalls) == (1, [])

    def test_is_done_once_and_waits_for_the_end_of_scoring(
        self, committee: Committee, scored: Scored
    ) -> None:
        decision = committee.prepare(scored.round)
        assert committee.prepare(scored.round, decision_id=decision.id) == decision
        with pytest.raises(selection.WrongRoundState):
            committee.prepare(scored.round)
        other = committee.round()
        with pytest.raises(selection.WrongRoundState):
            committee.prepare(other)
        with pytest.raises(registry.IdReused):
            committee.prepare(other, decision_id=decision.id)

    def test_says_which_floor_was_not_reached(self, committee: Committee) -> None:
        round_ = committee.round()
        committee.score_twice(committee.enter(round_))
        committee.close(round_)
        [shortfall] = committee.prepare(round_).shortfalls
        assert (shortfall["quota"]["value"], shortfall["reached"], shortfall["cause"]) == (
            "MA-08",
            0,
            "too_few",
        )


class TestSignDecision:
    def test_takes_another_person_and_the_digest_that_was_read(
        self, committee: Committee, scored: Scored
    ) -> None:
        decision = committee.prepare(scored.round)
        with pytest.raises(selection.SelectionNeedsSecondPerson):
            committee.sign(decision, actor="person:officer")
        with pytest.raises(selection.MinutesChanged):
            committee.sign(decision, digest=bytes(32))
        signed = committee.sign(decision)
        scored.round.refresh_from_db()
        assert (signed.signed_by, scored.round.state) == ("person:director", "decided")
        assert committee.sign(decision, actor="person:other").signed_by == "person:director"


class TestReplay:
    def test_gives_the_same_minutes(self, committee: Committee, scored: Scored) -> None:
        decision = committee.sign(committee.prepare(scored.round))
        again = queries.replay(decision.id)
        assert again.same and again.computed == bytes(decision.digest)

    def test_is_not_moved_by_what_happens_to_a_cooperative_later(
        self, committee: Committee, scored: Scored
    ) -> None:
        decision = committee.sign(committee.prepare(scored.round))
        registry.update_cooperative(
            cooperative_id=scored.applications[0].cooperative_id,
            details=committee.nation.cooperative_details(
                ice=scored.applications[0].cooperative.ice,
                members=Members(women=0, men=9, youth=0, rural=0, as_of=date(2026, 1, 1)),
            ),
            at=committee.nation.at,
            actor="person:o",
        )
        assert queries.replay(decision.id).same

    @pytest.mark.parametrize(
        "tampering",
        [
            "UPDATE selection_score SET points = 19 WHERE points = 20",
            "UPDATE selection_application SET members_women = 0 WHERE number = 1",
            "UPDATE selection_round SET places = 3",
            "UPDATE selection_place SET ground = 'merit' WHERE ground = 'floor'",
            "UPDATE selection_place SET position = 9 WHERE position = 1",
            "UPDATE selection_decision SET digest = decode(repeat('00', 32), 'hex')",
        ],
    )
    def test_finds_whatever_somebody_changed_behind_its_back(
        self, committee: Committee, scored: Scored, tampering: str
    ) -> None:
        decision = committee.prepare(scored.round)
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(tampering)
        assert not queries.replay(decision.id).same
        with pytest.raises(selection.MinutesChanged):
            committee.sign(decision)

    def test_takes_as_many_statements_for_many_applications_as_for_few(
        self, committee: Committee, scored: Scored
    ) -> None:
        few = _statements(lambda: queries.replay(committee.prepare(scored.round).id))
        round_ = committee.round()
        for _ in range(9):
            committee.score_twice(committee.enter(round_))
        committee.close(round_)
        assert _statements(lambda: queries.replay(committee.prepare(round_).id)) == few


class TestAppeals:
    def test_that_is_upheld_leads_to_a_decision_beside_the_first(
        self, committee: Committee, scored: Scored
    ) -> None:
        first = committee.sign(committee.prepare(scored.round))
        appeal = committee.appeal(scored.applications[1])
        done = committee.answer(appeal, {PACKAGING: 20, CAPACITY: 10})
        assert committee.answer(appeal, {PACKAGING: 20, CAPACITY: 10}) == done and done.state == "upheld"
        second = committee.sign(committee.prepare(scored.round))
        assert [line[:2] for line in told(second)[:2]] == [(2, "taken"), (1, "waiting")]
        assert [line[:2] for line in told(first)[:2]] == [(1, "taken"), (2, "waiting")]
        assert second.number == 2 and queries.replay(first.id).same and queries.replay(second.id).same

    def test_that_is_dismissed_changes_nothing(self, committee: Committee, scored: Scored) -> None:
        committee.sign(committee.prepare(scored.round))
        appeal = committee.answer(committee.appeal(scored.applications[1]), {})
        scored.round.refresh_from_db()
        assert (appeal.state, scored.round.state) == ("dismissed", "decided")
        with pytest.raises(selection.AppealDecided):
            committee.answer(appeal, {PACKAGING: 20})

    def test_keeps_the_round_from_being_decided_while_another_waits(
        self, committee: Committee, scored: Scored
    ) -> None:
        committee.sign(committee.prepare(scored.round))
        one, other = (committee.appeal(application) for application in scored.applications[1:3])
        committee.answer(one, {PACKAGING: 20})
        with pytest.raises(selection.AppealsOpen):
            committee.prepare(scored.round)
        committee.answer(other, {PACKAGING: 20})
        assert committee.prepare(scored.round).number == 2

    @pytest.mark.parametrize(
        ("actor", "refusal"),
        [
            ("person:officer", selection.SelectionNeedsSecondPerson),
            ("person:a", selection.NotIndependent),
        ],
    )
    def test_is_decided_by_somebody_else(
        self, committee: Committee, scored: Scored, actor: str, refusal: Any
    ) -> None:
        committee.sign(committee.prepare(scored.round))
        with pytest.raises(refusal):
            committee.answer(committee.appeal(scored.applications[1]), {}, actor=actor)

    def test_is_not_decided_by_a_third_person_who_adjudicated_or_declared_a_conflict(
        self, committee: Committee
    ) -> None:
        round_ = committee.round()
        application = committee.enter(round_)
        committee.score(application, "person:a", {PACKAGING: 0, CAPACITY: 5})
        committee.score(application, "person:b", {PACKAGING: 20, CAPACITY: 5})
        committee.adjudicate(application, "person:c")
        committee.conflict(application, "person:d")
        committee.decide(round_)
        appeal = committee.appeal(application)
        for actor, refusal in (
            ("person:c", selection.NotIndependent),
            ("person:d", selection.ConflictDeclared),
        ):
            with pytest.raises(refusal):
                committee.answer(appeal, {}, actor=actor)

    def test_puts_right_points_and_no_gate(self, committee: Committee, scored: Scored) -> None:
        committee.sign(committee.prepare(scored.round))
        refused = scored.round.applications.get(number=5)
        with pytest.raises(InvalidValue):
            committee.answer(committee.appeal(refused), {PACKAGING: 20})
        with pytest.raises(InvalidValue):
            committee.answer(committee.appeal(scored.applications[1]), {PACKAGING: 21})

    def test_is_filed_once_against_a_decision_that_is_signed(
        self, committee: Committee, scored: Scored
    ) -> None:
        application = scored.applications[1]
        committee.prepare(scored.round)
        with pytest.raises(selection.WrongRoundState):
            committee.appeal(application)
        committee.sign(Decision.objects.get())
        appeal = committee.appeal(application)
        assert committee.appeal(application, appeal_id=appeal.id) == appeal
        with pytest.raises(selection.AlreadyAppealed):
            committee.appeal(application)
        with pytest.raises(registry.IdReused):
            committee.appeal(application, appeal_id=appeal.id, argument="autre")


def _statements(work: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as found:
        work()
    return len(found)
