"""The registry through the API, read and written as headquarters does."""

from typing import Any

from kernel.identifiers import ice_with_key
from kernel.ids import new_id
from shared_catalog.registry.models import Cooperative

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
        assert not Cooperative.objects.exists()

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
