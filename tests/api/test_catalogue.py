"""The catalogue through the API."""

from typing import Any

from kernel.ids import new_id

DRAFT = """mutation ($input: DraftProductInput!) {
  draftProduct(input: $input) {
    product { id code status recommendedPrice { amountMinor currency } description { fr } category { code } }
    errors { code path }
  }
}"""


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
    def test_are_drafted_approved_and_retired(self, nation: Any, admin: Any) -> None:
        nation.add_cooperative(products=0)

        drafted = admin.data(DRAFT, input=described(cooperative_of(admin)))["draftProduct"]
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
        assert admin.data(approve, p=key)["approveProduct"]["product"] == {"status": "APPROVED"}
        assert admin.data(retire, p=key)["retireProduct"]["product"] == {"status": "RETIRED"}

    def test_of_food_are_not_approved_without_a_certificate(self, nation: Any, admin: Any) -> None:
        nation.add_cooperative(products=0)
        key = admin.data(DRAFT, input=described(cooperative_of(admin)))["draftProduct"]["product"]["id"]
        certificate = admin.data("{ authorisations { nodes { id } } }")["authorisations"]["nodes"][0]["id"]
        admin.data(
            """mutation ($a: ID!) { withdrawAuthorisation(input: {authorisationId: $a, reason: "x"}) {
                errors { code } } }""",
            a=certificate,
        )

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
