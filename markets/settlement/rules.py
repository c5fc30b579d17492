"""The arithmetic of a statement, and the reasons why it is not paid."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from kernel.fingerprint import fingerprint
from markets.settlement.types import (
    AccountState,
    Brought,
    Draft,
    Movement,
    Outcome,
    Reason,
    ReasonCode,
    Standing,
)

CONTEST_DAYS = 30
"""How long after a statement was issued one of its lines may be contested: until the one after the next."""


def reasons_of(standing: Standing) -> tuple[Reason, ...]:
    """Why a cooperative of this standing is not paid, or not all, whatever its balance is."""
    found: list[Reason] = []
    if standing.account is AccountState.MISSING:
        found.append(Reason(code=ReasonCode.NO_VERIFIED_ACCOUNT))
    if standing.authorisation_expired:
        found.append(Reason(code=ReasonCode.AUTHORISATION_EXPIRED))
    if standing.disputed_minor:
        found.append(Reason(code=ReasonCode.DISPUTE, amount_minor=standing.disputed_minor))
    found.extend(standing.holds)
    if standing.account is AccountState.COOLING_OFF:
        found.append(Reason(code=ReasonCode.RECENT_ACCOUNT_CHANGE, until=standing.usable_on))
    if standing.suspended:
        found.append(Reason(code=ReasonCode.SUSPENDED))
    return tuple(found)


def standing_told(reasons: Sequence[Reason]) -> Standing:
    """The standing of a cooperative whose statement gives these reasons: `reasons_of` read backwards."""
    told = {reason.code: reason for reason in reasons}
    account, changed = AccountState.USABLE, told.get(ReasonCode.RECENT_ACCOUNT_CHANGE)
    if ReasonCode.NO_VERIFIED_ACCOUNT in told:
        account = AccountState.MISSING
    elif changed is not None:
        account = AccountState.COOLING_OFF
    disputed = told.get(ReasonCode.DISPUTE)
    return Standing(
        account=account,
        usable_on=changed.until if changed else None,
        authorisation_expired=ReasonCode.AUTHORISATION_EXPIRED in told,
        suspended=ReasonCode.SUSPENDED in told,
        disputed_minor=(disputed.amount_minor or 0) if disputed else 0,
        holds=tuple(reason for reason in reasons if reason.code is ReasonCode.HELD),
    )


def settle(*, brought: Brought, movement: Movement, standing: Standing, minimum_minor: int) -> Outcome:
    """What is held, what is paid and what is carried over, in centimes.

    A debt is taken from the earnings in full, or by a recovery plan's instalment and the rest carried on.
    What then is left is paid once it reaches the minimum, and one centime at least; reasons hold a part of it
    or all. What stays below the minimum is carried, or held beside a debt that has a plan: carried it would
    pay more of the debt than was agreed. Nothing is ever rounded, so nothing is ever lost.
    """
    net_minor = brought.opening_minor + brought.released_minor + movement.total_minor
    debt_minor = _debt_left(brought, movement, standing)
    free_minor = net_minor - debt_minor
    reasons = reasons_of(standing)
    held_minor = payable_minor = 0
    if free_minor >= max(minimum_minor, 1):
        held_minor = _held(reasons, free_minor)
        payable_minor = free_minor - held_minor
        if payable_minor < minimum_minor:
            payable_minor = 0
    if free_minor - held_minor > 0 and payable_minor == 0:
        small_minor = free_minor - held_minor
        reasons += (Reason(code=ReasonCode.BELOW_MINIMUM, amount_minor=small_minor),)
        held_minor += small_minor if debt_minor else 0
    carried_minor = net_minor - held_minor - payable_minor
    if carried_minor < 0:
        reasons += (Reason(code=ReasonCode.NEGATIVE, amount_minor=-carried_minor),)
    return Outcome(
        net_minor=net_minor,
        held_minor=held_minor,
        payable_minor=payable_minor,
        carried_minor=carried_minor,
        reasons=tuple(sorted(reasons, key=lambda reason: _ORDER[reason.code])),
    )


_ORDER = {code: place for place, code in enumerate(ReasonCode)}


def digest_of(period_id: int, drafts: Sequence[Draft]) -> bytes:
    """What an approval signs (32 bytes): every amount of every draft, and why each is not paid."""
    return fingerprint(
        {
            "period": period_id,
            "statements": [
                [
                    draft.cooperative_id,
                    draft.brought.opening_minor,
                    draft.brought.released_minor,
                    draft.movement.sales_minor,
                    draft.movement.returns_minor,
                    draft.movement.fees_minor,
                    draft.movement.adjustments_minor,
                    draft.outcome.held_minor,
                    draft.outcome.payable_minor,
                    draft.outcome.carried_minor,
                    [reason.code for reason in draft.outcome.reasons],
                ]
                for draft in drafts
            ],
        }
    )


def written(reason: Reason) -> dict[str, Any]:
    """A reason as a statement keeps it."""
    return {
        "code": reason.code.value,
        "amount_minor": reason.amount_minor,
        "until": reason.until.isoformat() if reason.until else None,
        "note": reason.note,
    }


def read(kept: Mapping[str, Any]) -> Reason:
    """The reason that a statement keeps."""
    until = kept["until"]
    return Reason(
        code=ReasonCode(kept["code"]),
        amount_minor=kept["amount_minor"],
        until=None if until is None else date.fromisoformat(until),
        note=kept["note"],
    )


def contest_until(issued_on: date) -> date:
    """The last day on which a line of a statement may be contested."""
    return issued_on + timedelta(days=CONTEST_DAYS)


def _debt_left(brought: Brought, movement: Movement, standing: Standing) -> int:
    """What a recovery plan leaves of an old debt for later: negative, or 0 where there is no plan or no
    debt.
    """
    if standing.instalment_minor is None or brought.opening_minor >= 0:
        return 0
    earned_minor = max(0, brought.released_minor + movement.total_minor)
    return min(0, brought.opening_minor + min(standing.instalment_minor, earned_minor))


def _held(reasons: Sequence[Reason], free_minor: int) -> int:
    if any(reason.amount_minor is None for reason in reasons):
        return free_minor
    return min(free_minor, sum(reason.amount_minor or 0 for reason in reasons))
