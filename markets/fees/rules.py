"""Which rule decides about the fee of goods on a day, and what its version charges. Amounts are centimes.

A rule matches when every dimension that it names holds: one of its contracts, one of its cooperatives, a
category above or at that of the goods, one of its groups. Of those that match the most specific decides:
first the one that names the contract, then the cooperative, then the category (the deeper the better), then
the group. Rules that are equally specific are of one kind, and the oldest of them decides.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from kernel.errors import InvalidValue
from kernel.money import share
from markets.fees.types import (
    ComponentKind,
    Decision,
    Dimension,
    FeeCharge,
    FeeComponent,
    FeePart,
    FeeTerms,
    Goods,
    Rejected,
    Scope,
    Version,
    WhyNot,
)
from shared_catalog.registry.rules import LONGEST_CONTRACT
from shared_catalog.registry.types import Group

MOST_COMPONENTS = 10
MOST_NAMED = 1_000
# A million dirhams: more than any goods cost.
HIGHEST_MINOR = 100_000_000
_MOST_REMEMBERED = 20_000
_WHOLE = 10_000
"""All of it, in basis points."""

Specificity = tuple[int, ...]
"""How particular a match is, one place for each dimension, compared from the left."""

_OTHER: Mapping[Dimension, WhyNot] = {
    Dimension.CONTRACT: WhyNot.OTHER_CONTRACT,
    Dimension.COOPERATIVE: WhyNot.OTHER_COOPERATIVE,
    Dimension.CATEGORY: WhyNot.OTHER_CATEGORY,
    Dimension.GROUP: WhyNot.OTHER_GROUP,
}


def version_on(versions: Iterable[Version], day: date) -> Version | None:
    """Which of a rule's versions holds on a day: the one that began last; of one day the last that was set.

    None before the first, from the end of that version on, and once the rule has ended.
    """
    begun = [version for version in versions if version.terms.effective_from <= day]
    if not begun:
        return None
    last = max(begun, key=_began)
    return None if _is_over(last.terms.effective_until, day) or _is_over(last.ends_on, day) else last


def decide(versions: Sequence[Version], goods: Goods, day: date) -> Decision:
    """Which version of which rule decides about goods on a day, and why each of the other rules does not.

    `versions` are those of any number of rules, in any order.
    """
    winner: Version | None = None
    best: Specificity = ()
    matching: list[tuple[Version, Specificity]] = []
    rejected: list[Rejected] = []
    for rule in _by_rule(versions):
        version = version_on(rule, day)
        if version is None:
            rejected.append(Rejected(max(rule, key=_began), (), WhyNot.NOT_IN_FORCE))
            continue
        specificity, differs = _match(version.terms.scope, goods)
        if differs:
            rejected.append(Rejected(version, _named(specificity), _OTHER[differs[0]]))
            continue
        matching.append((version, specificity))
        # Rules come oldest first, so that an equally specific one finds its place taken.
        if winner is None or specificity > best:
            winner, best = version, specificity
    for version, specificity in matching:
        if version is not winner:
            why = WhyNot.YOUNGER if specificity == best else WhyNot.LESS_SPECIFIC
            rejected.append(Rejected(version, _named(specificity), why))
    return Decision(winner, _named(best), tuple(sorted(rejected, key=lambda one: _age(one.version))))


def charge(components: Iterable[FeeComponent], *, amount_minor: int, quantity: int) -> tuple[FeePart, ...]:
    """What components come to for a line of so many pieces, part by part.

    A share is rounded toward zero, so the odd centime is the cooperative's; then the component's least and
    most hold. In all no more is charged than the line's amount: what is beyond is left out of the last parts.
    """
    parts: list[FeePart] = []
    left_minor = amount_minor
    for component in components:
        base_minor, exact_minor = _exact(component, amount_minor, quantity)
        part_minor = min(_bounded(exact_minor, component), left_minor)
        left_minor -= part_minor
        parts.append(
            FeePart(
                kind=component.kind,
                basis_points=component.basis_points,
                fixed_minor=component.fixed_minor,
                base_minor=base_minor,
                amount_minor=part_minor,
            )
        )
    return tuple(parts)


def charge_by(version: Version | None, *, amount_minor: int, quantity: int) -> FeeCharge:
    """What the version that decided charges; nothing where no rule did."""
    if version is None:
        return FeeCharge()
    parts = charge(version.terms.components, amount_minor=amount_minor, quantity=quantity)
    return FeeCharge(version.rule_id, version.id, parts)


class FeePlan:
    """The rules of a market, asked what goods are charged on a day. Decisions are remembered."""

    def __init__(self, versions: Iterable[Version]) -> None:
        self._versions = tuple(versions)
        self._decided: dict[tuple[Goods, date], Version | None] = {}

    def charge(self, goods: Goods, *, day: date, amount_minor: int, quantity: int) -> FeeCharge:
        """The fee of a line; nothing where no rule decides."""
        asked = (goods, day)
        try:
            version = self._decided[asked]
        except KeyError:
            if len(self._decided) >= _MOST_REMEMBERED:
                self._decided.clear()
            version = self._decided[asked] = decide(self._versions, goods, day).version
        return charge_by(version, amount_minor=amount_minor, quantity=quantity)


def checked_terms(terms: FeeTerms) -> FeeTerms:
    """The terms with each name once, in order. Raises InvalidValue for terms that no version can have."""
    until = terms.effective_until
    if until is not None and until <= terms.effective_from:
        raise InvalidValue(field="effective_until", reason="not after the first day")
    if not 0 < len(terms.components) <= MOST_COMPONENTS:
        reason = (
            f"a fee has 1 to {MOST_COMPONENTS} components; "
            "one that takes nothing is a percentage of 0 basis points"
        )
        raise InvalidValue(field="components", reason=reason)
    for component in terms.components:
        _check(component)
    return replace(terms, scope=_checked_scope(terms.scope))


def _checked_scope(scope: Scope) -> Scope:
    contracts = tuple(sorted({contract.strip() for contract in scope.contracts}))
    if any(not 0 < len(contract) <= LONGEST_CONTRACT for contract in contracts):
        raise InvalidValue(field="contracts", reason=f"a contract has 1 to {LONGEST_CONTRACT} characters")
    checked = Scope(
        contracts=contracts,
        cooperatives=tuple(sorted(set(scope.cooperatives))),
        categories=tuple(sorted(set(scope.categories))),
        groups=tuple(sorted(set(scope.groups))),
    )
    if unknown := set(checked.groups) - {group.value for group in Group}:
        raise InvalidValue(field="groups", reason=f"there is no group {min(unknown)}")
    for field in ("contracts", "cooperatives", "categories", "groups"):
        if len(getattr(checked, field)) > MOST_NAMED:
            raise InvalidValue(field=field, reason=f"a rule names at most {MOST_NAMED}")
    return checked


def _check(component: FeeComponent) -> None:
    if component.kind is ComponentKind.PERCENTAGE:
        value, other, highest = component.basis_points, component.fixed_minor, _WHOLE
        reason = f"a percentage says its basis points, from 0 to {_WHOLE}, and no fixed amount"
    else:
        value, other, highest = component.fixed_minor, component.basis_points, HIGHEST_MINOR
        reason = f"a fixed amount is from 0 to {HIGHEST_MINOR} centimes, and says no basis points"
    if other is not None or type(value) is not int or not 0 <= value <= highest:
        raise InvalidValue(field="components", reason=reason)
    least = component.min_minor or 0
    most = HIGHEST_MINOR if component.max_minor is None else component.max_minor
    if not 0 <= least <= most <= HIGHEST_MINOR:
        reason = f"the least is not negative, nor above the most, nor that above {HIGHEST_MINOR}"
        raise InvalidValue(field="components", reason=reason)


def _exact(component: FeeComponent, amount_minor: int, quantity: int) -> tuple[int, int]:
    """What a component is charged on, and what it comes to without bounds."""
    if component.kind is ComponentKind.FIXED:
        assert component.fixed_minor is not None
        base_minor = component.fixed_minor * quantity
        return base_minor, base_minor
    assert component.basis_points is not None
    return amount_minor, share(amount_minor, basis_points=component.basis_points).fee_minor


def _bounded(minor: int, component: FeeComponent) -> int:
    at_least = max(minor, component.min_minor or 0)
    return at_least if component.max_minor is None else min(at_least, component.max_minor)


def _match(scope: Scope, goods: Goods) -> tuple[Specificity, tuple[Dimension, ...]]:
    """How particularly a scope fits goods, a place for each dimension (0 where it names none or another),
    and the dimensions in which it asks for something else.
    """
    depth = max(
        (goods.category_path.index(c) + 1 for c in scope.categories if c in goods.category_path), default=0
    )
    fits = {
        Dimension.CONTRACT: (scope.contracts, int(goods.contract in scope.contracts)),
        Dimension.COOPERATIVE: (scope.cooperatives, int(goods.cooperative_id in scope.cooperatives)),
        Dimension.CATEGORY: (scope.categories, depth),
        Dimension.GROUP: (scope.groups, int(goods.group in scope.groups)),
    }
    specificity = tuple(fit for _, fit in fits.values())
    return specificity, tuple(one for one, (named, fit) in fits.items() if named and not fit)


def _named(specificity: Specificity) -> tuple[Dimension, ...]:
    return tuple(one for one, fit in zip(Dimension, specificity, strict=False) if fit)


def _by_rule(versions: Iterable[Version]) -> list[list[Version]]:
    """The versions of each rule, the oldest rule first."""
    rules: dict[UUID, list[Version]] = {}
    for version in versions:
        rules.setdefault(version.rule_id, []).append(version)
    return sorted(rules.values(), key=lambda rule: _age(rule[0]))


def _age(version: Version) -> tuple[datetime, UUID]:
    return version.rule_created_at, version.rule_id


def _began(version: Version) -> tuple[date, int]:
    return version.terms.effective_from, version.number


def _is_over(until: date | None, day: date) -> bool:
    return until is not None and until <= day
