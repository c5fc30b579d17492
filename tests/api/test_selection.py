"""A selection through the API: who may do which step, who reads scores, and the list with its reasons."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from selecting import told_terms

from api.registry.types import Cooperative
from kernel.ids import new_id
from tenants.audit.models import AuditEntry
from tenants.permissions import Role

DEFINE = """mutation ($input: DefineSelectionGridInput!) {
  done: defineSelectionGrid(input: $input) {
  grid { id version gap gates { kind groups } criteria { kind weight scale { noneAt fullAt } }
    quotas { dimension value floor ceiling } } errors { code path } } }"""
OPEN = """mutation ($input: OpenSelectionRoundInput!) {
  done: openSelectionRound(input: $input) {
  round { id state places } errors { code path } } }"""
ENTER = """mutation ($input: EnterSelectionApplicationInput!) {
  done: enterSelectionApplication(input: $input) {
  application { id number womenShare ruralShare failedGates } errors { code path } } }"""
SCORE = """mutation ($input: ScoreSelectionApplicationInput!) {
  done: scoreSelectionApplication(input: $input) {
  scoreSheet { id scores { nodes { criterion points } } } errors { code path } } }"""
CONFLICT = """mutation ($input: DeclareSelectionConflictInput!) {
  done: declareSelectionConflict(input: $input) {
  conflict { member reason } errors { code } } }"""
ADJUDICATE = """mutation ($input: AdjudicateSelectionScoreInput!) {
  done: adjudicateSelectionScore(input: $input) {
  adjudication { points } errors { code } } }"""
CLOSE = """mutation ($input: CloseSelectionScoringInput!) {
  done: closeSelectionScoring(input: $input) {
  round { state } errors { code params { name value } } } }"""
PREPARE = """mutation ($input: PrepareSelectionDecisionInput!) {
  done: prepareSelectionDecision(input: $input) {
  decision { id number digest } errors { code } } }"""
SIGN = """mutation ($input: SignSelectionDecisionInput!) {
  done: signSelectionDecision(input: $input) {
  decision { signedBy round { state } } errors { code path } } }"""
APPEAL = """mutation ($input: FileSelectionAppealInput!) {
  done: fileSelectionAppeal(input: $input) {
  appeal { id state } errors { code } } }"""
ANSWER = """mutation ($input: DecideSelectionAppealInput!) {
  done: decideSelectionAppeal(input: $input) {
  appeal { state corrections { nodes { points } } } errors { code } } }"""
LIST = """query ($id: ID!) { selectionDecision(id: $id) { shortfalls { reached explanation { fr } }
  places { nodes { outcome ground total rank waiting quota { value } explanation { fr ar }
    application { number cooperative { code } } } } } }"""
SHEETS = """query ($id: ID!) { selectionApplication(id: $id) { sheets
  scoreSheets { nodes { scorer scores { nodes { points } } } } adjudications { nodes { points } } } }"""
REPLAY = "query ($id: ID!) { selectionReplay(decisionId: $id) { same recorded computed } }"


@dataclass
class Session:
    """A round with the people around it, every step one call."""

    nation: Any
    officer: Any
    director: Any
    members: list[Any]
    round: str = ""

    def open(self, **given: Any) -> None:
        grid = self.done(self.officer, DEFINE, title="Grille", terms=told_terms() | given)["grid"]
        asked = {"gridId": grid["id"], "title": "Casablanca 2026", "places": 2}
        self.round = self.done(self.officer, OPEN, **asked)["round"]["id"]

    def enter(self, **where: Any) -> str:
        key = Cooperative.global_id(self.nation.add_cooperative(products=0, **where), None)
        asked = {"roundId": self.round, "cooperativeId": key}
        return str(self.done(self.officer, ENTER, **asked)["application"]["id"])

    def score(self, application: str, *packaging: int) -> None:
        for member, points in zip(self.members, packaging, strict=False):
            self.done(member, SCORE, applicationId=application, points=given(points))

    def decide(self) -> Any:
        self.officer.data(CLOSE, input={"roundId": self.round})
        decision = self.done(self.officer, PREPARE, roundId=self.round)["decision"]
        signed = {"decisionId": decision["id"], "digest": decision["digest"]}
        assert self.director.data(SIGN, input=signed)["done"]["errors"] == []
        return decision

    @staticmethod
    def done(api: Any, mutation: str, **asked: Any) -> Any:
        answer = api.data(mutation, input={"id": str(new_id()), **asked})["done"]
        assert answer["errors"] == []
        return answer


def given(packaging: int) -> list[dict[str, Any]]:
    return [{"criterion": "PACKAGING", "points": packaging}, {"criterion": "CAPACITY", "points": 5}]


@pytest.fixture
def session(nation: Any, admin: Any, sign_in: Callable[..., Any]) -> Session:
    members = [sign_in(Role.COMMITTEE_MEMBER) for _ in range(3)]
    found = Session(nation, sign_in(Role.REGISTRY_OFFICER), admin, members)
    found.open()
    return found


class TestARound:
    def test_goes_from_the_grid_to_the_signed_list_with_its_reasons(self, session: Session) -> None:
        for points, region in ((20, "MA-06"), (16, "MA-06"), (2, "MA-09")):
            session.score(session.enter(region=region), points, points)
        decision = session.decide()

        minutes = session.members[0].data(LIST, id=decision["id"])["selectionDecision"]
        told = [
            (one["application"]["number"], one["outcome"], one["ground"], one["rank"], one["waiting"])
            for one in minutes["places"]["nodes"]
        ]
        assert told == [
            (1, "TAKEN", "MERIT", 1, None),
            (2, "WAITING", "RESERVED", 2, 1),
            (3, "TAKEN", "FLOOR", 3, None),
        ]
        last = minutes["places"]["nodes"][-1]
        assert last["quota"] == {"value": "MA-09"}
        assert last["explanation"]["fr"] == "rang 3 : retenue pour le plancher de 1 de MA-09"
        assert minutes["shortfalls"] == []

    def test_is_worked_out_again_with_the_same_digest(self, session: Session) -> None:
        session.score(session.enter(), 10, 10)
        decision = session.decide()
        again = session.officer.data(REPLAY, id=decision["id"])["selectionReplay"]
        assert again == {"same": True, "recorded": decision["digest"], "computed": decision["digest"]}

    def test_explains_a_floor_that_nobody_reaches(self, session: Session) -> None:
        session.score(session.enter(), 10, 10)
        decision = session.decide()
        [shortfall] = session.officer.data(LIST, id=decision["id"])["selectionDecision"]["shortfalls"]
        assert shortfall["reached"] == 0 and "MA-09 : 0 au lieu de 1" in shortfall["explanation"]["fr"]

    def test_lists_many_places_in_as_many_statements_as_few(self, session: Session) -> None:
        counted = []
        for applications in (1, 6):
            session.open()
            for _ in range(applications):
                session.score(session.enter(), 10, 10)
            decision = session.decide()
            minutes = session.officer.data(LIST, id=decision["id"])["selectionDecision"]
            assert len(minutes["places"]["nodes"]) == applications
            counted.append(len(session.officer.statements))
        assert counted[0] == counted[1]


class TestScores:
    def test_are_read_by_others_once_both_are_in(self, session: Session) -> None:
        application = session.enter()
        session.score(application, 10)
        readers = [session.members[0], session.members[1], session.officer, session.director]

        def seen(api: Any) -> int:
            return len(api.data(SHEETS, id=application)["selectionApplication"]["scoreSheets"]["nodes"])

        assert [seen(api) for api in readers] == [1, 0, 0, 0]
        session.done(session.members[1], SCORE, applicationId=application, points=given(12))
        assert [seen(api) for api in readers] == [2, 2, 2, 2]

    def test_leave_no_points_in_the_audit(self, session: Session, hq: None) -> None:
        application = session.enter()
        session.score(application, 17)
        [entry] = AuditEntry.objects.filter(action="scoreSelectionApplication")
        assert entry.object_type == "SelectionScoreSheet" and "17" not in str(entry.changes)

    def test_take_another_person_where_they_differ_much(self, session: Session) -> None:
        application = session.enter()
        session.score(application, 2, 20)
        refused = session.officer.data(CLOSE, input={"roundId": session.round})["done"]["errors"]
        assert refused[0]["code"] == "SCORING_INCOMPLETE"
        asked = {"applicationId": application, "criterion": "PACKAGING", "points": 12, "reason": "vu"}
        own = session.members[0].data(ADJUDICATE, input={"id": str(new_id()), **asked})["done"]
        assert own["errors"] == [{"code": "NOT_INDEPENDENT"}]
        session.done(session.members[2], ADJUDICATE, **asked)
        assert session.decide()["number"] == 1

    def test_are_refused_of_somebody_with_a_conflict_of_interest(self, session: Session) -> None:
        application = session.enter()
        session.done(session.members[0], CONFLICT, applicationId=application, reason="une parente")
        asked = {"id": str(new_id()), "applicationId": application, "points": given(20)}
        assert session.members[0].data(SCORE, input=asked)["done"]["errors"] == [
            {"code": "CONFLICT_OF_INTEREST", "path": []}
        ]

    @pytest.mark.parametrize(
        "points", [given(21), given(10)[:1], [*given(10), *given(10)]], ids=["many", "some", "twice"]
    )
    def test_are_refused_where_the_grid_does_not_give_them(self, session: Session, points: Any) -> None:
        asked = {"id": str(new_id()), "applicationId": session.enter(), "points": points}
        assert session.members[0].data(SCORE, input=asked)["done"]["errors"] == [
            {"code": "INVALID_VALUE", "path": ["points"]}
        ]


class TestADecision:
    def test_is_signed_by_somebody_else_with_the_digest_that_was_read(self, session: Session) -> None:
        session.officer.data(CLOSE, input={"roundId": session.round})
        decision = session.done(session.officer, PREPARE, roundId=session.round)["decision"]
        asked = {"decisionId": decision["id"], "digest": decision["digest"]}
        own = session.officer.data(SIGN, input=asked)["done"]["errors"]
        other = session.director.data(SIGN, input=asked | {"digest": "00" * 32})["done"]["errors"]
        assert own == [{"code": "SELECTION_NEEDS_SECOND_PERSON", "path": []}]
        assert other == [{"code": "MINUTES_CHANGED", "path": ["digest"]}]
        done = session.director.data(SIGN, input=asked)["done"]
        assert done["decision"]["round"]["state"] == "DECIDED"

    def test_is_put_right_by_an_appeal(self, session: Session) -> None:
        application = session.enter()
        session.score(application, 10, 10)
        session.decide()
        appeal = session.done(session.officer, APPEAL, applicationId=application, argument="vu")["appeal"]
        asked = {"appealId": appeal["id"], "points": given(20)[:1], "answer": "échantillons revus"}
        upheld = session.director.data(ANSWER, input=asked)["done"]["appeal"]
        assert upheld == {"state": "UPHELD", "corrections": {"nodes": [{"points": 20}]}}
        assert session.decide()["number"] == 2


class TestPermissions:
    @pytest.mark.parametrize(
        ("role", "allowed"),
        [
            (Role.HQ_ADMIN, {"selectionGrids", "defineSelectionGrid", "enterSelectionApplication"}),
            (Role.REGISTRY_OFFICER, {"selectionGrids", "defineSelectionGrid", "enterSelectionApplication"}),
            (Role.COMMITTEE_MEMBER, {"selectionGrids", "scoreSelectionApplication"}),
            (Role.AUDITOR, {"selectionGrids"}),
            (Role.HQ_ANALYST, set()),
            (Role.INTEGRATOR, set()),
        ],
    )
    def test_are_of_those_who_decide_score_and_read(
        self, session: Session, sign_in: Callable[..., Any], role: Role, allowed: set[str]
    ) -> None:
        application = session.enter()
        api = sign_in(role)
        grid = {"id": str(new_id()), "title": "Grille", "terms": told_terms()}
        key = Cooperative.global_id(session.nation.add_cooperative(products=0), None)
        entered = {"id": str(new_id()), "roundId": session.round, "cooperativeId": key}
        asked = {"id": str(new_id()), "applicationId": application, "points": given(10)}
        answers = {
            "selectionGrids": api.ask("{ selectionGrids { nodes { version } } }"),
            "defineSelectionGrid": api.ask(DEFINE, input=grid),
            "enterSelectionApplication": api.ask(ENTER, input=entered),
            "scoreSelectionApplication": api.ask(SCORE, input=asked),
        }
        codes = {
            name: [error["extensions"]["code"] for error in answer.get("errors", ())]
            for name, answer in answers.items()
        }
        assert {name for name, found in codes.items() if not found} == allowed
        assert all(found == ["FORBIDDEN"] for name, found in codes.items() if name not in allowed)

    def test_are_none_on_a_markets_host(self, session: Session, manager: Any) -> None:
        assert manager.codes("{ selectionRounds { nodes { id } } }") == ["VALIDATION"]
