"""What every rail can do. A rail never decides who is paid how much; it carries what was approved."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from kernel.errors import LANGUAGES, DomainError
from markets.payouts.models import PayoutAttempt, PayoutBatch
from markets.payouts.types import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where a cooperative's money goes on a rail, as it is copied into the attempt."""

    account_id: UUID | None = None
    holder: str = ""
    rib: str = ""
    destination: str = ""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Why a rail cannot reach a cooperative: a code, such as `no_verified_account`."""

    code: str


class RailNotAvailable(DomainError):
    """The market cannot use this rail now, and `reason` says why. Params: `rail`, `reason` (in English).

    The reason is given in the three languages, or in one text for all of them.
    """

    code = "RAIL_NOT_AVAILABLE"
    messages = {
        "ar": "وسيلة الدفع {rail} غير متاحة: {reason}",
        "fr": "Le moyen de paiement {rail} n'est pas disponible : {reason}",
        "en": "The rail {rail} is not available: {reason}",
    }

    def __init__(
        self, *, rail: str, reason: str | Mapping[str, str], path: Sequence[str | int] = ("rail",)
    ) -> None:
        self.reasons = dict.fromkeys(LANGUAGES, reason) if isinstance(reason, str) else dict(reason)
        super().__init__(path=path, rail=rail, reason=self.reasons["en"])

    def wording(self, language: str) -> Mapping[str, Any]:
        return {"rail": self.params["rail"], "reason": self.reasons[language]}


class CannotRecall(DomainError):
    """What was handed to a rail is not called back by us. Params: `batch`, `state`."""

    code = "CANNOT_RECALL"
    messages = {
        "ar": "لا يمكن استرجاع الدفعة {batch} بعد إرسالها ({state})",
        "fr": "Le lot {batch} ne peut plus être rappelé ({state})",
        "en": "Batch {batch} can no longer be called back ({state})",
    }


class PayoutRail(Protocol):
    """One way to pay."""

    def prepare(
        self, *, cooperative_ids: Collection[UUID], execution_on: date
    ) -> Mapping[UUID, Destination | Unreachable]:
        """Where each cooperative's money would go on that day, or why it cannot. Raises RailNotAvailable."""

    def submit(self, *, batch: PayoutBatch, at: datetime, actor: str) -> None:
        """Hand an approved batch over, at most once each attempt, and go on where an earlier run died.

        Called outside of any transaction; attempts are marked as submitted before they leave. Raises
        RailNotAvailable.
        """

    def ingest(self, *, content: bytes, at: datetime, actor: str) -> Sequence[Report]:
        """What a file or message of the rail says, as reports for `hearing.ingest`."""

    def cancel(self, *, batch: PayoutBatch) -> None:
        """Call back all that was handed over, with the batch and its attempts locked, so that nothing of it
        is ever paid; the caller then cancels them. Raises CannotRecall where the rail cannot be sure of that.
        """

    def reconcile(self, *, attempts: Sequence[PayoutAttempt], at: datetime) -> Sequence[Report]:
        """Ask the rail about attempts that it has not answered; nothing where it cannot be asked."""
