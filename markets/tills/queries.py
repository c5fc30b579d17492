"""The market's tills."""

from uuid import UUID

from kernel.errors import NotFound
from markets.tills.models import Till


def till(till_id: UUID) -> Till:
    """One till, in use or not. Raises NotFound."""
    found = Till.objects.filter(pk=till_id).first()
    if found is None:
        raise NotFound(kind="till", id=str(till_id))
    return found
