"""The extract of the Moroccan chart (CGNC) a market starts with; `data/SOURCES.md` names its sources."""

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from markets.accounting.types import MappedKind, Target


@dataclass(frozen=True, slots=True)
class SeedAccount:
    """An account as the file has it."""

    number: str
    label_fr: str
    label_ar: str
    official: bool


def accounts() -> list[SeedAccount]:
    """Classes, headings and accounts, by number."""
    return [
        SeedAccount(row["number"], row["fr"], row["ar"], not row.get("own", False))
        for row in _file()["accounts"]
    ]


def mapping() -> list[Target]:
    """Where each kind of ledger account goes until the operator's accountant decides otherwise."""
    return [
        Target(
            kind=MappedKind(row["kind"]),
            debit=row.get("debit_account", row["account"]),
            credit=row["account"],
            journal=row["journal"],
        )
        for row in _file()["mapping"]
    ]


@cache
def _file() -> dict[str, Any]:
    path = resources.files("markets.accounting") / "data" / "cgnc.json"
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content
