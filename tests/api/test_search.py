"""Search through the API: what people type finds products, listings and cooperatives, and is never wrong."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from kernel.identifiers import Embedded, embedded_code
from kernel.ids import new_id
from markets.listings.models import Listing
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue.models import Product
from shared_catalog.catalogue.types import BarcodeKind, ProductDetails, Unit
from shared_catalog.registry.types import Names
from tenants.database.session import as_hq, as_market

AT = datetime.fromisoformat("2026-11-10T10:00:00+00:00")
OIL, SOAP, TEA, BOX = "OIL", "SOAP", "TEA", "BOX"
OIL_CODE, OLD_CODE, UPC_CODE = "6111000000014", "6111000000021", "0012345678905"
NAMES = {
    OIL: Names(ar="زيت الأركان البكر", fr="Huile d'argan vierge", en="Virgin argan oil"),
    SOAP: Names(ar="صابون بزيت الزَّيْتون", fr="Savon à l'huile d'olive", en="Olive oil soap"),
    TEA: Names(ar="شاي بالنعناع", fr="Thé à la menthe", en=""),
    # What stands in a name is no barcode.
    BOX: Names(ar=f"علبة {OIL_CODE}", fr="Coffret Béni Mellal 2 × 250 g", en="Gift box"),
}
PAGE = """query ($text: String, $first: Int, $after: String) {
  page: %s(first: $first, after: $after, filter: {search: $text}) {
    nodes { id %s } totalCount pageInfo { hasNextPage endCursor } } }"""
PRODUCTS, LISTINGS = PAGE % ("products", "name { fr }"), PAGE % ("listings", "product { name { fr } }")
HOSTILE = [
    *(
        "'",
        '"',
        "''",
        '"\'"',
        "\\",
        "\\'",
        "a'b",
        "$$",
        "%",
        "_",
        "%s",
        "{}",
        ";--",
        "\u202e",
        "\ud7ff",
        "🍯",
    ),
    *(
        "!",
        "&",
        "|",
        ":",
        "(",
        ")",
        "<->",
        "a:*",
        "a & b",
        "a | !b",
        "(a",
        "a)",
        "!!a",
        "a:A",
        "a <2> b",
        "*",
    ),
    *("-", "--", "---a", '-"', '-""', '"-a"', "- -", "a-", '"a', 'a"b"c', "«a", "'a':*", "to_tsquery('a')"),
    *("م" * 2_000, "a " * 1_000, '"' * 2_000, "-" * 2_000, "-a " * 600, "'" * 2_000, "ﷺ" * 600, "1 " * 1_000),
    *("12345678", "00000000", "2" * 14, "2000000000008", "2100000000005", "٠" * 13, "9" * 2_000, "½" * 8),
]


@pytest.fixture
def shelf(nation: Any) -> dict[str, Product]:
    """Four published products, by what they are."""
    maker = nation.add_cooperative(products=0)
    shelf = {}
    for what, names in NAMES.items():
        details = ProductDetails(
            category_code="baskets",
            names=names,
            unit=Unit.GRAM,
            net_content=100,
            recommended_price_minor=1_000,
            gtin={OIL: OIL_CODE, SOAP: OLD_CODE}.get(what, ""),
        )
        with as_hq():
            shelf[what] = catalogue.draft_product(
                product_id=new_id(), cooperative_id=maker, details=details, at=AT, actor="test"
            )
    return shelf


@pytest.fixture
def found(shelf: dict[str, Product], admin: Any) -> Callable[[str], set[str]]:
    """What a text finds among the four."""
    by_name = {names.fr: what for what, names in NAMES.items()}

    def ask(text: str) -> set[str]:
        page = admin.data(PRODUCTS, text=text)["page"]
        assert page["totalCount"] == len(page["nodes"])
        return {by_name[node["name"]["fr"]] for node in page["nodes"]}

    return ask


def add_code(product: Product, kind: BarcodeKind, code: str = "") -> Any:
    with as_hq():
        return catalogue.add_barcode(
            barcode_id=new_id(), product_id=product.id, kind=kind, code=code, at=AT, actor="test"
        )


class TestWords:
    def test_are_beginnings_in_any_order_and_language(self, found: Any) -> None:
        assert found("arg vier") == found("vierge HUILE argan") == found("l'argan") == {OIL}
        assert found("الزيت") == found("زيت") == found("huile") == {OIL, SOAP}
        assert found("نعناع") == found("the menthe") == {TEA}
        assert found("زيتون") == found("olive soap") == found("Savon زيت") == {SOAP}
        assert found("beni") == found("BÉNI-mellal") == found("٢٥٠") == {BOX}
        assert found("gan") == found("huile beurre") == set()

    def test_in_quotation_marks_are_whole_and_follow_each_other(self, found: Any) -> None:
        assert found('"huile d\'argan"') == found("«Argan vierge»") == found('"زيت الاركان"') == {OIL}
        assert found('"argan huile"') == found('"huil"') == set()
        assert found('"زيت زيتون"') == found("“oil soap”") == {SOAP}
        # The French name ends with what the English one begins with, and yet that is no phrase.
        assert found('"vierge virgin"') == set()

    def test_after_a_hyphen_exclude(self, found: Any) -> None:
        assert found("huile -olive") == found("زيت -صابون") == {OIL}
        assert found('huile -"huile d\'argan"') == {SOAP}
        assert found("-huile") == {TEA, BOX}
        assert found("-huile -thé -coffret") == found("huile -huile") == set()

    @pytest.mark.parametrize("text", ["", "   ", "-", '"', "!?"])
    def test_that_are_none_ask_for_nothing(self, found: Any, text: str) -> None:
        assert found(text) == {OIL, SOAP, TEA, BOX}

    def test_that_are_left_out_ask_for_nothing(self, found: Any, admin: Any) -> None:
        assert admin.data(PRODUCTS, text=None)["page"]["totalCount"] == len(found(""))

    def test_follow_a_name_that_is_changed(self, found: Any, shelf: dict[str, Product]) -> None:
        with as_hq():
            details = catalogue_details(shelf[TEA], names=Names(ar="قهوة", fr="Café", en="Coffee"))
            catalogue.edit_product(product_id=shelf[TEA].id, details=details, at=AT, actor="test")
        assert found("menthe") == set()

    def test_give_every_row_once_by_pages(self, shelf: dict[str, Product], admin: Any) -> None:
        seen, after = [], None
        for _ in range(2):
            page = admin.data(PRODUCTS, text="huile", first=1, after=after)["page"]
            seen += [node["name"]["fr"] for node in page["nodes"]]
            after = page["pageInfo"]["endCursor"]
        assert sorted(seen) == [NAMES[OIL].fr, NAMES[SOAP].fr]
        assert page["pageInfo"]["hasNextPage"] is False


def catalogue_details(product: Product, **changes: Any) -> ProductDetails:
    given = {"category_code": "baskets", "unit": Unit.GRAM, "net_content": 100, "recommended_price_minor": 1}
    return ProductDetails(**{**given, "gtin": product.gtin or "", **changes})


class TestABarcode:
    def test_finds_its_product_and_not_what_is_called_so(self, found: Any) -> None:
        assert found(OIL_CODE) == found(f" {OIL_CODE} ") == found("6 111000 000014") == {OIL}
        assert found("٦١١١٠٠٠٠٠٠٠١٤") == found(f"0{OIL_CODE}") == {OIL}

    def test_of_any_kind_leads_to_its_product(self, found: Any, shelf: dict[str, Product]) -> None:
        add_code(shelf[TEA], BarcodeKind.GTIN, UPC_CODE)
        add_code(shelf[BOX], BarcodeKind.WEIGHED)
        assert found(UPC_CODE) == found(UPC_CODE[1:]) == {TEA}
        assert found(embedded_code(Embedded(1, grams=250))) == {BOX}
        assert found(shelf[TEA].code) == {TEA}

    def test_that_it_once_had_leads_to_it_too(self, found: Any, shelf: dict[str, Product]) -> None:
        with as_hq():
            details = catalogue_details(shelf[SOAP], names=NAMES[SOAP], gtin="")
            catalogue.edit_product(product_id=shelf[SOAP].id, details=details, at=AT, actor="test")
        assert found(OLD_CODE) == {SOAP}
        add_code(shelf[OIL], BarcodeKind.GTIN, OLD_CODE)
        assert found(OLD_CODE) == {SOAP, OIL}

    def test_that_nobody_has_finds_nothing(self, found: Any) -> None:
        assert found("61110000") == found(OIL_CODE[:12]) == set()
        assert found("6111000000015") == found("6111000000045") == set()

    def test_among_other_words_is_a_word_of_names(self, found: Any) -> None:
        assert found(f"{OIL_CODE} coffret") == found(f'"علبة {OIL_CODE}"') == {BOX}


class TestListings:
    def test_are_found_by_their_product(
        self, nation: Any, shelf: dict[str, Product], make_goods: Callable[..., Listing], manager: Any
    ) -> None:
        for what in (OIL, SOAP):
            nation.publish(shelf[what].id)
            with as_market("casablanca"):
                make_goods(product=shelf[what])

        def found(text: str) -> set[str]:
            return {
                node["product"]["name"]["fr"] for node in manager.data(LISTINGS, text=text)["page"]["nodes"]
            }

        assert found("زيت") == found("") == {NAMES[OIL].fr, NAMES[SOAP].fr}
        assert found('"huile d\'olive"') == found("-argan") == found(OLD_CODE) == {NAMES[SOAP].fr}
        assert found("menthe") == found(shelf[TEA].code) == set()


class TestCooperatives:
    def test_are_found_by_names_and_number(self, nation: Any, admin: Any) -> None:
        for name in ("Femmes de l'Atlas", "Zaâfrane"):
            nation.add_cooperative(name=name, products=0)
        query = PAGE % ("cooperatives", "name { fr }")

        def found(text: str) -> list[str]:
            return [node["name"]["fr"] for node in admin.data(query, text=text)["page"]["nodes"]]

        assert found("atlas femme") == found('"de l\'atlas"') == found("c0001") == ["Femmes de l'Atlas"]
        assert found("التعاونية -atlas") == found("zaafrane") == ["Zaâfrane"]
        assert found("12345678") == []


@pytest.mark.parametrize("list_", ["products", "cooperatives", "listings"])
def test_no_text_is_wrong(shelf: dict[str, Product], admin: Any, manager: Any, list_: str) -> None:
    caller = manager if list_ == "listings" else admin
    for text in HOSTILE:
        assert "errors" not in caller.ask(PAGE % (list_, ""), text=text), text[:40]
