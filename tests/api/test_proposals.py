"""Proposals through the API: a market proposes on its host, headquarters decides on its own."""

from collections.abc import Callable
from typing import Any

from repeatable import cooperative
from sandboxes import become_sandbox

from api.catalogue.types import Product
from kernel.ids import new_id
from tenants.permissions import Role

SUBMIT = """mutation ($input: SubmitProposalInput!) { submitProposal(input: $input) {
  proposal { id kind content decision { outcome } } errors { code path } } }"""
ACCEPT = """mutation ($input: AcceptProposalInput!) { acceptProposal(input: $input) {
  proposal { decision { outcome cooperative { status code } product { status } } } errors { code path } } }"""
REJECT = """mutation ($input: RejectProposalInput!) { rejectProposal(input: $input) {
  proposal { decision { outcome reason } } errors { code } } }"""
QUEUE = """query ($filter: ProposalFilter) { proposals(filter: $filter) {
  totalCount nodes { id note market { slug } decision { outcome reason } } } }"""


def proposed(**said: Any) -> dict[str, Any]:
    given = cooperative()
    return {"id": given["id"], "content": {"cooperative": given["details"]}, **said}


class TestAProposal:
    def test_goes_from_a_market_to_headquarters_and_its_outcome_back(
        self, nation: Any, manager: Any, sign_in: Callable[..., Any]
    ) -> None:
        officer = sign_in(Role.REGISTRY_OFFICER)
        done = manager.data(SUBMIT, input=proposed(note="vue au souk"))["submitProposal"]
        assert done["errors"] == []
        key = done["proposal"]["id"]
        assert (done["proposal"]["kind"], done["proposal"]["decision"]) == ("COOPERATIVE", None)
        assert "contact" not in done["proposal"]["content"]

        waiting = officer.data(QUEUE, filter={"waiting": True, "market": {"eq": "casablanca"}})["proposals"]
        assert [(row["id"], row["note"]) for row in waiting["nodes"]] == [(key, "vue au souk")]
        assert officer.data(QUEUE, filter={"market": {"eq": "marrakech"}})["proposals"]["totalCount"] == 0
        elsewhere = sign_in(Role.MARKET_MANAGER, scope="marrakech")
        assert elsewhere.data(QUEUE)["proposals"]["totalCount"] == 0

        accepted = officer.data(ACCEPT, input={"proposalId": key})["acceptProposal"]
        assert accepted["errors"] == []
        assert accepted["proposal"]["decision"]["cooperative"]["status"] == "APPLICANT"
        [row] = manager.data(QUEUE, filter={"outcome": {"eq": "ACCEPTED"}})["proposals"]["nodes"]
        assert row["decision"] == {"outcome": "ACCEPTED", "reason": None}
        refused = officer.data(REJECT, input={"proposalId": key, "reason": "doublon"})["rejectProposal"]
        assert refused["errors"] == [{"code": "PROPOSAL_DECIDED"}]

    def test_of_an_edit_that_came_too_late_is_refused_and_may_be_rejected(
        self, nation: Any, manager: Any, sign_in: Callable[..., Any]
    ) -> None:
        officer = sign_in(Role.REGISTRY_OFFICER)
        nation.add_cooperative()
        details = {
            "categoryCode": "baskets",
            "names": {"ar": "سلة", "fr": "Panier", "en": "Basket"},
            "unit": "PIECE",
            "netContent": 1,
            "recommendedPrice": {"amountMinor": 5_000},
        }
        product = Product.global_id(nation.products[0], None)
        edit = {"productEdit": {"productId": product, "readVersion": 7, "details": details}}
        done = manager.data(SUBMIT, input={"id": str(new_id()), "content": edit})["submitProposal"]
        key = done["proposal"]["id"]

        late = officer.data(ACCEPT, input={"proposalId": key})["acceptProposal"]
        assert [error["code"] for error in late["errors"]] == ["VERSION_CONFLICT"]
        said = officer.data(REJECT, input={"proposalId": key, "reason": "périmée"})["rejectProposal"]
        assert said["proposal"]["decision"] == {"outcome": "REJECTED", "reason": "périmée"}

    def test_is_exactly_one_thing_and_leads_to_what_is_wrong(self, nation: Any, manager: Any) -> None:
        assert manager.codes(SUBMIT, input={"id": str(new_id()), "content": {}}) != []
        wrong = cooperative()
        wrong["details"]["ice"] = "1"
        given = {"id": wrong["id"], "content": {"cooperative": wrong["details"]}}
        [error] = manager.data(SUBMIT, input=given)["submitProposal"]["errors"]
        assert error == {"code": "INVALID_IDENTIFIER", "path": ["content", "cooperative", "ice"]}

    def test_is_the_managers_to_make_and_headquarters_to_decide(
        self, nation: Any, manager: Any, sign_in: Callable[..., Any]
    ) -> None:
        for role in (Role.CASHIER, Role.STOCK_KEEPER, Role.ACCOUNTANT, Role.INTEGRATOR):
            staff = sign_in(role, scope="casablanca")
            assert staff.codes(SUBMIT, input=proposed()) == ["FORBIDDEN"]
            assert staff.codes(QUEUE) == ["FORBIDDEN"]
        key = manager.data(SUBMIT, input=proposed())["submitProposal"]["proposal"]["id"]
        for role in (Role.HQ_ANALYST, Role.COMMITTEE_MEMBER, Role.AUDITOR):
            assert sign_in(role).codes(ACCEPT, input={"proposalId": key}) == ["FORBIDDEN"]

    def test_comes_from_no_sandbox(self, nation: Any, manager: Any) -> None:
        become_sandbox("casablanca")
        done = manager.data(SUBMIT, input=proposed())["submitProposal"]
        assert [error["code"] for error in done["errors"]] == ["PROPOSAL_FROM_SANDBOX"]
