"""Qualification through the API: from the programme to the answer of a market, and what a donor is told."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from papers import submit
from qualifying import DAYS, STARTED, UP_TO_THE_VISIT, Qualifying, told_terms

from api.cooperative_documents.types import CooperativeDocument
from api.qualification.types import QualificationCohort, QualificationProgramme
from api.registry.types import Cooperative
from kernel.ids import new_id
from markets.figures import operations as figures
from markets.figures.types import CooperativeDelta, TillDelta
from shared_catalog.documents.types import DocumentType
from shared_catalog.qualification.types import StepKind
from tenants.database.session import as_hq, as_market
from tenants.permissions import Role

DEFINE = """mutation ($input: DefineQualificationProgrammeInput!) {
  done: defineQualificationProgramme(input: $input) {
  programme { id code target budget { amountMinor } partners { nodes { id code } }
    phases { nodes { id number } } } errors { code path } } }"""
OPEN = """mutation ($input: OpenQualificationCohortInput!) { done: openQualificationCohort(input: $input) {
  cohort { id code phase { number } } errors { code path } } }"""
ENROL = """mutation ($input: EnrolCooperativeInput!) { done: enrolCooperative(input: $input) {
  enrolment { id state steps { nodes { kind doneOn } } } errors { code path } } }"""
PLAN = """mutation ($input: PlanQualificationStepInput!) { done: planQualificationStep(input: $input) {
  step { plannedOn } errors { code path } } }"""
COMPLETE = """mutation ($input: CompleteQualificationStepInput!) {
  done: completeQualificationStep(input: $input) {
  step { kind doneOn documents { nodes { document { number } } } } errors { code path } } }"""
SPEND = """mutation ($input: RecordQualificationCostInput!) { done: recordQualificationCost(input: $input) {
  cost { amount { amountMinor } partner { code } } errors { code params { name value } } } }"""
SIGN = """mutation ($input: SignQualificationOverrunInput!) { done: signQualificationOverrun(input: $input) {
  overrun { amount { amountMinor } signedBy } errors { code } } }"""
BLOCK = """mutation ($input: RaiseQualificationBlockerInput!) {
  done: raiseQualificationBlocker(input: $input) {
  blocker { id code until } errors { code } } }"""
LIFT = """mutation ($input: LiftQualificationBlockerInput!) { done: liftQualificationBlocker(input: $input) {
  blocker { until } errors { code } } }"""
DROP = """mutation ($input: DropEnrolmentInput!) { done: dropEnrolment(input: $input) {
  enrolment { state dropReason } errors { code } } }"""
REACH = """mutation ($input: ReachAuthorisationInput!) { done: reachAuthorisation(input: $input) {
  enrolment { state authorisation { number } cooperative { status } } errors { code path } } }"""
ANSWER = """mutation ($input: AnswerListingSuggestionInput!) { done: answerListingSuggestion(input: $input) {
  suggestion { answer { accepted reason } } errors { code path } } }"""
SUGGESTIONS = """{ listingSuggestions { nodes { id cooperative { code } answer { accepted } } } }"""
REPORT = """query ($id: ID!, $asOf: Date) { report: programmeReport(programmeId: $id, asOf: $asOf) {
  asOf target funnel { enrolled active dropped authorised steps { kind done } }
  regions { region { code name { fr } } funnel { authorised } } groups { group funnel { enrolled } }
  cohorts { cohort funnel { enrolled authorised } }
  daysToAuthorisation { count lowerQuartile median upperQuartile longest }
  spent { amountMinor } spentByCooperatives { amountMinor } costPerAuthorisation { amountMinor }
  partners { code name { ar } budget { amountMinor } overrun { amountMinor } spent { amountMinor }
    left { amountMinor } }
  blockers { code standing { count longest } lifted { median } }
  reached { cooperatives women rural } authorised { cooperatives women rural }
  sales { items gross { amountMinor } net { amountMinor } } } }"""


def done(api: Any, mutation: str, **asked: Any) -> Any:
    answer = api.data(mutation, input=asked)["done"]
    assert answer["errors"] == []
    return answer


def refused(api: Any, mutation: str, **asked: Any) -> list[str]:
    return [error["code"] for error in api.data(mutation, input=asked)["done"]["errors"]]


@pytest.fixture
def officer(sign_in: Callable[..., Any]) -> Any:
    return sign_in(Role.REGISTRY_OFFICER)


@pytest.fixture
def qualifying(nation: Any, now: Any) -> Qualifying:
    with as_hq():
        found = Qualifying(now)
        found.programme()
    return found


def authorised(qualifying: Qualifying, nation: Any, number: int, **where: Any) -> Any:
    """A cooperative that went all the way, at a cost of one dirham."""
    key = nation.add_cooperative(products=0, **where)
    with as_hq():
        enrolment = qualifying.enrol(key)
        qualifying.complete(enrolment, *UP_TO_THE_VISIT)
        qualifying.spend(enrolment, 100)
        certificate = qualifying.certificate(enrolment, number=f"PT.09.{number}.26")
        return qualifying.reach(enrolment, certificate, "casablanca", "marrakech")


def sold(cooperative_id: Any, day: date, gross_minor: int) -> None:
    till = TillDelta(day=day, till_id=new_id(), tickets=1, items=2, gross_minor=gross_minor)
    of = CooperativeDelta(
        day=day, cooperative_id=cooperative_id, items=2, gross_minor=gross_minor, refunds_minor=10
    )
    with as_market("casablanca"):
        figures.add(till=till, cooperatives=[of], categories=[])


def test_a_cooperative_goes_from_the_programme_to_a_market(
    officer: Any, admin: Any, manager: Any, nation: Any, now: Any
) -> None:
    key = nation.add_cooperative(products=0)
    programme = done(officer, DEFINE, id=str(new_id()), terms=told_terms())["programme"]
    assert (programme["target"], programme["budget"]["amountMinor"]) == (10, 1_000_000)
    [phase], partners = programme["phases"]["nodes"], programme["partners"]["nodes"]
    given = {"phaseId": phase["id"], "code": "2026-1", "startsOn": "2026-01-15"}
    cohort = done(officer, OPEN, id=str(new_id()), **given)["cohort"]
    given = {"cohortId": cohort["id"], "cooperativeId": Cooperative.global_id(key, None)}
    enrolment = done(officer, ENROL, id=str(new_id()), startedOn=STARTED.isoformat(), **given)["enrolment"]
    assert [step["kind"] for step in enrolment["steps"]["nodes"]] == [kind.name for kind in StepKind]

    step = {"enrolmentId": enrolment["id"], "kind": "WORKS"}
    assert done(officer, PLAN, **step, plannedOn="2026-02-20")["step"] == {"plannedOn": "2026-02-20"}
    assert refused(officer, COMPLETE, **step, doneOn="2026-02-22") == ["STEP_OUT_OF_ORDER"]
    paid = {**step, "partnerId": partners[0]["id"], "paidOn": "2026-02-22"}
    assert done(officer, SPEND, id=str(new_id()), amount={"amountMinor": 999_999}, **paid)["cost"] == {
        "amount": {"amountMinor": 999_999},
        "partner": {"code": "CAM"},
    }
    assert refused(officer, SPEND, id=str(new_id()), amount={"amountMinor": 2}, **paid) == ["BUDGET_EXCEEDED"]
    signed = {"partnerId": partners[0]["id"], "amount": {"amountMinor": 1}, "reason": "un mur de plus"}
    done(admin, SIGN, id=str(new_id()), **signed)
    done(officer, SPEND, id=str(new_id()), amount={"amountMinor": 2}, **paid)

    said = {"code": "FINANCING", "text": "quote-part à réunir", "since": "2026-02-12"}
    blocker = done(officer, BLOCK, id=str(new_id()), **step, **said)["blocker"]
    for kind in UP_TO_THE_VISIT:
        asked = {"enrolmentId": enrolment["id"], "kind": kind.name, "doneOn": DAYS[kind].isoformat()}
        if kind == StepKind.WORKS:
            assert refused(officer, COMPLETE, **asked) == ["STEP_BLOCKED"]
            done(officer, LIFT, blockerId=blocker["id"], until="2026-02-20")
        done(officer, COMPLETE, **asked)

    with as_hq():
        paper = submit(
            key,
            DocumentType.ONSSA_CERTIFICATE,
            at=now,
            number="PT.09.77.26",
            valid_from=DAYS[StepKind.AUTHORISATION],
        )
    certificate = CooperativeDocument.global_id(paper.pk, None)
    reached = {"enrolmentId": enrolment["id"], "documentId": certificate, "markets": ["casablanca"]}
    assert done(admin, REACH, **reached)["enrolment"] == {
        "state": "AUTHORISED",
        "authorisation": {"number": "PT.09.77.26"},
        "cooperative": {"status": "ELIGIBLE"},
    }
    assert refused(officer, DROP, enrolmentId=enrolment["id"], droppedOn="2026-11-09", reason="vu") == [
        "ENROLMENT_ENDED"
    ]

    [suggestion] = manager.data(SUGGESTIONS)["listingSuggestions"]["nodes"]
    assert suggestion["answer"] is None
    asked = {"suggestionId": suggestion["id"], "accept": True}
    assert done(manager, ANSWER, **asked)["suggestion"] == {"answer": {"accepted": True, "reason": None}}
    assert refused(manager, ANSWER, **{**asked, "accept": False, "reason": "plus de place"}) == [
        "SUGGESTION_ANSWERED"
    ]
    [seen] = officer.data(SUGGESTIONS)["listingSuggestions"]["nodes"]
    assert seen["answer"] == {"accepted": True}
    report = admin.data(REPORT, id=programme["id"])["report"]
    assert report["funnel"]["authorised"] == 1
    assert report["partners"][0]["left"] == {"amountMinor": 0}


class TestTheReport:
    def test_answers_a_donor_in_one_request(self, admin: Any, qualifying: Qualifying, nation: Any) -> None:
        day = DAYS[StepKind.AUTHORISATION]
        enrolment = authorised(qualifying, nation, 77)
        sold(enrolment.cooperative_id, day - timedelta(days=1), 1_000)
        sold(enrolment.cooperative_id, day, 2_000)
        with as_hq():
            late = qualifying.enrol(nation.add_cooperative(products=0, region="MA-09"))
            qualifying.complete(late, StepKind.DIAGNOSTIC)
            qualifying.spend(late, 51, partner_id=None, kind=StepKind.DIAGNOSTIC)
        programme = QualificationProgramme.global_id(qualifying.made[0].pk, None)
        report = admin.data(REPORT, id=programme, asOf="2026-11-09")["report"]
        took = (day - STARTED).days
        assert report["funnel"]["steps"][0] == {"kind": "DIAGNOSTIC", "done": 2}
        assert [(one["region"]["code"], one["funnel"]["authorised"]) for one in report["regions"]] == [
            ("MA-06", 1),
            ("MA-09", 0),
        ]
        assert report["groups"] == [{"group": "TERROIR", "funnel": {"enrolled": 2}}]
        assert [one["funnel"]["enrolled"] for one in report["cohorts"]] == [1, 1]
        assert report["daysToAuthorisation"] == {
            "count": 1,
            "lowerQuartile": took,
            "median": took,
            "upperQuartile": took,
            "longest": took,
        }
        assert (report["spent"], report["costPerAuthorisation"]) == ({"amountMinor": 151},) * 2
        assert report["spentByCooperatives"] == {"amountMinor": 51}
        assert report["partners"][0]["spent"] == {"amountMinor": 100}
        assert report["reached"] == {"cooperatives": 2, "women": 14, "rural": 20}
        assert report["authorised"] == {"cooperatives": 1, "women": 7, "rural": 10}
        assert report["sales"] == {"items": 2, "gross": {"amountMinor": 2_000}, "net": {"amountMinor": 1_990}}

    def test_is_of_the_day_that_is_asked_for(self, admin: Any, qualifying: Qualifying, nation: Any) -> None:
        authorised(qualifying, nation, 77)
        programme = QualificationProgramme.global_id(qualifying.made[0].pk, None)
        before = DAYS[StepKind.AUTHORISATION] - timedelta(days=1)
        report = admin.data(REPORT, id=programme, asOf=before.isoformat())["report"]
        assert report["funnel"]["active"] == 1
        assert report["daysToAuthorisation"] is None and report["sales"]["items"] == 0
        assert admin.codes(REPORT, id=programme, asOf="2026-11-11") == ["BAD_USER_INPUT"]

    def test_takes_as_many_statements_for_many_as_for_few(
        self, admin: Any, qualifying: Qualifying, nation: Any
    ) -> None:
        programme = QualificationProgramme.global_id(qualifying.made[0].pk, None)
        admin.data(REPORT, id=programme)  # the token is remembered from here on
        counted = []
        for number, region in enumerate(("MA-06", "MA-09", "MA-06"), start=77):
            authorised(qualifying, nation, number, region=region)
            admin.data(REPORT, id=programme)
            counted.append(len(admin.statements))
        assert len(set(counted)) == 1


class TestPermissions:
    @pytest.mark.parametrize(
        ("role", "allowed"),
        [
            (Role.HQ_ADMIN, {"report", "sales", "enrol", "define"}),
            (Role.REGISTRY_OFFICER, {"report", "enrol", "define"}),
            (Role.HQ_ANALYST, {"report", "sales"}),
            (Role.AUDITOR, {"report", "sales"}),
            (Role.COMMITTEE_MEMBER, set()),
            (Role.INTEGRATOR, set()),
        ],
    )
    def test_are_of_those_who_run_programmes_and_read_figures(
        self, sign_in: Callable[..., Any], qualifying: Qualifying, nation: Any, role: Role, allowed: set[str]
    ) -> None:
        api = sign_in(role)
        with as_hq():
            cohort = qualifying.cohort()
        key = QualificationProgramme.global_id(qualifying.made[0].pk, None)
        cooperative = Cooperative.global_id(nation.add_cooperative(products=0), None)
        enrolled = {
            "id": str(new_id()),
            "cohortId": QualificationCohort.global_id(cohort.pk, None),
            "cooperativeId": cooperative,
            "startedOn": STARTED.isoformat(),
        }
        asked = "query ($id: ID!) { programmeReport(programmeId: $id) { %s } }"
        answers = {
            "report": api.ask(asked % "target", id=key),
            "sales": api.ask(asked % "sales { items }", id=key),
            "enrol": api.ask(ENROL, input=enrolled),
            "define": api.ask(DEFINE, input={"id": str(new_id()), "terms": told_terms(code="AUTRE")}),
        }
        codes = {
            name: [error["extensions"]["code"] for error in answer.get("errors", ())]
            for name, answer in answers.items()
        }
        assert {name for name, found in codes.items() if not found} == allowed
        assert all(found == ["FORBIDDEN"] for name, found in codes.items() if name not in allowed)

    def test_are_none_on_a_markets_host_but_its_own_suggestions(
        self, manager: Any, sign_in: Callable[..., Any], qualifying: Qualifying, nation: Any
    ) -> None:
        authorised(qualifying, nation, 77)
        assert manager.codes("{ qualificationProgrammes { nodes { id } } }") == ["VALIDATION"]
        assert manager.codes("{ listingSuggestions { nodes { programme { code } } } }") == ["VALIDATION"]
        [own] = manager.data(SUGGESTIONS)["listingSuggestions"]["nodes"]
        elsewhere = sign_in(Role.MARKET_MANAGER, scope="marrakech", host="marrakech")
        [other] = elsewhere.data(SUGGESTIONS)["listingSuggestions"]["nodes"]
        assert own["id"] != other["id"]
        asked = {"suggestionId": other["id"], "accept": True}
        assert manager.data(ANSWER, input=asked)["done"]["errors"] == [
            {"code": "NOT_FOUND", "path": ["suggestionId"]}
        ]
        cashier = sign_in(Role.CASHIER, scope="casablanca")
        assert cashier.codes(ANSWER, input={**asked, "suggestionId": own["id"]}) == ["FORBIDDEN"]
