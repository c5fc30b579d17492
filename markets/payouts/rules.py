"""Which report may follow which, what an approval signs, and the names that payments carry outside."""

import base64
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from kernel.fingerprint import fingerprint
from markets.payouts.types import AttemptState, Hearing, Rail, ReportOutcome

_SENT = (AttemptState.SUBMITTED, AttemptState.ACCEPTED)

# By what a rail reports, what becomes of an attempt in each state. Reports come twice, late and out of order:
# what is not named contradicts what is known.
_HEARINGS: Mapping[ReportOutcome, Mapping[AttemptState, Hearing]] = {
    ReportOutcome.ACCEPTED: {
        AttemptState.SUBMITTED: Hearing.APPLIED,
        AttemptState.ACCEPTED: Hearing.REPEATED,
        AttemptState.PAID: Hearing.OVERTAKEN,
        AttemptState.REJECTED: Hearing.OVERTAKEN,
        AttemptState.RETURNED: Hearing.OVERTAKEN,
    },
    ReportOutcome.PAID: {
        **dict.fromkeys(_SENT, Hearing.APPLIED),
        AttemptState.PAID: Hearing.REPEATED,
        AttemptState.RETURNED: Hearing.OVERTAKEN,
    },
    ReportOutcome.REJECTED: {
        **dict.fromkeys(_SENT, Hearing.APPLIED),
        AttemptState.REJECTED: Hearing.REPEATED,
    },
    ReportOutcome.RETURNED: {
        **dict.fromkeys(_SENT, Hearing.APPLIED),
        AttemptState.PAID: Hearing.APPLIED,
        AttemptState.RETURNED: Hearing.REPEATED,
    },
}


def hear(outcome: ReportOutcome, state: AttemptState) -> Hearing:
    """What a report means for an attempt in `state`. A rejected attempt never becomes paid, nor a returned
    one.
    """
    return _HEARINGS[outcome].get(state, Hearing.CONTRADICTED)


def must_be_looked_at(outcome: ReportOutcome, state: AttemptState) -> bool:
    """Whether nobody should pay again before somebody has looked: a rail says that it paid an attempt which
    it refused before, or never got.
    """
    return outcome is ReportOutcome.PAID and state in (AttemptState.REJECTED, AttemptState.CANCELLED)


def end_to_end_id(attempt_id: UUID) -> str:
    """The name of an attempt at banks and Stripe: 28 characters of 35, unique, and the same for ever.

    Letters and digits only, since ISO 20022 allows little more everywhere: the id in base 32.
    """
    return "TD" + base64.b32encode(attempt_id.bytes).decode().rstrip("=")


def message_id(batch_id: UUID) -> str:
    """The name of a batch's file at banks, by the same rule: 29 characters of 35."""
    return "TDB" + base64.b32encode(batch_id.bytes).decode().rstrip("=")


def batch_digest(*, rail: Rail, execution_on: date, items: Sequence[tuple[UUID, UUID, int, str]]) -> bytes:
    """What approving a batch signs (32 bytes): rail, day, and of each payment its attempt, statement,
    centimes and account.
    """
    return fingerprint(
        {"rail": rail, "execution_on": execution_on, "items": [list(item) for item in sorted(items)]}
    )


def approvals_suffice(
    *, total_minor: int, co_approval_from_minor: int | None, networks: Sequence[bool]
) -> bool:
    """Whether a batch has the approvals that it needs, each by another person than who prepared it.

    One is enough below the threshold (None: there is none); from it on two, one of them of headquarters.
    `networks` says of each approval whether it is headquarters'.
    """
    if co_approval_from_minor is None or total_minor < co_approval_from_minor:
        return len(networks) >= 1
    return len(networks) >= 2 and any(networks)
