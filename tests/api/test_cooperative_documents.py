"""Cooperatives' documents through the API: a paper brought by one person, accepted by another, and what is
still owed.
"""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client
from papers import PDF, PNG, accepted

from api.cooperative_documents.types import CooperativeDocument
from api.registry.types import Cooperative
from kernel.ids import new_id
from shared_catalog.documents import operations as documents
from shared_catalog.documents import rules
from shared_catalog.documents.models import Document
from shared_catalog.documents.types import DocumentType
from tenants.audit.models import AuditEntry
from tenants.database.session import as_hq
from tenants.permissions import Role

SUBMIT = """mutation ($input: SubmitDocumentInput!) { submitDocument(input: $input) {
  document { id type state version sha256 mediaType submittedBy url } errors { code path } } }"""
ACCEPT = """mutation ($input: AcceptDocumentInput!) { acceptDocument(input: $input) {
  document { state reviewedBy reviewedAt } errors { code } } }"""
REJECT = """mutation ($input: RejectDocumentInput!) { rejectDocument(input: $input) {
  document { state reviewNote } errors { code path } } }"""
GRACE = """mutation ($input: GrantDocumentGraceInput!) { grantDocumentGrace(input: $input) {
  grace { until reason document { state } } errors { code path message } } }"""
PUBLISH = """mutation ($input: PublishRequirementSetInput!) { publishRequirementSet(input: $input) {
  requirementSet { effectiveFrom requirements { type alternatives applies withinDays } category { code } }
  errors { code path } } }"""
ELIGIBILITY = """{ eligible disabledReason currentDeadline currentlyDue { type deadline }
  eventuallyDue { type } pastDue { type deadline } pendingVerification { type }
  errors { type code reason documentId } alternatives { original alternatives }
  futureRequirements { effectiveFrom pastDue { type } } }"""
OF_ONE = f"query ($id: ID!) {{ cooperative(id: $id) {{ eligibility {ELIGIBILITY} }} }}"


@pytest.fixture
def officer(sign_in: Callable[..., Any]) -> Any:
    return sign_in(Role.REGISTRY_OFFICER)


@pytest.fixture
def known(nation: Any, now: Any) -> Any:
    """A cooperative with a certificate of ONSSA, of which the first sets ask a register extract as well."""
    with as_hq():
        documents.load_requirement_sets(sets=rules.FIRST_SETS, at=now, actor="test")
    return nation.add_cooperative(products=0)


def put(api: Any, content: bytes, media_type: str) -> Any:
    with as_hq():
        return Client(headers=api.headers("en")).put("/files", content, content_type=media_type)


def brought(api: Any, cooperative_id: Any, **changes: Any) -> Any:
    """What the mutation answers for a paper."""
    given = {
        "id": str(new_id()),
        "cooperativeId": Cooperative.global_id(cooperative_id, None),
        "fileId": put(api, PDF, "application/pdf").json()["file"]["id"],
        "details": {
            "type": "REGISTER_EXTRACT",
            "number": "12/2015",
            "issuer": "TPI Agadir",
            "validFrom": "2026-01-02",
            **changes,
        },
    }
    return api.data(SUBMIT, input=given)["submitDocument"]


def owed(api: Any, cooperative_id: Any) -> Any:
    asked = api.data(OF_ONE, id=Cooperative.global_id(cooperative_id, None))
    return asked["cooperative"]["eligibility"]


class TestFiles:
    def test_that_are_papers_are_kept(self, officer: Any, nation: Any) -> None:
        answer = put(officer, PNG, "image/png")
        assert answer.status_code == 201
        assert answer.json()["file"]["sha256"] == sha256(PNG).hexdigest()

    @pytest.mark.parametrize(
        ("content", "media_type", "status"),
        [
            (PNG, "application/pdf", 400),
            (b"<html>", "application/pdf", 400),
            (PDF, "text/html", 415),
            (PDF + b"\0" * 10_500_000, "application/pdf", 413),
        ],
    )
    def test_that_are_not_are_refused(
        self, officer: Any, nation: Any, content: bytes, media_type: str, status: int
    ) -> None:
        assert put(officer, content, media_type).status_code == status

    def test_of_papers_are_headquarters_own(self, manager: Any, nation: Any) -> None:
        assert put(manager, PDF, "application/pdf").status_code == 415

    def test_of_papers_have_no_lines_to_run(self, officer: Any, nation: Any) -> None:
        file_id = put(officer, PDF, "application/pdf").json()["file"]["id"]
        mutation = """mutation ($input: StartBulkMutationInput!) { startBulkMutation(input: $input) {
          errors { code } } }"""
        given = {"mutation": ACCEPT, "fileId": file_id, "idempotencyKey": "1"}
        done = officer.data(mutation, input=given)["startBulkMutation"]
        assert done["errors"] == [{"code": "FILE_REFUSED"}]


class TestTwoPeople:
    def test_bring_and_accept_a_paper(self, officer: Any, admin: Any, known: Any) -> None:
        before = owed(admin, known)
        answer = brought(officer, known)
        document = answer["document"]
        waiting = owed(admin, known)
        refused = officer.data(ACCEPT, input={"documentId": document["id"]})["acceptDocument"]
        done = admin.data(ACCEPT, input={"documentId": document["id"]})["acceptDocument"]

        assert answer["errors"] == []
        assert (document["state"], document["version"], document["mediaType"]) == (
            "SUBMITTED",
            1,
            "application/pdf",
        )
        assert document["sha256"] == sha256(PDF).hexdigest()
        assert refused["errors"] == [{"code": "DOCUMENT_NEEDS_SECOND_PERSON"}]
        assert done["errors"] == []
        assert done["document"]["reviewedBy"] != document["submittedBy"]
        assert [one["disabledReason"] for one in (before, waiting, owed(admin, known))] == [
            "PAST_DUE",
            "PENDING_VERIFICATION",
            None,
        ]
        with as_hq():
            actions = set(AuditEntry.objects.values_list("action", flat=True))
        assert {"submitDocument", "acceptDocument", "file.put"} <= actions

    def test_reject_one_with_a_reason(self, officer: Any, admin: Any, known: Any) -> None:
        document = brought(officer, known)["document"]
        done = admin.data(REJECT, input={"documentId": document["id"], "reason": "illisible"})[
            "rejectDocument"
        ]
        again = admin.data(REJECT, input={"documentId": document["id"], "reason": "encore"})["rejectDocument"]

        assert done["document"] == {"state": "REJECTED", "reviewNote": "illisible"}
        assert [one["code"] for one in again["errors"]] == ["WRONG_DOCUMENT_STEP"]
        assert owed(admin, known)["errors"] == [
            {
                "type": "REGISTER_EXTRACT",
                "code": "REJECTED",
                "reason": "illisible",
                "documentId": document["id"],
            }
        ]

    def test_need_a_file_of_ones_own(self, officer: Any, admin: Any, known: Any, hq: None) -> None:
        given = {
            "id": str(new_id()),
            "cooperativeId": Cooperative.global_id(known, None),
            "fileId": put(officer, PDF, "application/pdf").json()["file"]["id"],
            "details": {
                "type": "REGISTER_EXTRACT",
                "number": "1",
                "issuer": "TPI",
                "validFrom": "2026-01-02",
            },
        }
        done = admin.data(SUBMIT, input=given)["submitDocument"]
        assert done["errors"] == [{"code": "NOT_FOUND", "path": ["fileId"]}]
        assert not Document.objects.exists()

    def test_grant_a_grace_that_is_signed(self, officer: Any, admin: Any, known: Any, now: Any) -> None:
        with as_hq():
            document = accepted(known, at=now, valid_until=now.date() - timedelta(days=1))
        key = CooperativeDocument.global_id(document.id, None)
        given = {"documentId": key, "until": "2026-12-01", "reason": "le greffe est fermé"}
        expired = owed(admin, known)
        done = officer.data(GRACE, input={"id": str(new_id()), **given})["grantDocumentGrace"]

        assert expired["pastDue"] == [{"type": "REGISTER_EXTRACT", "deadline": "2026-11-09"}]
        assert done["errors"] == []
        assert done["grace"]["until"] == "2026-12-01"
        now_owed = owed(admin, known)
        assert (now_owed["eligible"], now_owed["currentDeadline"]) == (True, "2026-12-01")


class TestRequirements:
    def test_are_published_by_headquarters_administration_alone(
        self, officer: Any, admin: Any, known: Any
    ) -> None:
        given = {
            "id": str(new_id()),
            "categoryCode": "terroir",
            "effectiveFrom": "2026-12-01",
            "requirements": [
                {"type": "REGISTER_EXTRACT", "alternatives": ["LEGACY_APPROVAL"]},
                {"type": "AMMPS_DECLARATION", "applies": "ALWAYS", "withinDays": 0},
            ],
        }
        assert officer.codes(PUBLISH, input=given) == ["FORBIDDEN"]
        done = admin.data(PUBLISH, input=given)["publishRequirementSet"]
        assert done["errors"] == []
        assert done["requirementSet"]["requirements"][0] == {
            "type": "REGISTER_EXTRACT",
            "alternatives": ["LEGACY_APPROVAL"],
            "applies": "ALWAYS",
            "withinDays": 0,
        }
        found = owed(admin, known)
        assert found["futureRequirements"] == {
            "effectiveFrom": "2026-12-01",
            "pastDue": [{"type": "AMMPS_DECLARATION"}],
        }
        assert found["alternatives"] == [
            {"original": "REGISTER_EXTRACT", "alternatives": ["LEGACY_APPROVAL"]}
        ]


class TestWhoMay:
    @pytest.mark.parametrize(
        ("role", "reads"),
        [
            (Role.HQ_ADMIN, True),
            (Role.REGISTRY_OFFICER, True),
            (Role.COMMITTEE_MEMBER, True),
            (Role.AUDITOR, True),
            (Role.HQ_ANALYST, False),
            (Role.INTEGRATOR, False),
        ],
    )
    def test_read_documents_and_their_files(
        self, sign_in: Callable[..., Any], known: Any, now: Any, role: Role, reads: bool
    ) -> None:
        with as_hq():
            document = accepted(known, at=now)
        api = sign_in(role)
        codes = api.codes("{ cooperativeDocuments { nodes { number } } }")
        owes = api.codes(OF_ONE, id=Cooperative.global_id(known, None))
        with as_hq():
            answer = Client(headers=api.headers("en")).get(f"/documents/{document.id}")
        assert codes == owes == ([] if reads else ["FORBIDDEN"])
        assert answer.status_code == (200 if reads else 403)
        if reads:
            assert b"".join(answer.streaming_content) == PDF
            assert answer["Content-Disposition"].startswith("attachment")
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert answer["Content-Security-Policy"].startswith("sandbox")

    @pytest.mark.parametrize("role", [Role.COMMITTEE_MEMBER, Role.AUDITOR, Role.HQ_ANALYST])
    def test_decide_about_none(self, sign_in: Callable[..., Any], known: Any, now: Any, role: Role) -> None:
        with as_hq():
            document = accepted(known, at=now)
        key = CooperativeDocument.global_id(document.id, None)
        api = sign_in(role)
        assert api.codes(ACCEPT, input={"documentId": key}) == ["FORBIDDEN"]
        assert api.codes(REJECT, input={"documentId": key, "reason": "non"}) == ["FORBIDDEN"]
        given = {"id": str(new_id()), "documentId": key, "until": "2026-12-01", "reason": "le greffe"}
        assert api.codes(GRACE, input=given) == ["FORBIDDEN"]

    def test_is_nobody_on_a_markets_host(self, manager: Any, known: Any, now: Any) -> None:
        with as_hq():
            document = accepted(known, at=now)
        assert manager.ask("{ cooperativeDocuments { nodes { id } } }")["errors"]
        with as_hq():
            answer = Client(headers=manager.headers("en")).get(f"/documents/{document.id}")
        assert answer.status_code in (403, 404)


class TestPages:
    def test_of_eligibility_take_as_many_statements_for_one_as_for_many(
        self, admin: Any, known: Any, nation: Any, now: Any
    ) -> None:
        query = f"""{{ cooperatives(first: 10) {{ nodes {{
          whole: eligibility {ELIGIBILITY} baskets: eligibility(category: "baskets") {{ eligible }}
          documents(first: 5) {{ nodes {{ number scopes(first: 2) {{ nodes {{ category {{ code }} }} }} }} }}
          products(first: 3) {{ nodes {{ eligibility {{ eligible pastDue {{ type }} }} }} }} }} }} }}"""

        def statements(more: int) -> int:
            for _ in range(more):
                key = nation.add_cooperative(products=2)
                with as_hq():
                    accepted(key, at=now)
                    accepted(key, DocumentType.LABEL_CHECKLIST, at=now, category_codes=["baskets"])
            admin.data(query)
            page = admin.data(query)["cooperatives"]["nodes"]
            assert page[-1]["whole"]["eligible"] and page[-1]["baskets"]["eligible"]
            assert [one["eligibility"]["eligible"] for one in page[-1]["products"]["nodes"]] == [True, True]
            return len(admin.statements)

        assert statements(1) == statements(3)

    def test_say_that_a_category_is_none(self, admin: Any, known: Any) -> None:
        query = '{ cooperatives { nodes { code eligibility(category: "nothing") { eligible } } } }'
        body = admin.ask(query)
        assert [error["extensions"]["code"] for error in body["errors"]] == ["NOT_FOUND"]

    def test_list_the_reviewers_queue(self, officer: Any, admin: Any, known: Any, now: Any) -> None:
        with as_hq():
            accepted(known, at=now)
        brought(officer, known, number="13/2015")
        query = """{ cooperativeDocuments(filter: {state: {eq: SUBMITTED}}) { totalCount nodes { number } }
          requirementSets(filter: {category: {eq: "terroir"}}) { nodes { requirements { type } } } }"""
        found = admin.data(query)
        assert found["cooperativeDocuments"] == {"totalCount": 1, "nodes": [{"number": "13/2015"}]}
        assert len(found["requirementSets"]["nodes"]) == 1
