"""The cooperative for which a delegate is named."""

from uuid import UUID

from shared_catalog.registry import queries as registry


def existing(cooperative_id: UUID | None) -> UUID | None:
    """The id, once the registry knows it. Raises NotFound.

    Not by what the viewer sees: a market's people look after their own on headquarters' host, where they
    read nothing of the registry.
    """
    if cooperative_id is not None:
        registry.cooperative(cooperative_id)
    return cooperative_id
