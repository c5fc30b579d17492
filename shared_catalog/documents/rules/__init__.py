"""Decisions about documents: what a valid paper is, what is asked of whom, and what a cooperative still owes.

Everything is a day in the market's zone and is asked of a day `on`, so that tomorrow can be asked today.
"""

from shared_catalog.documents.rules._asked import (
    FIRST_SETS,
    LAW,
    OF_A_PRODUCT,
    as_json,
    asked_on,
    checked_requirements,
    goods_of,
    goods_of_group,
    next_change,
    of_json,
)
from shared_catalog.documents.rules._owed import (
    NOTICE_DAYS,
    covered_until,
    covers,
    demands_on,
    eligibility,
    is_renewed,
    last_day,
    notice_due,
)
from shared_catalog.documents.rules._papers import (
    DOCUMENT_STEPS,
    LONGEST_GRACE,
    OF_AN_AUTHORITY,
    checked_document,
    checked_grace,
    checked_revocation,
    state_after,
    superseded_from,
)

__all__ = [
    "DOCUMENT_STEPS",
    "FIRST_SETS",
    "LAW",
    "LONGEST_GRACE",
    "NOTICE_DAYS",
    "OF_AN_AUTHORITY",
    "OF_A_PRODUCT",
    "as_json",
    "asked_on",
    "checked_document",
    "checked_grace",
    "checked_requirements",
    "checked_revocation",
    "covered_until",
    "covers",
    "demands_on",
    "eligibility",
    "goods_of",
    "goods_of_group",
    "is_renewed",
    "last_day",
    "next_change",
    "notice_due",
    "of_json",
    "state_after",
    "superseded_from",
]
