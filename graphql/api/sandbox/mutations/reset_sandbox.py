"""Start a sandbox anew."""

from typing import Any
from uuid import UUID

from api.base.fields import Field
from api.base.inputs import Given
from api.base.mutations import Mutation
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.context import Context
from markets.sandbox import operations as sandbox
from tenants.network.sandbox import NotASandbox
from tenants.permissions import Permission


class ResetSandbox(Mutation):
    """Empty this sandbox and fill it with a few goods, for anybody to try anything again. The event log,
    webhooks and the audit stay.

    The worker does it soon, all at once: follow the event log. Events: `sandbox.reset_requested`,
    `sandbox.reset`.
    """

    permission = Permission.SANDBOX_RESET
    once = ClientMade("reset_id")
    raises = (NotASandbox,)

    class Input:
        """What the mutation takes."""

        reset_id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )

    reset_id = Field(UUIDScalar, "The subject of the events that tell of it.")

    @staticmethod
    def perform(context: Context, *, reset_id: UUID) -> dict[str, Any]:
        asked = sandbox.request_reset(reset_id=reset_id, at=context.now, actor=context.viewer.id)
        return {"reset_id": reset_id, "event": asked}
