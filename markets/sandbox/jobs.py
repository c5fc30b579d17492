"""The work of resetting a sandbox, for whoever asked."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from markets.events import queries as event_log
from markets.sandbox import operations as sandbox
from tenants.network import queries as network
from tenants.network.operations import FirstRow


def reset(*, now: datetime, position: int, first_rows: Sequence[FirstRow]) -> bool:
    """Reset the sandbox as the event at this position asks; says whether this did it, and not a run before.

    Raises NotASandbox.
    """
    asked = event_log.event_at(position)
    return sandbox.reset(
        market=network.current_schema(),
        reset_id=UUID(asked.subject_id),
        at=now,
        actor=asked.payload["by"],
        first_rows=first_rows,
    )
