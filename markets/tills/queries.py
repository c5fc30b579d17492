"""The market's tills."""

from collections.abc import Iterable
from uuid import UUID

from kernel.errors import NotFound
from markets.tills.models import Till
from markets.tills.types import TillStanding, TillState
from tenants.database.prepared import Question, Row, array

_STANDINGS = "SELECT id, code, state FROM tills_till WHERE id = ANY ($1::uuid[])"


def till(till_id: UUID) -> Till:
    """One till, in use or not. Raises NotFound."""
    found = Till.objects.filter(pk=till_id).first()
    if found is None:
        raise NotFound(kind="till", id=str(till_id))
    return found


def standings_question(till_ids: Iterable[UUID]) -> Question[dict[UUID, TillStanding]]:
    """These tills by id; an unknown one is simply missing."""
    return Question(_STANDINGS, [array(till_ids)], _standings)


def _standings(rows: list[Row]) -> dict[UUID, TillStanding]:
    return {
        UUID(str(key, "ascii")): TillStanding(str(code, "utf-8"), TillState(str(state, "ascii")))
        for key, code, state in rows
        if key is not None and code is not None and state is not None
    }
