"""The queries: R1 to R4 on a market's host."""

from base64 import urlsafe_b64decode
from typing import Any

import orjson

from api.base import ids
from bench import setting
from bench.limit import Limit
from bench.workloads.types import Door, Read
from shared_catalog.catalogue.models import Product
from tenants.database.session import as_market

PAGES, PRODUCTS = 4, 16
WORDS = ("miel", "huile", "amlou", "argan")
LEAST_MINOR = 5_000

_EDGES = """pageInfo { hasNextPage endCursor } edges { node { id price { amountMinor } product {
    code name { fr } cooperative { code name { fr } region { code name { fr } } } } } }"""
_LISTINGS = f"query Listings($after: String) {{ listings(first: 50, after: $after) {{ {_EDGES} }} }}"
_PRODUCT = """query Product($id: ID!) { product(id: $id) { code name { ar fr }
    recommendedPrice { amountMinor } category { code name { fr } }
    cooperative { code name { fr } region { code name { fr } } } } }"""
_HALF_MONTHS = """query HalfMonths { periods(first: 24, filter: {state: {eq: PAID}}) { edges { node {
    key startsOn statements(first: 100, orderBy: {field: NUMBER, direction: ASC}) { edges { node {
        number cooperative { code } sales { amountMinor } fees { amountMinor }
        payable { amountMinor } } } } } } } }"""
_SEARCH = f"""query Search($words: String!, $least: SafeInt!) {{ listings(first: 50,
    filter: {{search: $words, inStock: true, priceMinor: {{range: {{gte: $least}}}}}},
    orderBy: {{field: PRICE, direction: ASC}}) {{ {_EDGES} }} }}"""


def reads(door: Door) -> list[Read]:
    """The four queries, with what they are asked for drawn from the data."""
    return [listings(door), _product(), _half_months(), _search()]


def listings(door: Door) -> Read:
    """R1. The pages follow one another from the first one."""
    asked = pages(door)
    scripts = [_page(where="true", order="product.code, listing.id")]
    for one in asked[1:]:
        cursor = one["after"]
        _, code, key = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        where = f"product.code >= '{code}' AND (product.code > '{code}' OR listing.id > '{key}')"
        scripts.append(_page(where=where, order="product.code, listing.id"))
    title = "50 listings with product, cooperative and region"
    return Read("R1", title, _LISTINGS, asked, Limit(scripts), lambda data: data["listings"]["edges"])


def first_page() -> tuple[str, list[dict[str, Any]]]:
    """The query of R1 and its first page alone, which every market has."""
    return _LISTINGS, [{"after": None}]


def pages(door: Door) -> list[dict[str, Any]]:
    """What R1 asks of a server, whose cursors are its own."""
    asked: list[dict[str, Any]] = [{"after": None}]
    while len(asked) < PAGES:
        page = door.data(_LISTINGS, asked[-1])["listings"]["pageInfo"]
        asked.append({"after": page["endCursor"]})
    return asked


def _product() -> Read:
    with as_market(setting.MARKET):
        keys = list(Product.objects.order_by("code").values_list("pk", flat=True)[::500][:PRODUCTS])
    asked = [{"id": ids.encode("Product", key)} for key in keys]
    template = _template("product")
    scripts = [template.replace("{product}", str(key)) for key in keys]
    return Read(
        "R2", "One product, three levels", _PRODUCT, asked, Limit(scripts), lambda data: [data["product"]]
    )


def _half_months() -> Read:
    script = _template("half_months")
    title = "24 half-months of 100 cooperatives"
    return Read("R3", title, _HALF_MONTHS, [{}], Limit([script]), lambda data: data["periods"]["edges"])


def _search() -> Read:
    asked = [{"words": word, "least": LEAST_MINOR} for word in WORDS]
    scripts = [
        _page(
            where=f"{_found(word)} AND listing.price_minor >= {LEAST_MINOR} AND EXISTS (SELECT FROM"
            " stock_stocklevel level WHERE level.listing_id = listing.id AND level.on_hand > 0)",
            order="listing.price_minor, listing.id",
        )
        for word in WORDS
    ]
    title = "50 listings found by a word, in stock, by price"
    return Read("R4", title, _SEARCH, asked, Limit(scripts), lambda data: data["listings"]["edges"])


def _found(word: str) -> str:
    """The condition of a search on the column that the catalogue searches, whichever it is."""
    if "search_words" in {field.name for field in Product._meta.get_fields()}:
        from kernel.search import asked  # type: ignore[import-untyped,unused-ignore]

        wanted = asked(word).wanted.replace("'", "''")
        return f"product.search_words @@ '{wanted}'::tsquery"
    return f"product.search_text LIKE '%{word}%'"


def _page(*, where: str, order: str) -> str:
    return _template("listings").replace("{where}", where).replace("{order}", order)


def _template(name: str) -> str:
    return (setting.HERE / "limits" / f"{name}.sql").read_text(encoding="utf-8")
