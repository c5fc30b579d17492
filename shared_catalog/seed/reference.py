"""The data files beside this module, read once. Their sources are in `data/SOURCES.md`."""

import json
from functools import cache
from importlib import resources
from typing import Any

Row = dict[str, Any]


def territory() -> Row:
    """`regions` and `provinces`, with codes and names in three languages, and `cities`."""
    return _file("territory")


def categories() -> list[Row]:
    """The roots of the category tree with their `children`: regime, VAT hint and retail price range in
    dirhams.
    """
    rows: list[Row] = _file("categories")["categories"]
    return rows


def tax_rates() -> list[Row]:
    """VAT rates by class, with the day from which each holds and the law that sets it."""
    rows: list[Row] = _file("tax_rates")["tax_rates"]
    return rows


def attributes() -> Row:
    """`attributes` and the `demands` of categories for them; `usual` values by category, and
    `allergens_by_word` of a French name.
    """
    return _file("attributes")


def marks() -> list[Row]:
    """Marks of origin and quality, with the codes of their regions and of the categories they are for."""
    rows: list[Row] = _file("marks")["marks"]
    return rows


def goods() -> dict[str, Row]:
    """By category code: the variants and packs that cooperatives make, and the regions they come from."""
    return {row["category"]: row for row in _file("goods")["goods"]}


def cooperative_names() -> dict[str, list[Row]]:
    """Words that cooperatives take as names: `common` to all, and by group."""
    return {key: rows for key, rows in _file("names").items() if key != "source"}


def banks() -> list[Row]:
    """Banks by the first three digits of a RIB, for pre-filling only."""
    rows: list[Row] = _file("banks")["banks"]
    return rows


@cache
def _file(name: str) -> Row:
    path = resources.files("shared_catalog.seed") / "data" / f"{name}.json"
    content: Row = json.loads(path.read_text(encoding="utf-8"))
    return content
