"""Recalls, as headquarters opens them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from kernel.ids import new_id
from shared_catalog.recalls import operations as recalls
from shared_catalog.recalls.models import Recall
from shared_catalog.recalls.types import RecallDetails, Severity
from shared_catalog.registry.types import Names
from tenants.database.session import as_hq

OPENER, LIFTER = "person:opener", "person:lifter"
INSTRUCTIONS = Names(ar="اعزلوا السلع", fr="Isolez les articles", en="Set the goods aside")


def open_recall(product_id: UUID, *, at: datetime, lot_code: str = "", **changes: Any) -> Recall:
    """A recall of all of a product, or of one lot of it."""
    said: dict[str, Any] = {"severity": Severity.CRITICAL, "reason": "aflatoxines", **changes}
    details = RecallDetails(product_id=product_id, lot_code=lot_code, instructions=INSTRUCTIONS, **said)
    with as_hq():
        return recalls.open_recall(recall_id=new_id(), details=details, at=at, actor=OPENER)


def lift_recall(recall: Recall, *, at: datetime) -> Recall:
    with as_hq():
        return recalls.lift_recall(recall_id=recall.pk, reason="analyses conformes", at=at, actor=LIFTER)


def recalled(product: str, **changes: Any) -> dict[str, Any]:
    """The same as the API takes it, of a product by its global id."""
    instructions = {"ar": INSTRUCTIONS.ar, "fr": INSTRUCTIONS.fr, "en": INSTRUCTIONS.en}
    said = {"severity": "CRITICAL", "reason": "aflatoxines", "instructions": instructions}
    return {"productId": product, **said, **changes}
