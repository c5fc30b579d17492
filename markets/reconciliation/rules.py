"""Which line of the bank stands for what. Pure and deterministic: the same lines, targets and rules give the
same proposal, in whatever order they come.

The surest first: a transfer's own end-to-end id; then the rules by their priority, each pairing the line and
the target that fit best (the line names the target's reference; then the smallest difference, then the
nearest day; ties to the oldest), and after that one line with several targets.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from operator import attrgetter
from typing import TypeAlias
from uuid import UUID

from kernel.fingerprint import fingerprint
from kernel.text import fold
from markets.ledger.types import AccountCode, market_bank_charges, market_rounding
from markets.reconciliation.types import (
    ACCOUNT_KINDS,
    PAYOUT_KINDS,
    Criterion,
    How,
    Line,
    Operator,
    Pairing,
    Part,
    Proposal,
    Rule,
    Target,
    TargetKind,
    Unmatched,
    Why,
)

Key: TypeAlias = tuple[TargetKind, UUID]

_ALWAYS = date(2000, 1, 1)
# The same few texts are compared with one another again and again.
_folded = lru_cache(maxsize=10_000)(fold)
_SHORTEST_REFERENCE = 4

DEFAULT_RULES: tuple[Rule, ...] = (
    Rule(
        name="payouts",
        version=0,
        priority=10,
        kind=TargetKind.PAYOUT,
        enabled_from=_ALWAYS,
        drift_days=15,
        groups=True,
        needs_reference=True,
    ),
    Rule(
        name="card batches",
        version=0,
        priority=20,
        kind=TargetKind.CARD_BATCH,
        enabled_from=_ALWAYS,
        drift_days=7,
        groups=True,
    ),
    Rule(
        name="cash deposits",
        version=0,
        priority=30,
        kind=TargetKind.CASH_DEPOSIT,
        enabled_from=_ALWAYS,
        drift_days=7,
    ),
)
"""What holds until a market sets a rule of the same name: exact amounts, within the days that Moroccan banks
take over a week-end and a holiday."""


class _Open:
    """What is still free during one proposal."""

    def __init__(self, lines: Iterable[Line], targets: Iterable[Target]) -> None:
        # Sorted once, so that nothing depends on the order in which they came.
        self.lines = {line.id: line for line in sorted(lines, key=attrgetter("booked_on", "id"))}
        ordered = sorted(targets, key=lambda target: (target.day, target.kind, target.id))
        self.targets = {key_of(target): target for target in ordered}
        self.pairings: list[Pairing] = []

    def pair(self, line: Line, targets: Sequence[Target], how: How, rule: Rule | None) -> None:
        parts = parts_of(line, targets)
        self.pairings.append(Pairing(line_id=line.id, parts=parts, how=how, rule=rule))
        del self.lines[line.id]
        for target in targets:
            del self.targets[key_of(target)]

    def book(self, line: Line, rule: Rule) -> None:
        part = Part(kind=rule.kind, amount_minor=line.amount_minor, account=rule.account)
        self.pairings.append(Pairing(line_id=line.id, parts=(part,), how=How.CRITERIA, rule=rule))
        del self.lines[line.id]


def propose(*, lines: Iterable[Line], targets: Iterable[Target], rules: Sequence[Rule]) -> Proposal:
    """What each line stands for: no line and no target twice, and the parts of a line add up to it."""
    free = _Open(lines, targets)
    _by_name(free)
    versions = _versions(rules)
    for rule in sorted(rules, key=lambda rule: (rule.priority, rule.name, -rule.version)):
        meant = [line for line in free.lines.values() if applies(rule, line, versions[rule.name])]
        if rule.kind in ACCOUNT_KINDS:
            for line in meant:
                free.book(line, rule)
            continue
        _one_to_one(free, meant, rule)
        if rule.groups:
            _one_to_many(free, [line for line in meant if line.id in free.lines], rule)
    unmatched = tuple(Unmatched(line.id, _why(line, free.targets.values())) for line in free.lines.values())
    return Proposal(tuple(sorted(free.pairings, key=lambda one: one.line_id)), unmatched)


def key_of(target: Target) -> Key:
    """What a target is known by."""
    return target.kind, target.id


def parts_of(
    line: Line, targets: Sequence[Target], *, rest_account: AccountCode | None = None
) -> tuple[Part, ...]:
    """The parts of a line that stands for these targets, and where what they leave of it goes.

    A bank keeps its fee of a card batch; banknotes are counted again. Payments are exact, so nothing is left.
    """
    parts = [
        Part(kind=target.kind, amount_minor=target.amount_minor, target_id=target.id) for target in targets
    ]
    rest = line.amount_minor - sum(target.amount_minor for target in targets)
    if rest:
        account = rest_account or rest_account_of(targets[0].kind)
        kind = TargetKind.FEE if account == market_bank_charges() else TargetKind.OTHER
        parts.append(Part(kind=kind, amount_minor=rest, account=account))
    assert sum(part.amount_minor for part in parts) == line.amount_minor, "the parts are the line"
    return tuple(parts)


def rest_account_of(kind: TargetKind) -> AccountCode:
    """Where a difference within the drift goes."""
    assert kind not in PAYOUT_KINDS, "a payment is exact"
    return market_rounding() if kind is TargetKind.CASH_DEPOSIT else market_bank_charges()


def applies(rule: Rule, line: Line, versions: Sequence[Rule]) -> bool:
    """Whether a rule is the version in force on the line's day, and the line meets it."""
    if in_force(versions, line.booked_on) is not rule or not rule.enabled:
        return False
    if rule.kind in ACCOUNT_KINDS:
        if abs(line.amount_minor) > rule.drift_minor:
            return False
        if rule.kind is TargetKind.FEE and line.amount_minor > 0:
            return False
    return all(meets(line, criterion) for criterion in rule.criteria)


def in_force(versions: Sequence[Rule], day: date) -> Rule | None:
    """Of the versions of one rule, the latest that was enabled by a day."""
    known = [rule for rule in versions if rule.enabled_from <= day]
    return max(known, key=attrgetter("version"), default=None)


def meets(line: Line, criterion: Criterion) -> bool:
    """Whether a line has what a criterion asks for."""
    found, wanted = _folded(getattr(line, criterion.field)), _folded(criterion.value)
    match criterion.operator:
        case Operator.EQ:
            return found == wanted
        case Operator.PREFIX:
            return found.startswith(wanted)
        case Operator.CONTAINS:
            return wanted in found


def names_reference(line: Line, reference: str) -> bool:
    """Whether a line names a reference. One of three characters says too little to be looked for."""
    wanted = _folded(reference)
    if len(wanted) < _SHORTEST_REFERENCE:
        return False
    return any(wanted in _folded(text) for text in (line.entry_reference, line.remittance))


def explanation_digest(
    *, period_id: int, amount_minor: int, text: str, items: Iterable[tuple[str, UUID, int]]
) -> bytes:
    """What signing an explanation signs (32 bytes): the half-month, its words, and each thing that it
    explains with its centimes.
    """
    listed = [[kind, item, minor] for kind, item, minor in sorted(items)]
    return fingerprint({"period": period_id, "amount_minor": amount_minor, "text": text, "items": listed})


def _versions(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        found[rule.name].append(rule)
    return found


def _by_name(free: _Open) -> None:
    """Transfers by their end-to-end id, for their exact amount."""
    named = {(target.name, target.amount_minor): target for target in free.targets.values() if target.name}
    for line in list(free.lines.values()):
        target = named.get((line.end_to_end_id, line.amount_minor))
        if target is not None and key_of(target) in free.targets:
            free.pair(line, [target], How.END_TO_END_ID, None)


def _one_to_one(free: _Open, lines: Sequence[Line], rule: Rule) -> None:
    candidates = []
    targets = [target for target in free.targets.values() if target.kind is rule.kind]
    for line in lines:
        for target in targets:
            if not _fits(line, [target], rule):
                continue
            named = names_reference(line, target.reference)
            if named or not rule.needs_reference:
                difference = abs(line.amount_minor - target.expected_minor)
                days = abs((line.booked_on - target.day).days)
                rank = (not named, difference, days, target.day, target.id, line.booked_on, line.id)
                candidates.append((rank, line, target))
    for (unnamed, *_), line, target in sorted(candidates, key=lambda one: one[0]):
        if line.id in free.lines and key_of(target) in free.targets:
            free.pair(line, [target], How.AMOUNT if unnamed else How.REFERENCE, rule)


def _one_to_many(free: _Open, lines: Sequence[Line], rule: Rule) -> None:
    """One credit for several batches: those whose references the line names, or else a run of neighbours in
    time, as acquirers put the batches of some days together. Any subset would find too much by chance.
    """
    for line in lines:
        near = [
            target
            for target in free.targets.values()
            if target.kind is rule.kind and _near(line, target, rule)
        ]
        named = [target for target in near if names_reference(line, target.reference)]
        if len(named) > 1 and _fits(line, named, rule):
            free.pair(line, named, How.REFERENCE, rule)
        elif not rule.needs_reference:
            run = _best_run(line, near, rule)
            if run:
                free.pair(line, run, How.AMOUNT, rule)


def _best_run(line: Line, near: Sequence[Target], rule: Rule) -> Sequence[Target]:
    """The run of two targets or more that differs least; of equal ones the oldest, then the shortest."""
    sums = [0, *accumulate(target.expected_minor for target in near)]
    runs = [
        (abs(line.amount_minor - (sums[end] - sums[start])), start, end)
        for start in range(len(near))
        for end in range(start + 2, len(near) + 1)
    ]
    fitting = [run for run in runs if run[0] <= rule.drift_minor]
    if not fitting:
        return ()
    _, start, end = min(fitting)
    return near[start:end]


def _fits(line: Line, targets: Sequence[Target], rule: Rule) -> bool:
    expected = sum(target.expected_minor for target in targets)
    if abs(line.amount_minor - expected) > rule.drift_minor:
        return False
    return all(_near(line, target, rule) for target in targets)


def _near(line: Line, target: Target, rule: Rule) -> bool:
    alike = (target.amount_minor > 0) is (line.amount_minor > 0)
    return alike and abs(line.booked_on - target.day) <= timedelta(days=rule.drift_days)


def _why(line: Line, targets: Iterable[Target]) -> Why:
    """The nearest miss, in words: for whoever has to find out."""
    alike = [target for target in targets if (target.amount_minor > 0) is (line.amount_minor > 0)]
    if any(line.end_to_end_id and target.name == line.end_to_end_id for target in alike):
        return Why.AMOUNT_DIFFERS
    if any(names_reference(line, target.reference) for target in alike):
        return Why.OUTSIDE_DRIFT
    if any(target.expected_minor == line.amount_minor for target in alike):
        return Why.OUTSIDE_DAYS
    return Why.NOTHING_LIKE_IT
