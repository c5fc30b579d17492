"""Our JSON-LD as others read it, by the W3C's algorithms, and without the network."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pyld import jsonld

from shared_catalog.catalogue.types import Unit
from shared_catalog.open_data import rules
from shared_catalog.open_data.types import OpenCooperative, OpenProduct
from shared_catalog.registry.types import Group, Names

BASE = "https://hq.tadamun.example"
AT = datetime(2026, 11, 10, 10, 0, tzinfo=UTC)
SCHEMA = "https://schema.org/"

# Of schema.org 29: what a thing of each type may say, as far as we say it.
TERMS = {
    "Organization": {"identifier", "name", "keywords", "foundingDate", "location", "subjectOf"},
    "Product": {
        *("identifier", "name", "description", "category", "size", "gtin", "manufacturer", "subjectOf"),
    },
    "AdministrativeArea": {"identifier", "name", "containedInPlace"},
    "QuantitativeValue": {"value", "unitCode"},
    "Dataset": {"license", "dateModified"},
    "DataFeed": {"license", "isAccessibleForFree", "dataFeedElement"},
}

COOPERATIVE = OpenCooperative(
    code="C0042",
    names=Names("تعاونية الأمل", "Al Amal", "Al Amal"),
    group=Group.TERROIR,
    region_code="MA-09",
    region=Names("سوس ماسة", "Souss-Massa", "Souss-Massa"),
    province_code="MA-TAR",
    province=Names("تارودانت", "Taroudannt", "Taroudannt"),
    founded_on=date(2015, 3, 1),
    updated_at=AT,
)
PRODUCT = OpenProduct(
    code="6111234567890",
    gtin="6111234567890",
    names=Names("أملو", "Amlou, 250 g", "Amlou, 250 g"),
    descriptions=Names("", "À l'amande", ""),
    category=Names("أملو", "Amlou", "Amlou"),
    unit=Unit.GRAM,
    net_content=250,
    cooperative_code="C0042",
    updated_at=AT,
)


def refuse(url: str, _options: Any) -> Any:
    raise AssertionError(f"the document has {url} fetched")


def expanded(document: dict[str, Any]) -> dict[str, Any]:
    [found] = jsonld.expand(rules.whole(document), {"documentLoader": refuse})
    assert isinstance(found, dict)
    return found


def things(value: Any) -> Iterator[dict[str, Any]]:
    """Every node that has a type, however deep."""
    if isinstance(value, list):
        for one in value:
            yield from things(one)
    elif isinstance(value, dict):
        if "@type" in value and "@value" not in value:
            yield value
        for one in value.values():
            yield from things(one)


DOCUMENTS = {
    "cooperative": rules.cooperative(COOPERATIVE, base=BASE),
    "product": rules.product(PRODUCT, base=BASE),
    "feed": rules.feed("products", [rules.product(PRODUCT, base=BASE)], base=BASE),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_says_only_what_schema_org_has_for_its_types(name: str) -> None:
    found = list(things(expanded(DOCUMENTS[name])))

    assert found
    for thing in found:
        [type_] = thing["@type"]
        said = {term for term in thing if not term.startswith("@")}
        assert said <= {SCHEMA + term for term in TERMS[type_.removeprefix(SCHEMA)]}, type_


def test_names_come_in_every_language_that_is_said() -> None:
    found = expanded(DOCUMENTS["product"])

    assert {text["@language"] for text in found[f"{SCHEMA}name"]} == {"ar", "fr", "en"}
    assert found[f"{SCHEMA}description"] == [{"@language": "fr", "@value": "À l'amande"}]


def test_a_product_leads_to_its_cooperative() -> None:
    found, maker = expanded(DOCUMENTS["product"]), expanded(DOCUMENTS["cooperative"])

    assert found[f"{SCHEMA}manufacturer"] == [{"@id": maker["@id"]}]
    assert not {f"{SCHEMA}offers", f"{SCHEMA}price"} & found.keys()


def test_is_a_graph_of_triples() -> None:
    quads = jsonld.to_rdf(
        rules.whole(DOCUMENTS["cooperative"]),
        {"documentLoader": refuse, "format": "application/n-quads"},
    )
    assert f"<{BASE}/open/cooperatives/C0042> <{SCHEMA}foundingDate>" in quads
    assert f'"2015-03-01"^^<{SCHEMA}Date>' in quads
