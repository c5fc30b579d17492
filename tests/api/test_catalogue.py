"""The catalogue through the API."""

from collections.abc import Callable
from typing import Any

import pytest

from kernel.ids import new_id
from tenants.permissions import Role

DRAFT = """mutation ($input: DraftProductInput!) {
  draftProduct(input: $input) {
    product { id code status recommendedPrice { amountMinor currency } description { fr } category { code } }
    errors { code path }
  }
}"""

PROPOSE = """mutation ($p: ID!) { proposeProduct(input: {productId: $p}) {
  changeRequest { kind state } errors { code } } }"""


@pytest.fixture
def officer(sign_in: Callable[..., Any]) -> Any:
    return sign_in(Role.REGISTRY_OFFICER)


def described(cooperative: str, **changes: Any) -> dict[str, Any]:
    details = {
        "categoryCode": "honey",
        "names": {"ar": "عسل", "fr": "Miel de thym", "en": "Thyme honey"},
        "unit": "GRAM",
        "netContent": 250,
        "recommendedPrice": {"amountMinor": 9_000},
    }
    return {"id": str(new_id()), "cooperativeId": cooperative, "details": {**details, **changes}}


def cooperative_of(api: Any) -> str:
    found: str = api.data("{ cooperatives { nodes { id } } }")["cooperatives"]["nodes"][0]["id"]
    return found


class TestProducts:
    def test_are_drafted_published_and_retired(self, nation: Any, admin: Any, officer: Any) -> None:
        nation.add_cooperative(products=0)

        drafted = officer.data(DRAFT, input=described(cooperative_of(officer)))["draftProduct"]
        key = drafted["product"].pop("id")
        approve = "mutation ($p: ID!) { approveProduct(input: {productId: $p}) { product { status } } }"
        retire = "mutation ($p: ID!) { retireProduct(input: {productId: $p}) { product { status } } }"

        assert drafted["errors"] == []
        assert drafted["product"] == {
            "code": drafted["product"]["code"],
            "status": "DRAFT",
            "recommendedPrice": {"amountMinor": 9_000, "currency": "MAD"},
            "description": None,
            "category": {"code": "honey"},
        }
        assert officer.data(PROPOSE, p=key)["proposeProduct"]["errors"] == []
        assert admin.data(approve, p=key)["approveProduct"]["product"] == {"status": "PUBLISHED"}
        assert admin.data(retire, p=key)["retireProduct"]["product"] == {"status": "RETIRED"}

    def test_of_food_are_not_published_without_a_certificate(
        self, nation: Any, admin: Any, officer: Any
    ) -> None:
        nation.add_cooperative(products=0)
        key = admin.data(DRAFT, input=described(cooperative_of(admin)))["draftProduct"]["product"]["id"]
        certificate = admin.data("{ authorisations { nodes { id } } }")["authorisations"]["nodes"][0]["id"]
        admin.data(
            """mutation ($a: ID!) { withdrawAuthorisation(input: {authorisationId: $a, reason: "x"}) {
                errors { code } } }""",
            a=certificate,
        )

        officer.data(PROPOSE, p=key)

        done = admin.data(
            "mutation ($p: ID!) { approveProduct(input: {productId: $p}) { errors { code } } }", p=key
        )

        assert done["approveProduct"]["errors"] == [{"code": "FOOD_AUTHORISATION_MISSING"}]

    def test_are_refused_in_another_currency(self, nation: Any, admin: Any) -> None:
        nation.add_cooperative(products=0)
        price = {"amountMinor": 1, "currency": "EUR"}
        given = described(cooperative_of(admin), recommendedPrice=price)

        assert admin.codes(DRAFT, input=given) == ["BAD_USER_INPUT"]

    def test_are_found_by_category_price_and_words(self, nation: Any, admin: Any) -> None:
        nation.add_cooperative(products=3)
        query = "query ($f: ProductFilter) { products(filter: $f) { totalCount } }"

        def found(**given: Any) -> int:
            total: int = admin.data(query, f=given)["products"]["totalCount"]
            return total

        assert found(category={"eq": "baskets"}) == found(rootCategory={"eq": "terroir"}) == 3
        assert found(recommendedPriceMinor={"range": {"gte": 1_001, "lt": 1_002}}) == 1
        assert (found(search="PRODUIT"), found(search="produit savon")) == (3, 0)
        assert found(group={"eq": "COSMETICS"}) == 0


class TestCategories:
    def test_make_a_tree(self, nation: Any, admin: Any) -> None:
        query = """{ categories(filter: {parent: {isNull: true}}) { nodes {
            code regime children { nodes { code regime parent { code } } } } } }"""

        [root] = admin.data(query)["categories"]["nodes"]

        assert (root["code"], root["regime"]) == ("terroir", None)
        assert [child["code"] for child in root["children"]["nodes"]] == ["honey", "baskets"]


ADD_RATE = """mutation ($input: AddTaxRateInput!) { addTaxRate(input: $input) {
  taxRate { taxClass effectiveFrom basisPoints legalReference } errors { code path } } }"""


class TestTaxRates:
    def rate(self, **changes: Any) -> dict[str, Any]:
        given = {"taxClass": "STANDARD", "effectiveFrom": "2027-01-01", "basisPoints": 1900}
        return given | {"legalReference": "loi de finances 2027"} | changes

    def test_are_added_for_a_day_to_come_and_read_by_markets(
        self, nation: Any, admin: Any, manager: Any
    ) -> None:
        done = admin.data(ADD_RATE, input=self.rate())["addTaxRate"]

        assert done == {"taxRate": self.rate(), "errors": []}
        query = """{ taxRates(filter: {taxClass: {eq: STANDARD}}) {
          nodes { basisPoints effectiveFrom legalReference } } }"""
        assert [rate["basisPoints"] for rate in manager.data(query)["taxRates"]["nodes"]] == [1900, 2000]

    @pytest.mark.parametrize(
        ("changes", "code", "path"),
        [
            ({"effectiveFrom": "2026-11-10"}, "TAX_RATE_IN_THE_PAST", ["effectiveFrom"]),
            ({"effectiveFrom": "2007-01-01"}, "TAX_RATE_ALREADY_SET", ["effectiveFrom"]),
            ({"basisPoints": 10_001}, "INVALID_VALUE", ["basisPoints"]),
            ({"taxClass": "EXEMPT"}, "INVALID_VALUE", ["basisPoints"]),
            ({"legalReference": ""}, "INVALID_VALUE", ["legalReference"]),
        ],
    )
    def test_say_what_is_wrong(
        self, nation: Any, admin: Any, changes: dict[str, Any], code: str, path: list[str]
    ) -> None:
        done = admin.data(ADD_RATE, input=self.rate(**changes))["addTaxRate"]

        assert done["taxRate"] is None
        assert [(error["code"], error["path"]) for error in done["errors"]] == [(code, path)]

    @pytest.mark.parametrize("role", [Role.HQ_ANALYST, Role.COMMITTEE_MEMBER, Role.AUDITOR])
    def test_are_for_those_who_approve_the_catalogue(
        self, nation: Any, sign_in: Callable[..., Any], role: Role
    ) -> None:
        assert sign_in(role).codes(ADD_RATE, input=self.rate()) == ["FORBIDDEN"]
