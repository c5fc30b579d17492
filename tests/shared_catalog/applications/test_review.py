"""What the officer does with an application, what its author is told, and what a decision does."""

from datetime import timedelta
from typing import Any

import pytest
from applying import ICE
from selecting import PACKAGING, PRICED

from kernel.errors import NotFound
from kernel.identifiers import ice_with_key
from shared_catalog.applications import operations as applications
from shared_catalog.applications import queries
from shared_catalog.applications.models import PublicApplication
from shared_catalog.applications.types import Standing
from shared_catalog.documents import operations as documents
from shared_catalog.documents import rules as document_rules
from shared_catalog.registry import operations as registry
from shared_catalog.registry.models import Cooperative, CooperativeHistory
from shared_catalog.selection import operations as selection


def told(one: PublicApplication) -> Any:
    return queries.told(PublicApplication.objects.select_related("round__grid").get(id=one.id))


def accepted(applying: Any, number: int, *, packaging: int, onssa: bool = True) -> PublicApplication:
    ice = ice_with_key(f"{number:013d}")
    done = applying.handed_in(
        ice=ice, register_number=str(number), name_ar=f"ت {number}", name_fr=f"{number}"
    )
    taken = applying.take_up(done)
    if onssa:
        applying.nation.authorise(taken.cooperative_id)
    entered = applying.accept(taken)
    if onssa:
        applying.committee.score_twice(entered.entered_as, packaging)
    return entered


class TestCloseScoring:
    def test_waits_for_every_application_that_was_handed_in(self, applying: Any) -> None:
        accepted(applying, 1, packaging=15)
        waiting = applying.handed_in()
        with pytest.raises(applications.ApplicationsWait) as caught:
            applying.close()
        assert caught.value.params == {"numbers": str(waiting.number)}
        applying.take_up(waiting)
        with pytest.raises(applications.ApplicationsWait):
            applying.close()
        draft = applying.draft(ice=ice_with_key("0000000000002"))
        applying.refuse(waiting)

        assert applying.close().state == "scored" == applying.close().state
        with pytest.raises(selection.WrongRoundState):
            applying.submit(draft)


class TestTakeUp:
    def test_enters_an_applicant_in_the_registry_once(self, applying: Any) -> None:
        done = applying.take_up(applying.handed_in())
        found = Cooperative.objects.get()
        assert (done.state, done.cooperative, found.status, found.ice) == (
            "under_review",
            found,
            "applicant",
            ICE,
        )
        assert found.contact.phone == "+212661234567"
        assert applying.take_up(done).cooperative == found and Cooperative.objects.count() == 1

    def test_names_the_cooperative_that_the_registry_knows(self, applying: Any) -> None:
        known, other = applying.nation.applicant(ice=ICE), applying.nation.applicant()
        handed_in = applying.handed_in()
        with pytest.raises(registry.IceTaken):
            applying.take_up(handed_in)
        done = applying.take_up(handed_in, known.id)
        assert done.cooperative == known and applying.take_up(done, known.id) == done
        with pytest.raises(applications.WrongApplicationState):
            applying.take_up(done, other.id)

    def test_knows_no_draft(self, applying: Any) -> None:
        draft = applying.draft()
        for step in (applying.take_up, applying.accept, applying.refuse):
            with pytest.raises(NotFound):
                step(draft)


class TestAccept:
    def test_enters_it_with_what_the_file_says_then(self, applying: Any) -> None:
        taken = applying.take_up(applying.handed_in())
        applying.nation.authorise(taken.cooperative_id)
        done = applying.accept(taken)
        assert done.entered_as.onssa and done.entered_as.failed_gates == []
        assert applying.accept(done).entered_as == done.entered_as
        with pytest.raises(applications.WrongApplicationState):
            applying.accept(applying.handed_in(ice=ice_with_key("0000000000009")))

    def test_brings_the_price_of_the_first_product_where_the_grid_measures_it(self, applying: Any) -> None:
        applying.committee.sells(applying.nation.eligible().id, 4_000)
        applying.round = applying.committee.round(terms=PRICED)
        done = applying.accept(applying.take_up(applying.handed_in()))
        assert (done.entered_as.price_minor, done.entered_as.reference_minor) == (4_550, 4_000)


class TestRefuse:
    def test_tells_the_author_why(self, applying: Any) -> None:
        done = applying.refuse(applying.handed_in())
        assert told(done).standing is Standing.NOT_ADMITTED
        assert told(done).why == {"ar": "dossier d'une autre région", "fr": "dossier d'une autre région"}
        assert applying.refuse(done, "autre").reason == "dossier d'une autre région"
        with pytest.raises(applications.WrongApplicationState):
            applying.take_up(done)


class TestDecision:
    @pytest.fixture
    def decided(self, applying: Any) -> Any:
        found = [accepted(applying, 1, packaging=18), accepted(applying, 2, packaging=9)]
        found.append(accepted(applying, 3, packaging=0, onssa=False))
        assert {told(one).standing for one in found} == {Standing.UNDER_REVIEW}
        applying.committee.close(applying.round)
        decision = applying.committee.prepare(applying.round)
        assert {told(one).standing for one in found} == {Standing.UNDER_REVIEW}
        return found, applying.committee.sign(decision)

    def test_is_told_with_its_reasons_and_the_last_day_for_an_appeal(self, decided: Any) -> None:
        found, _ = decided
        said = [told(one) for one in found]
        assert [one.standing for one in said] == [
            Standing.RETAINED,
            Standing.WAITING,
            Standing.NOT_RETAINED,
        ]
        assert said[1].why["fr"] == "rang 2 : plus de place ; numéro 1 de la liste d'attente"
        assert "أونسا" in said[2].why["ar"]
        assert {str(one.appeal_until) for one in said} == {"2026-11-25"}

    def test_is_not_appealed_against_after_that_day(self, applying: Any, decided: Any) -> None:
        found, _ = decided
        one, other = found[1].entered_as, found[2].entered_as
        assert applying.committee.appeal(one, at=applying.nation.at + timedelta(days=15))
        with pytest.raises(selection.AppealTooLate):
            applying.committee.appeal(other, at=applying.nation.at + timedelta(days=16))

    def test_takes_on_whom_it_retains_as_far_as_papers_allow(self, applying: Any, decided: Any) -> None:
        documents.load_requirement_sets(sets=document_rules.FIRST_SETS, at=applying.nation.at, actor="test")
        found, decision = decided
        said = {"decision_id": decision.id, "at": applying.nation.at, "actor": "person:officer"}
        [first] = applications.apply_decision(**said)
        assert (first.cooperative.id, first.before, first.after) == (
            found[0].cooperative_id,
            "applicant",
            "in_qualification",
        )
        steps = CooperativeHistory.objects.count()
        [again] = applications.apply_decision(**said)
        assert (again.before, again.after) == ("in_qualification", "in_qualification")
        assert CooperativeHistory.objects.count() == steps
        waiting = Cooperative.objects.get(id=found[1].cooperative_id)
        assert waiting.status == "applicant"

    def test_declares_eligible_who_owes_no_paper(self, applying: Any, decided: Any) -> None:
        _, decision = decided
        [first] = applications.apply_decision(
            decision_id=decision.id, at=applying.nation.at, actor="person:officer"
        )
        assert (first.before, first.after) == ("applicant", "eligible")

    def test_is_applied_once_it_is_signed_and_while_it_holds(self, applying: Any, decided: Any) -> None:
        found, decision = decided
        applying.committee.answer(applying.committee.appeal(found[1].entered_as), {PACKAGING: 20})
        with pytest.raises(selection.WrongRoundState):
            applications.apply_decision(
                decision_id=decision.id, at=applying.nation.at, actor="person:officer"
            )
