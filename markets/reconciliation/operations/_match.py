"""Finding what lines of the bank stand for: by the rules, or by hand."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, InvalidValue, NotFound
from markets.ledger.types import AccountCode, bank, suspense
from markets.reconciliation import booking, queries, rules
from markets.reconciliation.models import BankLine, Match
from markets.reconciliation.operations._accounts import require_usable
from markets.reconciliation.types import (
    ACCOUNT_KINDS,
    PAYOUT_KINDS,
    How,
    LineState,
    Pairing,
    Proposal,
    Run,
    Target,
    TargetRef,
)

_LONGEST_NOTE = 2_000


class LineMatched(DomainError):
    """The line's place is known already. Params: `line`."""

    code = "BANK_LINE_MATCHED"
    messages = {
        "ar": "سبقت مطابقة العملية البنكية {line}",
        "fr": "La ligne de banque {line} est déjà rapprochée",
        "en": "The bank line {line} is matched already",
    }


class TargetTaken(DomainError):
    """Another line shows it already, or no line should: it was withdrawn, never sent, or paid in cash.

    Params: `target`.
    """

    code = "TARGET_TAKEN"
    messages = {
        "ar": "{target} مطابق لعملية بنكية أخرى أو لا ينتظر أي عملية",
        "fr": "{target} est déjà rapproché, ou n'attend aucune ligne",
        "en": "{target} is matched with another line, or awaits none",
    }


class DifferenceUnexplained(DomainError):
    """The line is not what was named, and no account is named for the rest; payments have no rest at all.

    Params: `difference_minor`.
    """

    code = "DIFFERENCE_UNEXPLAINED"
    messages = {
        "ar": "يبقى فرق قدره {difference_minor} سنتيم بلا حساب",
        "fr": "Il reste une différence de {difference_minor} centimes sans compte",
        "en": "A difference of {difference_minor} centimes is left without an account",
    }


class PayoutContradicted(DomainError):
    """Payouts know that this payment was rejected, or never sent. Params: `line`."""

    code = "PAYOUT_CONTRADICTED"
    messages = {
        "ar": "العملية البنكية {line} تناقض ما هو معروف عن الدفعة",
        "fr": "La ligne de banque {line} contredit ce que l'on sait du paiement",
        "en": "The bank line {line} contradicts what is known of the payment",
    }


@transaction.atomic
def run_matching(*, dry_run: bool, owner: str, at: datetime, actor: str) -> Run:
    """Match what lines stand for by the rules; what is left goes into suspense and is `owner`'s to find out.

    A dry run answers the same and changes nothing. What is in suspense is tried again. Raises NoOpenPeriod.
    """
    if not 0 < len(owner.strip()) <= 100:
        raise InvalidValue(path=("owner",), field="owner", reason="suspense has an owner")
    if dry_run:
        return Run(_proposal(), dry=True)
    writing = booking.begin(at=at, actor=actor)
    return Run(booking.apply(_proposal(), writing, owner=owner.strip()), dry=False)


@transaction.atomic
def match_by_hand(
    *,
    line_id: UUID,
    targets: Sequence[TargetRef] = (),
    rest_account: AccountCode | None = None,
    note: str = "",
    at: datetime,
    actor: str,
) -> list[Match]:
    """Say what a line stands for: these targets, and for what they leave of it, or all, a ledger account of
    the market. Payments may be named by their end-to-end id.

    Raises InvalidValue, NotFound, LineMatched, TargetTaken, DifferenceUnexplained, PayoutContradicted,
    NoOpenPeriod.
    """
    if len(note) > _LONGEST_NOTE:
        raise InvalidValue(path=("note",), field="note", reason=f"at most {_LONGEST_NOTE} characters")
    if not targets and rest_account is None:
        raise InvalidValue(path=("targets",), field="targets", reason="a target, or an account")
    if rest_account is not None:
        require_usable(rest_account)
    writing = booking.begin(at=at, actor=actor)
    line = BankLine.objects.filter(pk=line_id).first()
    if line is None:
        raise NotFound(path=("line_id",), kind="BankLine", id=line_id)
    if line.state == LineState.MATCHED:
        raise LineMatched(path=("line_id",), line=str(line_id))
    pairing = _pairing(line, _named(targets), rest_account)
    done = booking.apply(Proposal(matched=(pairing,)), writing, owner=actor, note=note)
    if done.unmatched:
        raise PayoutContradicted(line=str(line_id))
    return list(Match.objects.filter(line=line).order_by("position"))


def _proposal() -> Proposal:
    return rules.propose(
        lines=[queries.as_line(line) for line in queries.unmatched_lines()],
        targets=queries.open_targets(),
        rules=queries.rules_in_use(),
    )


def _named(targets: Sequence[TargetRef]) -> list[Target]:
    found: dict[rules.Key, Target] = {}
    awaited: dict[TargetRef, Target] = {}
    for target in queries.open_targets():
        awaited[target.kind, target.id] = target
        if target.name:
            awaited[target.kind, target.name] = target
    for place, key in enumerate(targets):
        if key[0] in ACCOUNT_KINDS:
            raise InvalidValue(path=("targets", place), field="targets", reason="name a fact, not an account")
        if key not in awaited:
            raise TargetTaken(path=("targets", place), target=f"{key[0].value} {key[1]}")
        target = awaited[key]
        if rules.key_of(target) in found:
            raise InvalidValue(path=("targets", place), field="targets", reason="each is named once")
        found[rules.key_of(target)] = target
    return list(found.values())


def _pairing(line: BankLine, targets: Sequence[Target], rest_account: AccountCode | None) -> Pairing:
    rest_minor = line.amount_minor - sum(target.amount_minor for target in targets)
    exact = any(target.kind in PAYOUT_KINDS for target in targets)
    if rest_minor and (exact or rest_account is None):
        raise DifferenceUnexplained(difference_minor=rest_minor)
    if rest_account is not None and not rest_minor:
        raise InvalidValue(path=("rest_account",), field="rest_account", reason="nothing is left for it")
    parts = rules.parts_of(queries.as_line(line), targets, rest_account=rest_account)
    assert not any(part.account in (bank(), suspense()) for part in parts)
    return Pairing(line_id=line.id, parts=parts, how=How.HAND)
