"""Publishing and changing products through the API: asked by one, confirmed by another or by a rule."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from api.catalogue.types import Product
from api.registry.types import Cooperative
from kernel.ids import new_id
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue import queries
from tenants.audit.models import AuditEntry
from tenants.database.session import as_hq
from tenants.permissions import Role

SUBMIT = """mutation ($input: SubmitProductChangesInput!) { submitProductChanges(input: $input) {
  changeRequest { id state decidedBy productVersion product { recommendedPrice { amountMinor } }
    changes { nodes { position field before after rule } } } errors { code path } } }"""
CONFIRM = """mutation ($r: ID!) { confirmChangeRequest(input: {changeRequestId: $r}) {
  changeRequest { state product { packed status } } errors { code } } }"""
REJECT = """mutation ($r: ID!, $why: String!) {
  rejectChangeRequest(input: {changeRequestId: $r, reason: $why}) {
    changeRequest { state reason product { status } } errors { code path } } }"""
WITHDRAW = """mutation ($r: ID!) { withdrawChangeRequest(input: {changeRequestId: $r}) {
  changeRequest { state } errors { code } } }"""
ASSIGN = """mutation ($r: ID!, $who: String) {
  assignChangeRequest(input: {changeRequestId: $r, reviewer: $who}) {
    changeRequest { assignedTo } errors { code path } } }"""
NEXT = """mutation { takeNextChangeRequest(input: {}) {
  changeRequest { id kind assignedTo hoursWaited } errors { code } } }"""
PROPOSE = """mutation ($p: ID!) { proposeProduct(input: {productId: $p, note: "prêt"}) {
  changeRequest { id kind state note product { status } } errors { code } } }"""
EDIT = """mutation ($input: EditProductInput!) { editProduct(input: $input) {
  product { version status } changeRequest { state decidedBy } errors { code path } } }"""
QUEUE = """{ moderationQueue { open unassigned mine publications edits oldestAt
  reviewers { reviewer publications edits } } }"""


@pytest.fixture
def officer(sign_in: Callable[..., Any]) -> Any:
    return sign_in(Role.REGISTRY_OFFICER)


@pytest.fixture
def product(nation: Any) -> str:
    """A published basket at 10 dirhams."""
    nation.add_cooperative(products=1)
    nation.publish(nation.products[0])
    return str(Product.global_id(nation.products[0], None))


def asked(product: str, *actions: Any, version: int = 3) -> dict[str, Any]:
    return {"id": str(new_id()), "productId": product, "actions": actions, "expectedVersion": version}


def submit(api: Any, product: str, *actions: Any, **given: Any) -> Any:
    return api.data(SUBMIT, input=asked(product, *actions, **given))["submitProductChanges"]


class TestEdits:
    def test_show_what_differs_and_take_somebody_else(self, product: str, officer: Any, admin: Any) -> None:
        done = submit(officer, product, {"packed": False}, {"name": {"language": "EN", "text": "A basket"}})
        request = done["changeRequest"]

        assert (done["errors"], request["state"], request["decidedBy"]) == ([], "OPEN", None)
        assert [tuple(row.values()) for row in request["changes"]["nodes"]] == [
            (1, "PACKED", "true", "false", None),
            (2, "NAME_EN", "Product 0", "A basket", "ENGLISH"),
        ]
        key = request["id"]
        refused = officer.data(CONFIRM, r=key)["confirmChangeRequest"]
        assert refused["errors"] == [{"code": "CHANGE_REQUEST_NEEDS_SECOND_PERSON"}]
        assert admin.data(CONFIRM, r=key)["confirmChangeRequest"] == {
            "changeRequest": {"state": "CONFIRMED", "product": {"packed": False, "status": "PUBLISHED"}},
            "errors": [],
        }
        again = admin.data(CONFIRM, r=key)["confirmChangeRequest"]
        assert again["errors"] == [{"code": "WRONG_CHANGE_REQUEST_STEP"}]
        with as_hq():
            entry = AuditEntry.objects.get(action="confirmChangeRequest", outcome="done")
        assert entry.object_type == "ChangeRequest"

    def test_that_meet_a_change_made_otherwise_say_in_which_fields(
        self, nation: Any, product: str, officer: Any, admin: Any
    ) -> None:
        key = submit(officer, product, {"packed": False})["changeRequest"]["id"]
        with as_hq():
            found = queries.product(nation.products[0])
            details = replace(queries.details_of(found), packed=False)
            catalogue.revise_product(product_id=found.pk, details=details, at=found.updated_at, actor="test")
        asked = """mutation ($r: ID!) { confirmChangeRequest(input: {changeRequestId: $r}) {
          errors { code params { name value } } } }"""
        [error] = admin.data(asked, r=key)["confirmChangeRequest"]["errors"]
        assert error["code"] == "CHANGE_CONFLICT"
        assert {"name": "fields", "value": "PACKED"} in error["params"]

    def test_that_are_small_are_confirmed_at_once(self, product: str, officer: Any) -> None:
        done = submit(officer, product, {"recommendedPrice": {"amountMinor": 1_040}})
        request = done["changeRequest"]
        assert (request["state"], request["decidedBy"]) == ("CONFIRMED", "rule:small_price")
        assert request["product"] == {"recommendedPrice": {"amountMinor": 1_040}}

    @pytest.mark.parametrize(
        ("actions", "version", "code", "path"),
        [
            ([], 3, "INVALID_VALUE", ["actions"]),
            ([{"packed": True}], 3, "INVALID_VALUE", ["actions"]),
            ([{"packed": False}, {"packed": False}], 3, "INVALID_VALUE", ["actions", "1"]),
            ([{"categoryCode": "terroir"}], 3, "CATEGORY_NOT_A_LEAF", []),
            ([{"packed": False}], 1, "VERSION_CONFLICT", ["expectedVersion"]),
            ([{"attribute": {"code": "colour", "said": {"line": "red"}}}], 3, "NOT_FOUND", []),
        ],
    )
    def test_say_what_is_wrong(
        self, product: str, officer: Any, actions: list[Any], version: int, code: str, path: list[str]
    ) -> None:
        done = submit(officer, product, *actions, version=version)
        assert done["changeRequest"] is None
        assert [(error["code"], error["path"]) for error in done["errors"]] == [(code, path)]

    def test_of_a_whole_product_answer_whether_they_were_confirmed(
        self, product: str, officer: Any, admin: Any
    ) -> None:
        details = {
            "categoryCode": "baskets",
            "names": {"ar": "منتوج 0", "fr": "Produit 0"},
            "unit": "PIECE",
            "netContent": 1,
            "recommendedPrice": {"amountMinor": 1_000},
        }
        given = {"productId": product, "details": details, "expectedVersion": 3}
        done = officer.data(EDIT, input=given)["editProduct"]
        assert done["errors"] == []
        assert done["changeRequest"] == {"state": "CONFIRMED", "decidedBy": "rule:english"}

        given["details"] = details | {"packed": False}
        done = officer.data(EDIT, input=given | {"expectedVersion": 4})["editProduct"]
        assert (done["product"], done["errors"]) == ({"version": 4, "status": "PUBLISHED"}, [])
        assert done["changeRequest"] == {"state": "OPEN", "decidedBy": None}


class TestPublication:
    def test_is_proposed_rejected_edited_and_proposed_again(
        self, nation: Any, officer: Any, admin: Any
    ) -> None:
        nation.add_cooperative(products=1)
        product = Product.global_id(nation.products[0], None)
        request = officer.data(PROPOSE, p=product)["proposeProduct"]["changeRequest"]
        key = request.pop("id")
        assert request == {
            "kind": "PUBLICATION",
            "state": "OPEN",
            "note": "prêt",
            "product": {"status": "PROPOSED"},
        }
        own = officer.data(REJECT, r=key, why="flou")["rejectChangeRequest"]
        assert own["errors"] == [{"code": "CHANGE_REQUEST_NEEDS_SECOND_PERSON", "path": []}]
        assert admin.data(REJECT, r=key, why="flou")["rejectChangeRequest"]["changeRequest"] == {
            "state": "REJECTED",
            "reason": "flou",
            "product": {"status": "REJECTED"},
        }
        again = officer.data(PROPOSE, p=product)["proposeProduct"]
        assert again["errors"] == [{"code": "WRONG_PRODUCT_STEP"}]

    def test_is_taken_back(self, nation: Any, officer: Any, admin: Any) -> None:
        nation.add_cooperative(products=1)
        product = Product.global_id(nation.products[0], None)
        key = officer.data(PROPOSE, p=product)["proposeProduct"]["changeRequest"]["id"]
        another = admin.data(WITHDRAW, r=key)["withdrawChangeRequest"]
        assert another["errors"] == [{"code": "CHANGE_REQUEST_OF_ANOTHER"}]
        done = officer.data(WITHDRAW, r=key)["withdrawChangeRequest"]
        assert done["changeRequest"] == {"state": "WITHDRAWN"}


class TestQueue:
    def test_is_counted_taken_assigned_and_filtered(
        self, nation: Any, product: str, officer: Any, admin: Any
    ) -> None:
        key = submit(officer, product, {"packed": False})["changeRequest"]["id"]
        draft = Product.global_id(nation.add_product(nation.cooperatives[0]), None)
        officer.data(PROPOSE, p=draft)
        before = admin.data(QUEUE)["moderationQueue"]
        assert before.pop("oldestAt") is not None
        assert before == {
            "open": 2,
            "unassigned": 2,
            "mine": 0,
            "publications": 1,
            "edits": 1,
            "reviewers": [{"reviewer": None, "publications": 1, "edits": 1}],
        }

        assert officer.data(NEXT)["takeNextChangeRequest"] == {"changeRequest": None, "errors": []}
        taken = admin.data(NEXT)["takeNextChangeRequest"]["changeRequest"]
        assert (taken["id"], taken["hoursWaited"]) == (key, 0)
        assert admin.data(QUEUE)["moderationQueue"]["mine"] == 1

        query = "query ($f: ChangeRequestFilter) { changeRequests(filter: $f) { totalCount } }"
        maker = Cooperative.global_id(nation.cooperatives[0], None)
        for given, count in (
            ({"state": {"eq": "OPEN"}, "assigned": False}, 1),
            ({"assignedTo": {"eq": taken["assignedTo"]}}, 1),
            ({"kind": {"eq": "PUBLICATION"}}, 1),
            ({"product": {"eq": product}}, 1),
            ({"cooperative": {"eq": maker}, "category": {"eq": "baskets"}}, 2),
            ({"rootCategory": {"eq": "terroir"}, "group": {"eq": "COSMETICS"}}, 0),
            ({"byRule": True}, 0),
        ):
            assert admin.data(query, f=given)["changeRequests"]["totalCount"] == count, given
        nested = "query ($p: ID!) { product(id: $p) { changeRequests { nodes { id } } } }"
        assert admin.data(nested, p=product)["product"]["changeRequests"]["nodes"] == [{"id": key}]

        wrong = admin.data(ASSIGN, r=key, who="person:nobody")["assignChangeRequest"]
        assert wrong["errors"] == [{"code": "INVALID_VALUE", "path": ["reviewer"]}]
        own = officer.data(ASSIGN, r=key)["assignChangeRequest"]
        assert own["errors"] == [{"code": "CHANGE_REQUEST_NEEDS_SECOND_PERSON", "path": []}]

    def test_goes_to_people_who_may_decide(
        self, product: str, officer: Any, admin: Any, make_person: Callable[..., Any]
    ) -> None:
        key = submit(officer, product, {"packed": False})["changeRequest"]["id"]
        with as_hq():
            colleague = make_person(Role.REGISTRY_OFFICER, "network")
            analyst = make_person(Role.HQ_ANALYST, "network")
        wrong = admin.data(ASSIGN, r=key, who=f"person:{analyst.pk}")["assignChangeRequest"]
        assert wrong["errors"] == [{"code": "INVALID_VALUE", "path": ["reviewer"]}]
        who = f"person:{colleague.pk}"
        done = admin.data(ASSIGN, r=key, who=who)["assignChangeRequest"]
        assert done["changeRequest"] == {"assignedTo": who}

    @pytest.mark.parametrize("role", [Role.HQ_ANALYST, Role.COMMITTEE_MEMBER, Role.AUDITOR])
    def test_is_read_by_all_and_decided_by_few(
        self, product: str, sign_in: Callable[..., Any], officer: Any, role: Role
    ) -> None:
        key = submit(officer, product, {"packed": False})["changeRequest"]["id"]
        reader = sign_in(role)
        assert reader.data("{ changeRequests { totalCount } }")["changeRequests"]["totalCount"] == 1
        assert reader.codes(CONFIRM, r=key) == reader.codes(NEXT) == ["FORBIDDEN"]
        assert reader.codes(SUBMIT, input=asked(product, {"packed": False})) == ["FORBIDDEN"]
