"""Compare-and-set on the wire."""

import graphene

from api.base.inputs import Given


class ExpectedVersion(Given):
    """The version that a client read of what it is about to replace.

    Obligatory where the mutation replaces what others may have edited; only where one number is set, whoever
    is its master may do without.
    """

    def __init__(self, of: str, *, required: bool = True) -> None:
        unsaid = "" if required else " Left out, nothing is compared."
        super().__init__(
            graphene.Int,
            f"The `version` of {of} that you read; if it is another now, `VERSION_CONFLICT` says which, and "
            f"nothing changes.{unsaid}",
            required=required,
        )
