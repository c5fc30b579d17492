"""Cooperatives and products in the vocabulary of schema.org, as JSON-LD that is read without the network."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from shared_catalog.catalogue.types import Unit
from shared_catalog.open_data.types import Document, OpenCooperative, OpenProduct
from shared_catalog.registry.types import Names

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
SCHEMA = "https://schema.org/"

_BY_LANGUAGE = ("name", "description", "category")
CONTEXT: Document = {
    "@version": 1.1,
    "@vocab": SCHEMA,
    **{term: {"@id": f"{SCHEMA}{term}", "@container": "@language"} for term in _BY_LANGUAGE},
    **{term: {"@id": f"{SCHEMA}{term}", "@type": "@id"} for term in ("license", "manufacturer")},
    "foundingDate": {"@id": f"{SCHEMA}foundingDate", "@type": f"{SCHEMA}Date"},
    "dateModified": {"@id": f"{SCHEMA}dateModified", "@type": f"{SCHEMA}DateTime"},
}
"""Written out in every document, so that nobody has to fetch it."""

# UN/CEFACT recommendation 20.
_UNIT_CODES: Mapping[Unit, str] = {Unit.GRAM: "GRM", Unit.MILLILITRE: "MLT", Unit.PIECE: "H87"}


def cooperative(found: OpenCooperative, *, base: str) -> Document:
    """An Organization; `base` is the address of headquarters, such as `https://hq.tadamun.ma`."""
    return {
        "@id": f"{base}/open/cooperatives/{found.code}",
        "@type": "Organization",
        "identifier": found.code,
        "name": _texts(found.names),
        "keywords": found.group.value,
        "foundingDate": found.founded_on.isoformat(),
        "location": {
            "@type": "AdministrativeArea",
            "identifier": found.province_code,
            "name": _texts(found.province),
            "containedInPlace": {
                "@type": "AdministrativeArea",
                "identifier": found.region_code,
                "name": _texts(found.region),
            },
        },
        "subjectOf": _record(found.updated_at),
    }


def product(found: OpenProduct, *, base: str) -> Document:
    """A Product, without an offer; `base` is the address of headquarters."""
    told: Document = {
        "@id": f"{base}/open/products/{found.code}",
        "@type": "Product",
        "identifier": found.code,
        "name": _texts(found.names),
        "category": _texts(found.category),
        "size": {
            "@type": "QuantitativeValue",
            "value": found.net_content,
            "unitCode": _UNIT_CODES[found.unit],
        },
        "manufacturer": f"{base}/open/cooperatives/{found.cooperative_code}",
        "subjectOf": _record(found.updated_at),
    }
    if found.gtin:
        told["gtin"] = found.gtin
    if described := _texts(found.descriptions):
        told["description"] = described
    return told


def feed(name: str, elements: Iterable[Document], *, base: str) -> Document:
    """A DataFeed of cooperatives or of products: a page of a list."""
    return {
        "@id": f"{base}/open/{name}",
        "@type": "DataFeed",
        "license": LICENCE,
        "isAccessibleForFree": True,
        "dataFeedElement": list(elements),
    }


def whole(document: Document) -> Document:
    """The document with its context, as it is served."""
    return {"@context": CONTEXT, **document}


def _record(updated_at: datetime) -> dict[str, Any]:
    return {"@type": "Dataset", "license": LICENCE, "dateModified": updated_at.isoformat()}


def _texts(names: Names) -> dict[str, str]:
    said = {"ar": names.ar, "fr": names.fr, "en": names.en}
    return {language: text for language, text in said.items() if text}
