"""Enrolling, the steps and their money, and the authorisation that opens the gate."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from papers import OFFICER
from qualifying import DAYS, STARTED, TERMS, UP_TO_THE_VISIT, Qualifying

from kernel.errors import InvalidValue, NotFound
from shared_catalog.documents import operations as documents
from shared_catalog.documents import queries as papers
from shared_catalog.documents.types import Asking
from shared_catalog.qualification import operations as qualification
from shared_catalog.qualification import queries
from shared_catalog.qualification.models import Cost, Enrolment, ListingAnswer, ListingSuggestion, Step
from shared_catalog.qualification.types import (
    CostEntry,
    EnrolmentEntry,
    StepEntry,
    StepKind,
)
from shared_catalog.registry import operations as registry
from shared_catalog.registry import queries as registry_reads
from shared_catalog.registry.models import Authorisation, Cooperative, CooperativeHistory
from tenants.database.claims import was_done_before
from tenants.database.session import as_market
from tenants.events.models import NetworkEvent

VISIT, FILE, WORKS = StepKind.ONSSA_VISIT, StepKind.FILE_LODGED, StepKind.WORKS


def told(prefix: str) -> list[str]:
    found = NetworkEvent.objects.filter(name__startswith=prefix).order_by("recorded_at", "pk")
    return list(found.values_list("name", flat=True))


class TestProgrammes:
    def test_add_up_their_parts_and_are_defined_once(self, programme: Qualifying) -> None:
        found = programme.made[0]
        assert (found.budget_minor, found.target) == (1_000_000, 10)
        assert was_done_before(programme.programme(programme_id=found.id))
        with pytest.raises(registry.IdReused):
            programme.programme(replace(TERMS, code="AUTRE"), programme_id=found.id)
        with pytest.raises(qualification.ProgrammeCodeTaken):
            programme.programme()

    @pytest.mark.parametrize(
        "changes",
        [
            {"partners": ()},
            {"phases": ()},
            {"code": " "},
            {"partners": TERMS.partners[:1] * 2},
            {"partners": (replace(TERMS.partners[0], budget_minor=-1),)},
            {"phases": (replace(TERMS.phases[0], ends_on=date(2025, 1, 1)),)},
        ],
    )
    def test_are_refused_where_they_mean_nothing(self, programme: Qualifying, changes: Any) -> None:
        with pytest.raises(InvalidValue):
            programme.programme(replace(TERMS, **{"code": "AUTRE", **changes}))

    def test_open_cohorts_on_a_day_of_their_phase(self, programme: Qualifying) -> None:
        cohort = programme.cohort(code="2026-A")
        assert was_done_before(programme.cohort(cohort_id=cohort.id, code="2026-A"))
        with pytest.raises(qualification.ProgrammeCodeTaken):
            programme.cohort(code="2026-A")
        with pytest.raises(InvalidValue):
            programme.cohort(starts_on=date(2027, 1, 1))


class TestEnrolments:
    def test_start_an_applicants_qualification(self, programme: Qualifying, nation: Any) -> None:
        cooperative = nation.applicant()
        enrolment = programme.enrol(cooperative.id)
        cooperative.refresh_from_db()
        assert cooperative.status == "in_qualification"
        assert [step.kind for step in enrolment.steps.order_by("position")] == list(StepKind)
        assert told("enrolment.") == ["enrolment.started"]

    def test_leave_one_that_is_eligible_as_it_is(self, programme: Qualifying, nation: Any) -> None:
        cooperative = nation.eligible()
        steps = CooperativeHistory.objects.count()
        programme.enrol(cooperative.id)
        assert CooperativeHistory.objects.count() == steps

    def test_are_one_at_a_time(self, programme: Qualifying, nation: Any) -> None:
        enrolment = programme.enrol(nation.applicant().id)
        given = {"cohort_id": enrolment.cohort_id, "enrolment_id": enrolment.id}
        assert was_done_before(programme.enrol(enrolment.cooperative_id, **given))
        with pytest.raises(registry.IdReused):
            programme.enrol(enrolment.cooperative_id, started_on=date(2026, 3, 1), **given)
        with pytest.raises(qualification.CooperativeEnrolled):
            programme.enrol(enrolment.cooperative_id, cohort_id=enrolment.cohort_id)

    def test_refuse_whoever_is_suspended(self, programme: Qualifying, nation: Any) -> None:
        cooperative = nation.eligible()
        registry.suspend_cooperative(cooperative_id=cooperative.id, reason="vu", **programme.said)
        with pytest.raises(registry.WrongCooperativeStep):
            programme.enrol(cooperative.id)
        assert not Enrolment.objects.exists()

    @pytest.mark.parametrize("started_on", [date(2026, 1, 14), date(2026, 11, 11)])
    def test_begin_with_their_cohort_and_not_tomorrow(
        self, programme: Qualifying, nation: Any, started_on: date
    ) -> None:
        with pytest.raises(InvalidValue):
            programme.enrol(nation.applicant().id, started_on=started_on)

    def test_that_were_dropped_may_begin_again(self, programme: Qualifying, nation: Any) -> None:
        enrolment = programme.enrol(nation.applicant().id)
        programme.complete(enrolment, StepKind.DIAGNOSTIC)
        given = {"enrolment_id": enrolment.id, "reason": "le local est rendu", **programme.said}
        with pytest.raises(InvalidValue):
            qualification.drop_enrolment(dropped_on=STARTED, **given)
        dropped = qualification.drop_enrolment(dropped_on=date(2026, 5, 1), **given)
        assert (dropped.state, dropped.ended_on) == ("dropped", date(2026, 5, 1))
        for refused in (
            lambda: programme.complete(enrolment, WORKS),
            lambda: qualification.drop_enrolment(dropped_on=date(2026, 5, 1), **given),
        ):
            with pytest.raises(qualification.EnrolmentEnded):
                refused()
        assert programme.enrol(enrolment.cooperative_id).state == "active"


class TestSteps:
    @pytest.fixture
    def enrolment(self, programme: Qualifying, nation: Any) -> Enrolment:
        return programme.enrol(nation.applicant().id)

    def test_are_planned_and_done_once(self, programme: Qualifying, enrolment: Enrolment) -> None:
        given = {"enrolment_id": enrolment.id, "kind": StepKind.DIAGNOSTIC, **programme.said}
        qualification.plan_step(planned_on=date(2026, 2, 9), **given)
        done = programme.complete(enrolment, StepKind.DIAGNOSTIC)
        assert (done.planned_on, done.done_on) == (date(2026, 2, 9), DAYS[StepKind.DIAGNOSTIC])
        assert programme.complete(enrolment, StepKind.DIAGNOSTIC) == done
        for refused in (
            lambda: programme.complete(enrolment, StepKind.DIAGNOSTIC, done_on=date(2026, 3, 1)),
            lambda: qualification.plan_step(planned_on=date(2026, 3, 1), **given),
        ):
            with pytest.raises(qualification.StepDone):
                refused()

    @pytest.mark.parametrize("kind", [WORKS, FILE, VISIT])
    def test_wait_for_what_comes_before_them(
        self, programme: Qualifying, enrolment: Enrolment, kind: StepKind
    ) -> None:
        with pytest.raises(qualification.StepOutOfOrder):
            programme.complete(enrolment, kind)
        assert not Step.objects.filter(done_on__isnull=False).exists()

    def test_wait_for_its_day_too(self, programme: Qualifying, enrolment: Enrolment) -> None:
        programme.complete(enrolment, StepKind.DIAGNOSTIC)
        with pytest.raises(qualification.StepOutOfOrder):
            programme.complete(enrolment, WORKS, done_on=DAYS[StepKind.DIAGNOSTIC] - timedelta(days=1))

    @pytest.mark.parametrize("done_on", [STARTED - timedelta(days=1), date(2026, 11, 11)])
    def test_are_not_done_before_the_beginning_nor_tomorrow(
        self, programme: Qualifying, enrolment: Enrolment, done_on: date
    ) -> None:
        with pytest.raises(InvalidValue):
            programme.complete(enrolment, StepKind.DIAGNOSTIC, done_on=done_on)

    def test_are_not_done_while_something_stands_in_the_way(
        self, programme: Qualifying, enrolment: Enrolment
    ) -> None:
        programme.complete(enrolment, StepKind.DIAGNOSTIC)
        blocker = programme.block(enrolment)
        assert was_done_before(programme.block(enrolment, blocker_id=blocker.id))
        with pytest.raises(qualification.StepBlocked):
            programme.complete(enrolment, WORKS)
        lifted = programme.lift(blocker, date(2026, 2, 25))
        assert programme.lift(blocker, date(2026, 2, 25)) == lifted
        with pytest.raises(qualification.BlockerLifted):
            programme.lift(blocker, date(2026, 2, 26))
        with pytest.raises(qualification.StepBlocked):
            programme.complete(enrolment, WORKS, done_on=date(2026, 2, 24))
        programme.complete(enrolment, WORKS, done_on=date(2026, 2, 25))

    def test_are_shown_by_papers_of_the_cooperative(
        self, programme: Qualifying, enrolment: Enrolment, nation: Any
    ) -> None:
        own = programme.certificate(enrolment)
        other = programme.certificate(programme.enrol(nation.applicant().id), number="PT.09.78.26")
        with pytest.raises(NotFound):
            programme.complete(enrolment, StepKind.DIAGNOSTIC, document_ids=[own, other])
        step = programme.complete(enrolment, StepKind.DIAGNOSTIC, document_ids=[own])
        assert [one.document_id for one in step.step_documents.all()] == [own]


class TestMoney:
    def test_is_spent_up_to_the_budget_and_what_was_signed_beyond_it(
        self, programme: Qualifying, nation: Any
    ) -> None:
        enrolment = programme.enrol(nation.applicant().id)
        cost = programme.spend(enrolment, 900_000)
        assert was_done_before(programme.spend(enrolment, 900_000, cost_id=cost.id))
        with pytest.raises(registry.IdReused):
            programme.spend(enrolment, 900_001, cost_id=cost.id)
        with pytest.raises(qualification.BudgetExceeded) as refused:
            programme.spend(enrolment, 100_001)
        assert refused.value.params == {"partner": "CAM", "excess_minor": 1}
        assert Cost.objects.count() == 1
        signed = programme.sign(1)
        assert was_done_before(programme.sign(1, overrun_id=signed.id))
        programme.spend(enrolment, 100_001)
        with pytest.raises(qualification.BudgetExceeded):
            programme.spend(enrolment, 1)
        assert programme.spend(enrolment, 5_000_000, partner_id=None).partner_id is None

    def test_is_of_partners_of_the_programme(self, programme: Qualifying, nation: Any) -> None:
        stranger = programme.partner().id
        programme.programme(replace(TERMS, code="AUTRE"))
        enrolment = programme.enrol(nation.applicant().id)
        with pytest.raises(NotFound):
            programme.spend(enrolment, 1, partner_id=stranger)
        with pytest.raises(InvalidValue):
            programme.spend(enrolment, 0)


class TestTheAuthorisation:
    @pytest.fixture
    def visited(self, programme: Qualifying, nation: Any) -> Enrolment:
        enrolment = programme.enrol(nation.applicant().id)
        programme.complete(enrolment, *UP_TO_THE_VISIT)
        return enrolment

    def test_opens_the_gate_and_tells_the_markets(self, programme: Qualifying, visited: Enrolment) -> None:
        asking = Asking(cooperative_id=visited.cooperative_id, category_code="amlou")
        day = DAYS[StepKind.AUTHORISATION]
        assert not papers.eligibility(asking, on=programme.at.date()).eligible
        document_id = programme.certificate(visited)
        reached = programme.reach(visited, document_id, "casablanca", "marrakech")

        assert (reached.state, reached.ended_on, reached.authorisation_id) == ("authorised", day, document_id)
        assert Cooperative.objects.get(id=visited.cooperative_id).status == "eligible"
        assert registry_reads.authorised_for_food(visited.cooperative_id, day)
        assert not registry_reads.authorised_for_food(visited.cooperative_id, day - timedelta(days=1))
        assert papers.eligibility(asking, on=programme.at.date()).disabled_reason is None
        assert set(ListingSuggestion.objects.values_list("market_id", flat=True)) == {
            "casablanca",
            "marrakech",
        }
        assert told("listing.") == ["listing.suggested"] * 2
        assert told("authorisation.") == ["authorisation.granted"]

    def test_is_reached_once_and_more_markets_may_follow(
        self, programme: Qualifying, visited: Enrolment
    ) -> None:
        document_id = programme.certificate(visited)
        programme.reach(visited, document_id, "casablanca")
        programme.reach(visited, document_id, "casablanca", "marrakech")
        assert ListingSuggestion.objects.count() == 2 and Authorisation.objects.count() == 1
        other = programme.certificate(visited, number="PT.09.78.26")
        with pytest.raises(qualification.EnrolmentEnded):
            programme.reach(visited, other)

    def test_takes_two_people(self, programme: Qualifying, visited: Enrolment) -> None:
        document_id = programme.certificate(visited)
        with pytest.raises(documents.DocumentNeedsSecondPerson):
            programme.reach(visited, document_id, "casablanca", actor=OFFICER)
        visited.refresh_from_db()
        assert (visited.state, Authorisation.objects.count()) == ("active", 0)
        assert not ListingSuggestion.objects.exists()

    def test_changes_nothing_where_it_is_refused(self, programme: Qualifying, nation: Any) -> None:
        enrolment = programme.enrol(nation.applicant().id)
        document_id = programme.certificate(enrolment)
        with pytest.raises(qualification.StepOutOfOrder):
            programme.reach(enrolment, document_id)
        with pytest.raises(NotFound):
            programme.reach(enrolment, document_id, "atlantis")
        assert not Authorisation.objects.exists()
        assert Cooperative.objects.get(id=enrolment.cooperative_id).status == "in_qualification"

    def test_is_the_certificate_that_was_accepted_before(
        self, programme: Qualifying, visited: Enrolment
    ) -> None:
        document_id = programme.certificate(visited)
        documents.accept_document(document_id=document_id, at=programme.at, actor="person:reviewer")
        assert programme.reach(visited, document_id).authorisation_id == document_id

    def test_is_answered_by_each_market_for_itself(self, programme: Qualifying, visited: Enrolment) -> None:
        programme.reach(visited, programme.certificate(visited), "casablanca", "marrakech")
        of = dict(ListingSuggestion.objects.values_list("market_id", "id"))
        with as_market("casablanca"):
            assert list(ListingSuggestion.objects.values_list("market_id", flat=True)) == ["casablanca"]
            given = {"at": programme.at, "actor": "person:manager", "reason": ""}
            with pytest.raises(NotFound):
                qualification.answer_suggestion(suggestion_id=of["marrakech"], accepted=True, **given)
            qualification.answer_suggestion(suggestion_id=of["casablanca"], accepted=True, **given)
            qualification.answer_suggestion(suggestion_id=of["casablanca"], accepted=True, **given)
            with pytest.raises(qualification.SuggestionAnswered):
                qualification.answer_suggestion(
                    suggestion_id=of["casablanca"], accepted=False, **{**given, "reason": "plus de place"}
                )
        with as_market("marrakech"):
            with pytest.raises(InvalidValue):
                qualification.answer_suggestion(suggestion_id=of["marrakech"], accepted=False, **given)
            assert not ListingAnswer.objects.exists()


class TestLoading:
    def entry(self, programme: Qualifying, cooperative: Any, **changes: Any) -> EnrolmentEntry:
        steps = tuple(
            StepEntry(
                kind=kind,
                done_on=DAYS[kind],
                costs=(CostEntry(payer="CAM", amount_minor=1_000, paid_on=DAYS[kind]),),
            )
            for kind in UP_TO_THE_VISIT
        )
        cohort = programme.cohort()
        given: dict[str, Any] = {
            "enrolment_id": uuid4(),
            "cohort_id": cohort.id,
            "cooperative_id": cooperative.id,
            "started_on": STARTED,
            "steps": steps,
        }
        return EnrolmentEntry(**{**given, **changes})

    def load(self, programme: Qualifying, *entries: EnrolmentEntry) -> Any:
        return qualification.load_enrolments(
            programme_id=programme.made[-1].id, entries=entries, **programme.said
        )

    def test_twice_is_once(self, programme: Qualifying, nation: Any) -> None:
        entry = self.entry(programme, nation.eligible())
        assert (self.load(programme, entry).added, self.load(programme, entry).present) == (1, 1)
        assert (Step.objects.count(), Cost.objects.count()) == (6, 5)

    def test_goes_by_the_rules_of_single_steps(self, programme: Qualifying, nation: Any) -> None:
        cooperative = nation.eligible()
        entry = self.entry(programme, cooperative)
        first, *_, last = entry.steps
        dear = replace(last, costs=(CostEntry(payer="CAM", amount_minor=1_000_001, paid_on=last.done_on),))
        for steps, refusal in (
            (entry.steps[1:], InvalidValue),
            ((first, first), InvalidValue),
            ((replace(first, done_on=STARTED - timedelta(days=1)),), InvalidValue),
            ((*entry.steps, StepEntry(kind=StepKind.AUTHORISATION, done_on=date(2026, 9, 1))), InvalidValue),
            ((*entry.steps[:-1], dear), qualification.BudgetExceeded),
        ):
            with pytest.raises(refusal):
                self.load(programme, replace(entry, steps=steps))
        assert not Enrolment.objects.exists()


def test_a_report_takes_as_many_statements_for_many_as_for_few(programme: Qualifying, nation: Any) -> None:
    counted = []
    for enrolled in (1, 4):
        for _ in range(enrolled):
            enrolment = programme.enrol(nation.applicant().id)
            programme.complete(enrolment, StepKind.DIAGNOSTIC)
            programme.spend(enrolment, 100)
        with CaptureQueriesContext(connection) as captured:
            found = queries.report(programme.made[0].id, as_of=programme.at.date())
        counted.append(len(captured))
    assert (found.funnel.enrolled, found.spent_minor) == (5, 500)
    assert counted == [7, 7]
