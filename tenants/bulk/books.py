"""The tables that belong together, so that what is done in bulk is written once for both sides."""

from dataclasses import dataclass
from typing import Any

from tenants.bulk import models
from tenants.database.logins import PUBLIC_SCHEMA
from tenants.database.session import current_login


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """The tables of one side. Types of models: they differ by side."""

    file: Any
    operation: Any
    piece: Any


HQ_BOOKS = Books(file=models.BulkFile, operation=models.BulkOperation, piece=models.BulkPiece)
"""Headquarters' own."""


def market_here() -> str | None:
    """The market whose login is in force; None for headquarters."""
    login = current_login()
    assert login is not None, "files and bulk operations belong to a side"
    return None if login.schema == PUBLIC_SCHEMA else login.schema
