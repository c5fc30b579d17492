from typing import Any

import pytest
from selecting import CAPACITY, PACKAGING, Committee

from kernel.errors import InvalidValue
from shared_catalog.registry import operations as registry
from shared_catalog.selection import operations as selection
from shared_catalog.selection import queries
from shared_catalog.selection.models import Adjudication, Score
from shared_catalog.selection.types import CriterionKind, Pending
from tenants.events.models import NetworkEvent


@pytest.fixture
def round_(committee: Committee) -> Any:
    return committee.round()


@pytest.fixture
def application(committee: Committee, round_: Any) -> Any:
    return committee.enter(round_)


class TestScoreApplication:
    def test_takes_two_sheets_and_no_third(self, committee: Committee, round_: Any, application: Any) -> None:
        sheet = committee.score(application, "person:a")
        again = committee.score(application, "person:a", sheet_id=sheet.id)
        committee.score(application, "person:b")
        with pytest.raises(selection.AlreadyScored):
            committee.score(application, "person:c")
        application.refresh_from_db()
        assert again == sheet and application.sheets == 2 and Score.objects.count() == 4
        assert queries.pending(round_) == Pending(scores=(), adjudications=())

    def test_takes_one_sheet_of_a_person(self, committee: Committee, application: Any) -> None:
        committee.score(application, "person:a")
        with pytest.raises(selection.AlreadyScored):
            committee.score(application, "person:a")

    @pytest.mark.parametrize("changes", [{"note": "autre"}, {"points": {PACKAGING: 11, CAPACITY: 5}}])
    def test_is_never_changed(self, committee: Committee, application: Any, changes: dict[str, Any]) -> None:
        sheet = committee.score(application, "person:a")
        with pytest.raises(registry.IdReused):
            committee.score(application, "person:a", sheet_id=sheet.id, **changes)

    @pytest.mark.parametrize(
        "points",
        [
            {PACKAGING: 10},
            {PACKAGING: 21, CAPACITY: 5},
            {PACKAGING: 10, CAPACITY: -1},
            {PACKAGING: 10, CAPACITY: 5, CriterionKind.WOMEN_SHARE: 3},
        ],
    )
    def test_refuses_points_that_the_grid_does_not_give(
        self, committee: Committee, application: Any, points: dict[CriterionKind, int]
    ) -> None:
        with pytest.raises(InvalidValue):
            committee.score(application, "person:a", points)
        assert not Score.objects.exists()

    def test_refuses_an_application_that_fails_a_gate(self, committee: Committee, round_: Any) -> None:
        with pytest.raises(selection.GateNotPassed):
            committee.score(committee.enter(round_, authorised=False), "person:a")

    def test_ends_with_the_round(self, committee: Committee, round_: Any, application: Any) -> None:
        committee.score_twice(application)
        committee.close(round_)
        with pytest.raises(selection.WrongRoundState):
            committee.score(application, "person:c")

    def test_tells_the_event_log_no_points(self, committee: Committee, application: Any) -> None:
        committee.score(application, "person:a")
        [event] = NetworkEvent.objects.filter(name="selection_application.scored")
        assert set(event.payload) == {"round", "cooperative", "number"}


class TestDeclareConflict:
    def test_refuses_a_score_and_an_adjudication(self, committee: Committee, application: Any) -> None:
        committee.conflict(application, "person:a")
        with pytest.raises(selection.ConflictDeclared):
            committee.score(application, "person:a")
        committee.score(application, "person:b", {PACKAGING: 0, CAPACITY: 5})
        committee.score(application, "person:c", {PACKAGING: 20, CAPACITY: 5})
        with pytest.raises(selection.ConflictDeclared):
            committee.adjudicate(application, "person:a")

    def test_takes_back_what_was_scored_and_another_scores_instead(
        self, committee: Committee, round_: Any, application: Any
    ) -> None:
        committee.score(application, "person:a", {PACKAGING: 20, CAPACITY: 10})
        committee.score(application, "person:b")
        conflict = committee.conflict(application, "person:a")
        assert committee.conflict(application, "person:a") == conflict  # Twice is once.
        assert queries.pending(round_).scores == (1,)
        committee.score(application, "person:c")
        [file] = queries.files(round_, decision=1)
        assert (file.scorers, file.scores[PACKAGING]) == (("person:b", "person:c"), (10, 10))

    def test_ends_with_the_scoring(self, committee: Committee, round_: Any, application: Any) -> None:
        committee.score_twice(application)
        committee.close(round_)
        with pytest.raises(selection.WrongRoundState):
            committee.conflict(application, "person:a")


class TestAdjudicate:
    @pytest.fixture
    def apart(self, committee: Committee, application: Any) -> Any:
        committee.score(application, "person:a", {PACKAGING: 4, CAPACITY: 5})
        committee.score(application, "person:b", {PACKAGING: 16, CAPACITY: 5})
        return application

    def test_puts_a_third_persons_points_in_place_of_two(
        self, committee: Committee, round_: Any, apart: Any
    ) -> None:
        assert queries.pending(round_).adjudications == (1,)
        done = committee.adjudicate(apart, "person:c")
        assert committee.adjudicate(apart, "person:c", adjudication_id=done.id) == done
        [file] = queries.files(round_, decision=1)
        assert file.decided == {PACKAGING: 12}
        assert queries.pending(round_).adjudications == ()

    def test_takes_somebody_who_did_not_score(self, committee: Committee, apart: Any) -> None:
        with pytest.raises(selection.NotIndependent):
            committee.adjudicate(apart, "person:a")

    @pytest.mark.parametrize("criterion", [CAPACITY, PACKAGING])
    def test_refuses_what_stands(self, committee: Committee, apart: Any, criterion: CriterionKind) -> None:
        if criterion is PACKAGING:
            committee.adjudicate(apart, "person:c")
        with pytest.raises(selection.NothingToAdjudicate):
            committee.adjudicate(apart, "person:d", criterion=criterion, points=5)

    def test_waits_for_both_scores(self, committee: Committee, application: Any) -> None:
        committee.score(application, "person:a", {PACKAGING: 4, CAPACITY: 5})
        with pytest.raises(selection.NothingToAdjudicate):
            committee.adjudicate(application, "person:c")

    @pytest.mark.parametrize(
        "given", [{"points": 21}, {"criterion": CriterionKind.WOMEN_SHARE}, {"reason": " "}]
    )
    def test_refuses_what_the_grid_does_not_give(
        self, committee: Committee, apart: Any, given: dict[str, Any]
    ) -> None:
        with pytest.raises(InvalidValue):
            committee.adjudicate(apart, "person:c", **given)
        assert not Adjudication.objects.exists()

    def test_of_somebody_with_a_conflict_counts_no_more_and_he_scores_nothing(
        self, committee: Committee, round_: Any, apart: Any
    ) -> None:
        committee.adjudicate(apart, "person:c")
        committee.conflict(apart, "person:c")
        assert queries.pending(round_).adjudications == (1,)
        committee.adjudicate(apart, "person:d", points=8)
        committee.conflict(apart, "person:a")
        with pytest.raises(selection.NotIndependent):
            committee.score(apart, "person:d")


class TestCloseScoring:
    def test_waits_for_scores_and_third_persons(
        self, committee: Committee, round_: Any, application: Any
    ) -> None:
        committee.enter(round_, authorised=False)  # Fails a gate: nobody waits for it.
        with pytest.raises(selection.ScoringIncomplete):
            committee.close(round_)
        committee.score(application, "person:a", {PACKAGING: 0, CAPACITY: 5})
        committee.score(application, "person:b", {PACKAGING: 20, CAPACITY: 5})
        with pytest.raises(selection.ScoringIncomplete):
            committee.close(round_)
        committee.adjudicate(application, "person:c")
        assert committee.close(round_).state == "scored"
        assert committee.close(round_).scored_by == "person:officer"
