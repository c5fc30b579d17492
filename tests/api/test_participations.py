"""What is agreed with cooperatives, who they are before the law, and who speaks for them, through the API."""

from collections.abc import Callable
from typing import Any

import pytest
from papers import accepted

from api.cooperative_documents.types import CooperativeDocument
from api.registry.types import Cooperative
from kernel.ids import new_id
from tenants.database.session import as_hq
from tenants.permissions import Role

TAKING_PART = """{ cooperatives { nodes { participations { nodes {
  id version categoryCodes stand suspendedOn suspensionReason } } } } }"""
CHANGES = """{ participations { nodes { changes { nodes {
  step reason before { stand suspendedOn } after { joinedOn categoryCodes stand suspendedOn } } } } } }"""
ERRORS = "errors { code path } } }"
TERMS = (
    """mutation ($input: SetParticipationTermsInput!) { setParticipationTerms(input: $input) {
  participation { version categoryCodes stand } """
    + ERRORS
)
SUSPEND = (
    """mutation ($input: SuspendParticipationInput!) { suspendParticipation(input: $input) {
  participation { version suspendedOn } """
    + ERRORS
)
RESUME = (
    """mutation ($input: ResumeParticipationInput!) { resumeParticipation(input: $input) {
  participation { version suspendedOn } """
    + ERRORS
)
LEGAL = (
    """mutation ($input: SetLegalIdentityInput!) { setLegalIdentity(input: $input) {
  legalIdentity { taxId postalCode version } """
    + ERRORS
)
APPOINT = (
    """mutation ($input: AppointOfficerInput!) { appointOfficer(input: $input) {
  officer { id phone version } """
    + ERRORS
)
UPDATE = (
    """mutation ($input: UpdateOfficerInput!) { updateOfficer(input: $input) {
  officer { name version } """
    + ERRORS
)
END = (
    """mutation ($input: EndOfficerMandateInput!) { endOfficerMandate(input: $input) {
  officer { mandateUntil } """
    + ERRORS
)
REVOKE = (
    """mutation ($input: RevokeDocumentInput!) { revokeDocument(input: $input) {
  document { state revokedFrom revocationReason } """
    + ERRORS
)
DELEGATE = {"function": "DELEGATE", "name": "Fatima B.", "phone": "0661234567", "mandateFrom": "2026-01-01"}


@pytest.fixture
def officer(sign_in: Callable[..., Any]) -> Any:
    return sign_in(Role.REGISTRY_OFFICER)


def part_of(api: Any) -> Any:
    [row] = api.data(TAKING_PART)["cooperatives"]["nodes"]
    [part] = row["participations"]["nodes"]
    return part


class TestTerms:
    def test_are_set_suspended_and_resumed_as_the_market_reads(
        self, nation: Any, officer: Any, manager: Any
    ) -> None:
        nation.add_cooperative(products=0)
        key = part_of(officer)["id"]
        given: dict[str, Any] = {"participationId": key, "expectedVersion": 1}

        done = officer.data(TERMS, input=given | {"categoryCodes": ["honey"], "stand": "B12"})
        assert done["setParticipationTerms"]["participation"] == {
            "version": 2,
            "categoryCodes": ["honey"],
            "stand": "B12",
        }
        stop = {"participationId": key, "suspendedOn": "2026-11-12", "reason": "étiquettes"}
        [error] = officer.data(SUSPEND, input=stop | {"expectedVersion": 1})["suspendParticipation"]["errors"]
        assert error["code"] == "VERSION_CONFLICT"
        done = officer.data(SUSPEND, input=stop | {"expectedVersion": 2})["suspendParticipation"]
        assert done == {"participation": {"version": 3, "suspendedOn": "2026-11-12"}, "errors": []}
        seen = part_of(manager)
        assert (seen["suspendedOn"], seen["suspensionReason"], seen["stand"]) == (
            "2026-11-12",
            "étiquettes",
            "B12",
        )
        go = {"participationId": key, "reason": "corrigées", "expectedVersion": 3}
        done = officer.data(RESUME, input=go)["resumeParticipation"]
        assert done == {"participation": {"version": 4, "suspendedOn": None}, "errors": []}

        [row] = officer.data(CHANGES)["participations"]["nodes"]
        assert [(one["step"], one["reason"]) for one in row["changes"]["nodes"]] == [
            ("ADMIT", None),
            ("CHANGE_TERMS", None),
            ("SUSPEND", "étiquettes"),
            ("RESUME", "corrigées"),
        ]
        assert row["changes"]["nodes"][2] == {
            "step": "SUSPEND",
            "reason": "étiquettes",
            "before": {"stand": "B12", "suspendedOn": None},
            "after": {
                "joinedOn": "2026-01-01",
                "categoryCodes": ["honey"],
                "stand": "B12",
                "suspendedOn": "2026-11-12",
            },
        }

    def test_lead_to_what_is_wrong(self, nation: Any, officer: Any) -> None:
        nation.add_cooperative(products=0)
        given = {"participationId": part_of(officer)["id"], "expectedVersion": 1}

        [error] = officer.data(TERMS, input=given | {"categoryCodes": ["nothing"], "stand": ""})[
            "setParticipationTerms"
        ]["errors"]
        assert error == {"code": "NOT_FOUND", "path": ["categoryCodes"]}
        past = given | {"suspendedOn": "2026-11-09", "reason": "x"}
        [error] = officer.data(SUSPEND, input=past)["suspendParticipation"]["errors"]
        assert error == {"code": "INVALID_VALUE", "path": ["suspendedOn"]}

    def test_are_headquarters_business(self, nation: Any, sign_in: Callable[..., Any], officer: Any) -> None:
        nation.add_cooperative(products=0)
        given = {"participationId": part_of(officer)["id"], "reason": "x", "expectedVersion": 1}
        for role in (Role.HQ_ANALYST, Role.COMMITTEE_MEMBER, Role.AUDITOR):
            reader = sign_in(role)
            assert reader.codes(RESUME, input=given) == ["FORBIDDEN"]
            assert reader.codes(SUSPEND, input=given | {"suspendedOn": "2026-11-12"}) == ["FORBIDDEN"]


class TestIdentity:
    def test_is_set_and_its_past_is_read(self, nation: Any, officer: Any, manager: Any) -> None:
        key = Cooperative.global_id(nation.add_cooperative(products=0), None)
        given = {"cooperativeId": key, "expectedVersion": 0}

        done = officer.data(LEGAL, input=given | {"details": {"taxId": "1234567", "postalCode": "20 250"}})
        assert done["setLegalIdentity"]["legalIdentity"] == {
            "taxId": "1234567",
            "postalCode": "20250",
            "version": 1,
        }
        [error] = officer.data(LEGAL, input=given | {"details": {"taxId": "1"}})["setLegalIdentity"]["errors"]
        assert error == {"code": "INVALID_IDENTIFIER", "path": ["details", "taxId"]}
        query = """{ cooperatives { nodes { legalIdentity { taxId }
          identityChanges { nodes { actor fields { field before after } } } } } }"""
        [row] = officer.data(query)["cooperatives"]["nodes"]
        assert row["legalIdentity"] == {"taxId": "1234567"}
        [change] = row["identityChanges"]["nodes"]
        assert change["fields"] == [
            {"field": "postalCode", "before": "", "after": "20250"},
            {"field": "taxId", "before": "", "after": "1234567"},
        ]
        assert manager.codes(query) != []


class TestOfficers:
    def test_are_appointed_edited_and_ended_and_read_by_their_market(
        self, nation: Any, officer: Any, manager: Any, sign_in: Callable[..., Any]
    ) -> None:
        key = Cooperative.global_id(nation.add_cooperative(products=0), None)
        given = {"id": str(new_id()), "cooperativeId": key, "details": DELEGATE}
        made = officer.data(APPOINT, input=given)["appointOfficer"]
        assert (made["errors"], made["officer"]["phone"]) == ([], "+212661234567")
        person = {"officerId": made["officer"]["id"]}
        renamed = {"details": DELEGATE | {"name": "Fatima Bennani"}, "expectedVersion": 1}
        done = officer.data(UPDATE, input=person | renamed)["updateOfficer"]
        assert done == {"officer": {"name": "Fatima Bennani", "version": 2}, "errors": []}
        done = officer.data(END, input=person | {"mandateUntil": "2026-12-31"})["endOfficerMandate"]
        assert done["officer"] == {"mandateUntil": "2026-12-31"}

        query = "{ officers(filter: {function: {eq: DELEGATE}}) { nodes { name cooperative { id } } } }"
        assert manager.data(query)["officers"]["nodes"] == [
            {"name": "Fatima Bennani", "cooperative": {"id": key}}
        ]
        assert sign_in(Role.MARKET_MANAGER, scope="marrakech").data(query)["officers"]["nodes"] == []
        assert sign_in(Role.HQ_ANALYST).codes(APPOINT, input=given) == ["FORBIDDEN"]


class TestRevokeDocument:
    def test_takes_a_decider_and_says_why(
        self, nation: Any, officer: Any, sign_in: Callable[..., Any], now: Any
    ) -> None:
        with as_hq():
            paper = accepted(nation.add_cooperative(products=0), at=now)
        given = {
            "documentId": CooperativeDocument.global_id(paper.pk, None),
            "revokedFrom": "2026-11-12",
            "reason": "faux",
        }
        assert sign_in(Role.COMMITTEE_MEMBER).codes(REVOKE, input=given) == ["FORBIDDEN"]
        done = officer.data(REVOKE, input=given)["revokeDocument"]
        assert done == {
            "document": {"state": "REVOKED", "revokedFrom": "2026-11-12", "revocationReason": "faux"},
            "errors": [],
        }
