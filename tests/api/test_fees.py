"""The market's fees through the API: rules, their versions, and what they come to."""

from collections.abc import Callable
from typing import Any

import pytest

from api.listings.types import Listing
from api.registry.types import Cooperative
from kernel.ids import new_id
from markets.fees.models import FeeRule, FeeRuleVersion
from tenants.permissions import Role

SET = """mutation ($input: SetFeeRuleInput!) { setFeeRule(input: $input) {
  feeRule { id uuid name createdBy endsOn versions { nodes {
    number effectiveFrom effectiveUntil contracts cooperatives categories groups setBy
    components { kind basisPoints fixed { amountMinor } min { amountMinor } max { amountMinor } } } } }
  errors { code path } } }"""
ADD = """mutation ($input: AddFeeRuleVersionInput!) { addFeeRuleVersion(input: $input) {
  version { number effectiveFrom rule { name } components { basisPoints } } errors { code path } } }"""
END = """mutation ($input: EndFeeRuleInput!) { endFeeRule(input: $input) {
  feeRule { endsOn endedBy } errors { code path } } }"""
PREVIEW = """query ($id: ID!, $quantity: Int!, $on: Date!) {
  feePreview(listingId: $id, quantity: $quantity, on: $on) {
    amount { amountMinor } fee { amountMinor }
    parts { kind basisPoints fixed { amountMinor } base { amountMinor } amount { amountMinor } }
    rule { ruleId name number matched whyNot }
    others { name number matched whyNot } } }"""


def terms(day: str = "2026-12-01", basis_points: int = 250, **said: Any) -> dict[str, Any]:
    return {"effectiveFrom": day, "components": [{"basisPoints": basis_points}]} | said


def rule(name: str = "Commission", *, id: str = "", **said: Any) -> dict[str, Any]:
    return {"id": id or str(new_id()), "name": name, "details": terms(**said)}


def set_rule(api: Any, given: dict[str, Any]) -> Any:
    return api.data(SET, input=given)["setFeeRule"]


class TestSetFeeRule:
    def test_answers_the_rule_with_what_it_says(self, nation: Any, manager: Any) -> None:
        maker = Cooperative.global_id(nation.add_cooperative(), None)
        given = rule(
            effectiveUntil="2027-01-01",
            contracts=["K-7"],
            cooperatives=[maker],
            categories=["baskets"],
            groups=["TERROIR"],
            components=[
                {"basisPoints": 250, "min": {"amountMinor": 50}, "max": {"amountMinor": 900}},
                {"fixed": {"amountMinor": 20}},
            ],
        )
        done = set_rule(manager, given)

        assert done["errors"] == []
        assert done["feeRule"].pop("id") and done["feeRule"].pop("createdBy")
        [version] = done["feeRule"].pop("versions")["nodes"]
        assert done["feeRule"] == {"uuid": given["id"], "name": "Commission", "endsOn": None}
        assert version.pop("setBy")
        assert version == {
            "number": 1,
            "effectiveFrom": "2026-12-01",
            "effectiveUntil": "2027-01-01",
            "contracts": ["K-7"],
            "cooperatives": [maker],
            "categories": ["baskets"],
            "groups": ["TERROIR"],
            "components": [
                {
                    "kind": "PERCENTAGE",
                    "basisPoints": 250,
                    "fixed": None,
                    "min": {"amountMinor": 50},
                    "max": {"amountMinor": 900},
                },
                {
                    "kind": "FIXED",
                    "basisPoints": None,
                    "fixed": {"amountMinor": 20},
                    "min": None,
                    "max": None,
                },
            ],
        }

    def test_answers_the_same_rule_again(self, manager: Any, casablanca: str) -> None:
        given = rule()

        assert set_rule(manager, given) == set_rule(manager, given)
        assert FeeRuleVersion.objects.count() == 1

    @pytest.mark.parametrize(
        ("said", "code", "path"),
        [
            ({"day": "2026-11-10"}, "FEE_RULE_IN_THE_PAST", ["details", "effectiveFrom"]),
            ({"basis_points": 10_001}, "INVALID_VALUE", ["details", "components"]),
            ({"components": []}, "INVALID_VALUE", ["details", "components"]),
            ({"components": [{}]}, "INVALID_VALUE", ["details", "components"]),
            ({"effectiveUntil": "2026-12-01"}, "INVALID_VALUE", ["details", "effectiveUntil"]),
            ({"categories": ["ghosts"]}, "NOT_FOUND", ["details", "categories"]),
            ({"cooperatives": ["Q29vcGVyYXRpdmU6MQ"]}, "NOT_FOUND", ["details", "cooperatives", "0"]),
            ({"contracts": [""]}, "INVALID_VALUE", ["details", "contracts"]),
            ({"name": " "}, "INVALID_VALUE", ["name"]),
        ],
    )
    def test_says_what_is_wrong_and_sets_nothing(
        self, manager: Any, casablanca: str, said: dict[str, Any], code: str, path: list[str]
    ) -> None:
        done = set_rule(manager, rule(**said))

        assert done == {"feeRule": None, "errors": [{"code": code, "path": path}]}
        assert not FeeRule.objects.exists()

    def test_refuses_another_rule_under_its_id(self, manager: Any) -> None:
        given = rule()
        set_rule(manager, given)

        done = set_rule(manager, rule(id=given["id"], basis_points=300))

        assert [error["code"] for error in done["errors"]] == ["FEE_RULE_ID_REUSED"]

    @pytest.mark.parametrize("role", [Role.CASHIER, Role.STOCK_KEEPER, Role.ACCOUNTANT, Role.INTEGRATOR])
    def test_is_for_the_manager(self, sign_in: Callable[..., Any], casablanca: str, role: Role) -> None:
        api = sign_in(role, scope="casablanca")

        assert api.codes(SET, input=rule()) == ["FORBIDDEN"]
        assert not FeeRule.objects.exists()


class TestAddFeeRuleVersion:
    def test_holds_from_its_day(self, manager: Any) -> None:
        key = set_rule(manager, rule())["feeRule"]["id"]
        given = {"ruleId": key, "details": terms("2027-01-01", 300), "expectedVersion": 1}
        done = manager.data(ADD, input=given)["addFeeRuleVersion"]

        assert done == {
            "version": {
                "number": 2,
                "effectiveFrom": "2027-01-01",
                "rule": {"name": "Commission"},
                "components": [{"basisPoints": 300}],
            },
            "errors": [],
        }
        assert manager.data(ADD, input=given)["addFeeRuleVersion"] == done

    def test_says_what_is_wrong(self, manager: Any) -> None:
        key = set_rule(manager, rule())["feeRule"]["id"]
        manager.data(END, input={"ruleId": key, "endsOn": "2026-12-31", "expectedVersion": 1})
        for day, code in (("2026-11-10", "FEE_RULE_IN_THE_PAST"), ("2027-01-01", "FEE_RULE_ENDED")):
            done = manager.data(ADD, input={"ruleId": key, "details": terms(day), "expectedVersion": 2})[
                "addFeeRuleVersion"
            ]
            assert done["errors"] == [{"code": code, "path": ["details", "effectiveFrom"]}]

    def test_is_for_the_manager(self, manager: Any, sign_in: Callable[..., Any], casablanca: str) -> None:
        key = set_rule(manager, rule())["feeRule"]["id"]
        accountant = sign_in(Role.ACCOUNTANT, scope="casablanca")
        given = {"ruleId": key, "details": terms("2027-01-01"), "expectedVersion": 1}

        assert accountant.codes(ADD, input=given) == ["FORBIDDEN"]
        assert FeeRuleVersion.objects.count() == 1


class TestEndFeeRule:
    def test_ends_it_once(self, manager: Any) -> None:
        key = set_rule(manager, rule())["feeRule"]["id"]
        done = manager.data(END, input={"ruleId": key, "endsOn": "2026-12-31", "expectedVersion": 1})[
            "endFeeRule"
        ]

        assert (done["feeRule"]["endsOn"], done["errors"]) == ("2026-12-31", [])
        other = manager.data(END, input={"ruleId": key, "endsOn": "2026-12-30", "expectedVersion": 1})[
            "endFeeRule"
        ]
        assert other["errors"] == [{"code": "FEE_RULE_ENDED", "path": ["endsOn"]}]
        rules = manager.data("{ feeRules(filter: {endsOn: {isNull: true}}) { totalCount } }")["feeRules"]
        assert rules["totalCount"] == 0

    def test_needs_a_day_to_come(self, manager: Any) -> None:
        key = set_rule(manager, rule())["feeRule"]["id"]
        done = manager.data(END, input={"ruleId": key, "endsOn": "2026-11-10", "expectedVersion": 1})[
            "endFeeRule"
        ]

        assert done["errors"] == [{"code": "FEE_RULE_IN_THE_PAST", "path": ["endsOn"]}]

    def test_is_for_the_manager(self, manager: Any, sign_in: Callable[..., Any]) -> None:
        key = set_rule(manager, rule())["feeRule"]["id"]
        auditor = sign_in(Role.AUDITOR, scope="casablanca")

        assert auditor.codes(END, input={"ruleId": key, "endsOn": "2026-12-31", "expectedVersion": 1}) == [
            "FORBIDDEN"
        ]


class TestFeePreview:
    def test_says_the_charge_and_why(self, shop: Any, manager: Any) -> None:
        basket = shop.add_goods(price_minor=10_000)
        listing = Listing.global_id(basket.pk, "casablanca")
        maker = Cooperative.global_id(basket.product.cooperative_id, None)
        set_rule(manager, rule("All"))
        chosen = set_rule(
            manager,
            rule(
                "Baskets",
                categories=["terroir"],
                groups=["TERROIR"],
                components=[{"basisPoints": 500}, {"fixed": {"amountMinor": 10}}],
            ),
        )["feeRule"]
        set_rule(manager, rule("Contract", contracts=["K-7"], cooperatives=[maker]))
        set_rule(manager, rule("Later", day="2027-01-01", cooperatives=[maker]))

        found = manager.data(PREVIEW, id=listing, quantity=2, on="2026-12-01")["feePreview"]

        assert (found["amount"], found["fee"]) == ({"amountMinor": 20_000}, {"amountMinor": 1_020})
        assert found["parts"] == [
            {
                "kind": "PERCENTAGE",
                "basisPoints": 500,
                "fixed": None,
                "base": {"amountMinor": 20_000},
                "amount": {"amountMinor": 1_000},
            },
            {
                "kind": "FIXED",
                "basisPoints": None,
                "fixed": {"amountMinor": 10},
                "base": {"amountMinor": 20},
                "amount": {"amountMinor": 20},
            },
        ]
        assert found["rule"] == {
            "ruleId": chosen["id"],
            "name": "Baskets",
            "number": 1,
            "matched": ["CATEGORY", "GROUP"],
            "whyNot": None,
        }
        assert sorted(found["others"], key=lambda one: one["name"]) == [
            {"name": "All", "number": 1, "matched": [], "whyNot": "LESS_SPECIFIC"},
            {"name": "Contract", "number": 1, "matched": ["COOPERATIVE"], "whyNot": "OTHER_CONTRACT"},
            {"name": "Later", "number": 1, "matched": [], "whyNot": "NOT_IN_FORCE"},
        ]

    def test_is_nothing_without_a_rule(self, shop: Any, manager: Any) -> None:
        listing = Listing.global_id(shop.add_goods().pk, "casablanca")
        found = manager.data(PREVIEW, id=listing, quantity=1, on="2026-12-01")["feePreview"]

        assert (found["fee"], found["rule"], found["parts"]) == ({"amountMinor": 0}, None, [])

    def test_is_what_the_sale_then_is_charged(self, shop: Any, manager: Any, now: Any) -> None:
        shop.grow()
        basket = shop.add_goods(price_minor=9_999)
        sold = shop.sell((basket, 3)).lines
        preview = manager.data(
            PREVIEW, id=Listing.global_id(basket.pk, "casablanca"), quantity=3, on=now.date().isoformat()
        )["feePreview"]
        [line] = manager.data(
            """query ($id: UUID!) { sales(first: 1, filter: {uuid: {eq: $id}}) { nodes {
              lines(first: 1) { nodes {
              fee { amountMinor } feeRule { id name } feeRuleVersion { number }
              feeParts {
                kind basisPoints fixed { amountMinor } base { amountMinor } amount { amountMinor } }
              taxBasisPoints tax { amountMinor } taxNote
              feeTaxBasisPoints feeTax { amountMinor } } } } } }""",
            id=str(sold.instance.pk),
        )["sales"]["nodes"][0]["lines"]["nodes"]

        assert preview["fee"] == line["fee"] == {"amountMinor": 2}
        assert preview["parts"] == line["feeParts"]
        assert (preview["rule"]["ruleId"], preview["rule"]["number"]) == (
            line["feeRule"]["id"],
            line["feeRuleVersion"]["number"],
        )
        assert (line["taxBasisPoints"], line["tax"], line["taxNote"]) == (
            0,
            {"amountMinor": 0},
            "art. 91-IV CGI",
        )
        assert (line["feeTaxBasisPoints"], line["feeTax"]) == (2_000, {"amountMinor": 0})

    def test_is_refused_for_no_listing_no_quantity_and_who_may_not_see_fees(
        self, shop: Any, manager: Any, sign_in: Callable[..., Any]
    ) -> None:
        asked = {"id": Listing.global_id(shop.add_goods().pk, "casablanca"), "on": "2026-12-01"}
        nowhere = Listing.global_id(new_id(), "casablanca")

        assert manager.codes(PREVIEW, quantity=0, **asked) == ["BAD_USER_INPUT"]
        assert manager.codes(PREVIEW, quantity=1, **(asked | {"id": nowhere})) == ["NOT_FOUND"]
        cashier = sign_in(Role.CASHIER, scope="casablanca")
        assert cashier.codes(PREVIEW, quantity=1, **asked) == ["FORBIDDEN"]
