"""What a market does about goods that are stopped."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from markets.events import operations as events
from shared_catalog.recalls import operations as recalls
from shared_catalog.recalls.models import Acknowledgement
from tenants.database.claims import was_done_before
from tenants.network import queries as network


@transaction.atomic
def acknowledge_recall(
    *, acknowledgement_id: UUID, recall_id: UUID, note: str = "", at: datetime, actor: str
) -> Acknowledgement:
    """Say for this market that the goods of a recall are off the shelf, under an id made by the caller.
    Event: `recall.acknowledged`.

    Raises NotFound, IdReused, AlreadyAcknowledged, InvalidValue.
    """
    made = recalls.acknowledge(
        acknowledgement_id=acknowledgement_id,
        recall_id=recall_id,
        market=network.current_schema(),
        note=note,
        at=at,
        actor=actor,
    )
    if not was_done_before(made):
        said = {"product_id": str(made.recall.product_id), "severity": str(made.recall.severity)}
        events.append(
            name="recall.acknowledged",
            subject_id=str(recall_id),
            payload=said,
            occurred_at=at,
            recorded_at=at,
        )
    return made
