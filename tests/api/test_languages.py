"""Texts in the language that was asked for, in another where there is none, and what is missing."""

from typing import Any

import pytest

from api.catalogue.types import Product
from kernel.ids import new_id

NAME = """query ($p: ID!, $l: Language) { product(id: $p) {
  name { ar fr en localized(language: $l) { text language isFallback } } description { fr } } }"""
DRAFT = """mutation ($input: DraftProductInput!) { draftProduct(input: $input) {
  product { id } errors { code path } } }"""


@pytest.fixture
def without_english(nation: Any, admin: Any) -> str:
    """A product that is told in Arabic and French only."""
    nation.add_cooperative(products=1)
    [maker] = admin.data("{ cooperatives { nodes { id } } }")["cooperatives"]["nodes"]
    details = {
        "categoryCode": "baskets",
        "names": {"ar": "سلة", "fr": "Panier"},
        "unit": "PIECE",
        "netContent": 1,
        "recommendedPrice": {"amountMinor": 9_000},
    }
    given = {"id": str(new_id()), "cooperativeId": maker["id"], "details": details}
    done = admin.data(DRAFT, input=given)["draftProduct"]
    assert done["errors"] == []
    return str(done["product"]["id"])


@pytest.mark.parametrize(
    ("header", "asked", "told"),
    [
        ("en", None, ("Panier", "FR", True)),
        ("ar", None, ("سلة", "AR", False)),
        ("de", None, ("Panier", "FR", False)),
        ("ar", "EN", ("Panier", "FR", True)),
        ("en", "AR", ("سلة", "AR", False)),
    ],
)
def test_a_name_is_told_in_the_language_of_the_request_or_of_the_argument(
    without_english: str, admin: Any, header: str, asked: str | None, told: tuple[str, str, bool]
) -> None:
    answer = admin.ask(NAME, language=header, p=without_english, l=asked)["data"]["product"]
    assert tuple(answer["name"]["localized"].values()) == told
    assert answer["name"]["en"] == ""
    assert answer["description"] is None


def test_what_is_missing_is_counted_and_found(nation: Any, without_english: str, admin: Any) -> None:
    for key in (nation.products[0], Product.key_of(without_english, None)):
        nation.publish(key)
    query = """query ($by: CompletenessGrouping!) { languageCompleteness(by: $by) {
      category { code } cooperative { code } market { slug } products names { ar fr en }
      descriptions { fr } missingNames { en } missingDescriptions { fr } } }"""
    counted = {
        "products": 2,
        "names": {"ar": 2, "fr": 2, "en": 1},
        "descriptions": {"fr": 0},
        "missingNames": {"en": 1},
        "missingDescriptions": {"fr": 2},
    }
    subjects = {"category": None, "cooperative": None, "market": None}
    for by, subject in (
        ("CATEGORY", {"category": {"code": "baskets"}}),
        ("COOPERATIVE", {"cooperative": {"code": "C0001"}}),
        ("MARKET", {"market": {"slug": "casablanca"}}),
    ):
        assert admin.data(query, by=by)["languageCompleteness"] == [counted | subjects | subject]
        counting = [sql for sql in admin.statements if "catalogue_product" in sql]
        assert len(counting) == 1, "one statement counts them all"

    listed = "query ($f: ProductFilter) { products(filter: $f) { totalCount } }"
    missing = {"missingLanguage": "EN", "search": "panier"}
    assert admin.data(listed, f=missing)["products"]["totalCount"] == 1
    assert admin.data(listed, f={"status": {"eq": "APPROVED"}})["products"]["totalCount"] == 2


def test_arabic_and_french_are_required(nation: Any, admin: Any) -> None:
    nation.add_cooperative(products=0)
    [maker] = admin.data("{ cooperatives { nodes { id } } }")["cooperatives"]["nodes"]
    details = {
        "categoryCode": "baskets",
        "names": {"ar": " ", "fr": "Panier", "en": "Basket"},
        "unit": "PIECE",
        "netContent": 1,
        "recommendedPrice": {"amountMinor": 9_000},
    }
    given = {"id": str(new_id()), "cooperativeId": maker["id"], "details": details}
    [error] = admin.data(DRAFT, input=given)["draftProduct"]["errors"]
    assert (error["code"], error["path"]) == ("INVALID_VALUE", ["details", "names", "ar"])
