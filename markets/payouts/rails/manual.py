"""Paying by hand: a cheque, or cash against a receipt. Somebody pays, and then says so with the evidence."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import InvalidValue
from markets.payouts.hearing import mark_submitted
from markets.payouts.models import PayoutAttempt, PayoutBatch
from markets.payouts.rails.base import CannotRecall, Destination, Unreachable
from markets.payouts.types import AttemptState, Report


class ManualRail:
    """The rail without a machine: what is approved may be paid, and each payment is confirmed by a person."""

    def prepare(
        self, *, cooperative_ids: Collection[UUID], execution_on: date
    ) -> Mapping[UUID, Destination | Unreachable]:
        """Everybody can be paid by hand."""
        return {cooperative_id: Destination() for cooperative_id in cooperative_ids}

    @transaction.atomic
    def submit(self, *, batch: PayoutBatch, at: datetime, actor: str) -> None:
        """Let the payments be made; a second time finds none left to hand over."""
        approved = batch.attempts.filter(state=AttemptState.APPROVED).select_for_update().order_by("pk")
        mark_submitted(attempts=approved, at=at)

    def ingest(self, *, content: bytes, at: datetime, actor: str) -> Sequence[Report]:
        """No file speaks for payments by hand. Raises InvalidValue."""
        raise InvalidValue(field="rail", reason="payments by hand are confirmed one by one, with evidence")

    def cancel(self, *, batch: PayoutBatch) -> None:
        """A cheque may be on its way: only the person who has it knows. Raises CannotRecall."""
        raise CannotRecall(batch=str(batch.id), state=batch.state)

    def reconcile(self, *, attempts: Sequence[PayoutAttempt], at: datetime) -> Sequence[Report]:
        """Nobody can be asked."""
        return ()
