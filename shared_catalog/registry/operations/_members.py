"""The dated row behind the head count in a cooperative's columns, written in the same operation."""

from datetime import datetime

from shared_catalog.registry.models import Cooperative, MemberCount
from shared_catalog.registry.types import CountSource, Members


def members_of(cooperative: Cooperative) -> Members:
    """The head count that its columns say."""
    return Members(
        women=cooperative.members_women,
        men=cooperative.members_men,
        youth=cooperative.members_youth,
        rural=cooperative.members_rural,
        as_of=cooperative.members_as_of,
    )


def counted(cooperative: Cooperative, *, source: CountSource, at: datetime, actor: str) -> MemberCount:
    """The head count that its columns say, as a row that is not written yet."""
    said = members_of(cooperative)
    return MemberCount(
        cooperative=cooperative,
        as_of=said.as_of,
        women=said.women,
        men=said.men,
        youth=said.youth,
        rural=said.rural,
        source=source,
        recorded_at=at,
        recorded_by=actor,
    )
