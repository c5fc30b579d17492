"""The registry through the API, read and written as headquarters does."""

from collections.abc import Callable
from typing import Any

from api.registry.types import Cooperative
from kernel.identifiers import ice_with_key
from kernel.ids import new_id
from shared_catalog.registry import models
from tenants.permissions import Role

REGISTER = """
mutation ($input: RegisterCooperativeInput!) {
  registerCooperative(input: $input) {
    cooperative { id code status name { ar fr en } region { code } members { women total asOf } }
    errors { code path message params { name value } }
  }
}
"""


def described(**changes: Any) -> dict[str, Any]:
    details = {
        "names": {"ar": "تعاونية الأمل", "fr": "Al Amal", "en": "Al Amal"},
        "group": "TERROIR",
        "kind": "COOPERATIVE",
        "regionCode": "MA-09",
        "provinceCode": "MA-TAR",
        "ice": ice_with_key("0015257130000"),
        "registerNumber": "12",
        "registerCourt": "Taroudant",
        "foundedOn": "2015-03-01",
        "members": {"women": 8, "men": 2, "youth": 1, "rural": 10, "asOf": "2026-01-01"},
        "contact": {"name": "la présidente", "phone": None},
    }
    return {"id": str(new_id()), "details": {**details, **changes}}


class TestRegisterCooperative:
    def test_answers_the_cooperative_read_back_with_what_was_selected(self, nation: Any, admin: Any) -> None:
        done = admin.data(REGISTER, input=described())["registerCooperative"]

        assert done["errors"] == []
        assert done["cooperative"] | {"id": ""} == {
            "id": "",
            "code": done["cooperative"]["code"],
            "status": "APPLICANT",
            "name": {"ar": "تعاونية الأمل", "fr": "Al Amal", "en": "Al Amal"},
            "region": {"code": "MA-09"},
            "members": {"women": 8, "total": 10, "asOf": "2026-01-01"},
        }

    def test_answers_the_same_again_for_the_same_id_and_content(self, nation: Any, admin: Any) -> None:
        given = described()

        assert admin.data(REGISTER, input=given) == admin.data(REGISTER, input=given)

    def test_says_what_is_wrong_in_the_language_asked_and_changes_nothing(
        self, nation: Any, admin: Any, hq: None
    ) -> None:
        given = described(members={"women": -1, "men": 0, "youth": 0, "rural": 0, "asOf": "2026-01-01"})

        answered = admin.ask(REGISTER, language="fr-MA,ar;q=0.5", input=given)["data"]["registerCooperative"]

        [error] = answered["errors"]
        assert answered["cooperative"] is None
        assert (error["code"], error["path"]) == ("INVALID_VALUE", ["details", "members"])
        assert error["message"].startswith("La valeur de members")
        assert {"name": "reason", "value": "negative"} in error["params"]
        assert not models.Cooperative.objects.exists()

    def test_leads_to_the_identifier_that_is_wrong(self, nation: Any, admin: Any) -> None:
        [error] = admin.data(REGISTER, input=described(ice="1"))["registerCooperative"]["errors"]

        assert (error["code"], error["path"]) == ("INVALID_IDENTIFIER", ["details", "ice"])

    def test_takes_the_language_as_an_argument_too(self, nation: Any, admin: Any) -> None:
        query = REGISTER.replace("message ", "message(language: AR) ")

        [error] = admin.data(query, input=described(provinceCode="MA-CAS"))["registerCooperative"]["errors"]

        assert error["code"] == "PROVINCE_OUTSIDE_REGION"
        assert "لا ينتمي" in error["message"]


class TestSteps:
    def test_lead_from_applicant_to_retired_and_are_kept(self, nation: Any, admin: Any) -> None:
        key = admin.data(REGISTER, input=described())["registerCooperative"]["cooperative"]["id"]
        steps = {
            "startQualification": "",
            "declareEligible": "",
            "suspendCooperative": ', reason: "contrôle"',
            "reinstateCooperative": "",
            "retireCooperative": ', reason: "dissoute"',
        }
        seen = []
        for step, more in steps.items():
            mutation = f'mutation {{ {step}(input: {{cooperativeId: "{key}"{more}}})'
            done = admin.data(mutation + " { cooperative { status } errors { code } } }")[step]
            seen.append(done["cooperative"]["status"])

        assert seen == ["IN_QUALIFICATION", "ELIGIBLE", "SUSPENDED", "ELIGIBLE", "RETIRED"]
        query = (
            "query ($id: ID!) { cooperative(id: $id) { history { nodes { step statusAfter } totalCount } } }"
        )
        history = admin.data(query, id=key)["cooperative"]["history"]
        assert [row["statusAfter"] for row in history["nodes"]] == seen
        assert history["totalCount"] == 5

    def test_are_refused_in_the_payload_when_the_state_does_not_allow_them(
        self, nation: Any, admin: Any
    ) -> None:
        key = admin.data(REGISTER, input=described())["registerCooperative"]["cooperative"]["id"]
        query = (
            "mutation ($input: DeclareEligibleInput!) { declareEligible(input: $input) { errors { code } } }"
        )

        done = admin.data(query, input={"cooperativeId": key})["declareEligible"]

        assert done == {"errors": [{"code": "WRONG_COOPERATIVE_STEP"}]}


class TestCooperatives:
    def test_are_filtered_and_sorted(self, nation: Any, admin: Any) -> None:
        for name, region in (("Zaâfrane", "MA-09"), ("Éclat", "MA-06"), ("Argane", "MA-09")):
            nation.add_cooperative(name=name, region=region, products=0)
        query = """query ($filter: CooperativeFilter, $orderBy: CooperativeOrder) {
          cooperatives(filter: $filter, orderBy: $orderBy) { nodes { name { fr } } totalCount } }"""

        def names(**variables: Any) -> list[str]:
            return [row["name"]["fr"] for row in admin.data(query, **variables)["cooperatives"]["nodes"]]

        by_name = {"field": "NAME_FR"}
        assert names(orderBy=by_name) == ["Argane", "Éclat", "Zaâfrane"]
        assert names(orderBy=by_name | {"direction": "DESC"}) == ["Zaâfrane", "Éclat", "Argane"]
        assert names(filter={"region": {"eq": "MA-09"}}, orderBy=by_name) == ["Argane", "Zaâfrane"]
        assert names(filter={"search": "zaafrane"}) == ["Zaâfrane"]
        assert names(filter={"status": {"oneOf": []}}) == []
        assert names(filter={"status": {"oneOf": ["ELIGIBLE"]}, "region": {"eq": "MA-06"}}) == ["Éclat"]
        assert names(filter={"foundedOn": {"range": {"lt": "2010-01-01"}}}) == []

    def test_show_masked_ribs_only(self, nation: Any, admin: Any) -> None:
        nation.add_cooperative(products=0)
        query = "{ cooperatives { nodes { payeeAccounts { nodes { holder maskedRib standing } } } } }"

        [row] = admin.data(query)["cooperatives"]["nodes"]

        [account] = row["payeeAccounts"]["nodes"]
        assert "0000000" not in account["maskedRib"]
        assert account["standing"] == "USABLE"


REGIME = """mutation ($input: ChangeVatRegimeInput!) { changeVatRegime(input: $input) {
  cooperative { vatRegime status history { nodes { step reason } } } errors { code path } } }"""
CONTRACT = """mutation ($input: SetContractInput!) { setContract(input: $input) {
  participation { contract } errors { code path } } }"""
TAKING_PART = "{ cooperatives { nodes { participations { nodes { id contract version } } } } }"


class TestVatRegime:
    def test_is_changed_with_its_evidence(self, nation: Any, admin: Any) -> None:
        key = Cooperative.global_id(nation.add_cooperative(products=0), None)
        given = {
            "cooperativeId": key,
            "vatRegime": "LIABLE",
            "evidence": "attestation 12",
            "expectedVersion": 3,
        }

        done = admin.data(REGIME, input=given)["changeVatRegime"]

        assert done["errors"] == []
        assert (done["cooperative"]["vatRegime"], done["cooperative"]["status"]) == ("LIABLE", "ELIGIBLE")
        assert done["cooperative"]["history"]["nodes"][-1] == {
            "step": "CHANGE_VAT_REGIME",
            "reason": "exempt_coop -> liable: attestation 12",
        }
        query = "{ cooperatives(filter: {vatRegime: {eq: LIABLE}}) { totalCount } }"
        assert admin.data(query)["cooperatives"]["totalCount"] == 1

    def test_needs_evidence_and_the_right_to_decide(
        self, nation: Any, admin: Any, sign_in: Callable[..., Any]
    ) -> None:
        key = Cooperative.global_id(nation.add_cooperative(products=0), None)
        given = {"cooperativeId": key, "vatRegime": "LIABLE", "evidence": " ", "expectedVersion": 3}

        done = admin.data(REGIME, input=given)["changeVatRegime"]

        assert done == {"cooperative": None, "errors": [{"code": "INVALID_VALUE", "path": ["evidence"]}]}
        analyst = sign_in(Role.HQ_ANALYST)
        assert analyst.codes(REGIME, input=given | {"evidence": "attestation"}) == ["FORBIDDEN"]


class TestContract:
    def test_is_set_by_headquarters_and_read_by_the_market(
        self, nation: Any, admin: Any, manager: Any
    ) -> None:
        nation.add_cooperative(products=0)
        [row] = admin.data(TAKING_PART)["cooperatives"]["nodes"]
        [part] = row["participations"]["nodes"]
        assert part["contract"] is None

        given = {"participationId": part["id"], "contract": "K-7", "expectedVersion": part["version"]}
        done = admin.data(CONTRACT, input=given)["setContract"]

        assert done == {"participation": {"contract": "K-7"}, "errors": []}
        [row] = manager.data(TAKING_PART)["cooperatives"]["nodes"]
        assert row["participations"]["nodes"] == [part | {"contract": "K-7", "version": 2}]

    def test_is_said_when_a_cooperative_is_admitted(self, nation: Any, admin: Any) -> None:
        key = Cooperative.global_id(nation.add_cooperative(products=0), None)
        given = {"id": str(new_id()), "cooperativeId": key, "market": "marrakech"}
        query = """mutation ($input: AdmitCooperativeInput!) { admitCooperative(input: $input) {
          participation { contract } errors { code path } } }"""

        done = admin.data(query, input=given | {"joinedOn": "2026-11-01", "contract": "K-9"})

        assert done["admitCooperative"] == {"participation": {"contract": "K-9"}, "errors": []}

    def test_is_refused_where_it_is_long_or_not_ones_business(
        self, nation: Any, admin: Any, sign_in: Callable[..., Any]
    ) -> None:
        nation.add_cooperative(products=0)
        [row] = admin.data(TAKING_PART)["cooperatives"]["nodes"]
        given = {"participationId": row["participations"]["nodes"][0]["id"], "contract": "x" * 41}
        given["expectedVersion"] = 1

        done = admin.data(CONTRACT, input=given)["setContract"]

        assert done == {"participation": None, "errors": [{"code": "INVALID_VALUE", "path": ["contract"]}]}
        assert sign_in(Role.HQ_ANALYST).codes(CONTRACT, input=given) == ["FORBIDDEN"]
