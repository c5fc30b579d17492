"""Which rule decides, and what it charges: the same for everybody, and never more than the goods cost."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import InvalidValue
from kernel.money import share
from markets.fees import rules
from markets.fees.types import (
    ComponentKind,
    Dimension,
    FeeComponent,
    FeeTerms,
    Goods,
    Scope,
    Version,
    WhyNot,
)

DAY = date(2026, 11, 10)
MADE = datetime(2026, 1, 1, tzinfo=UTC)
HONEY, OIL = UUID(int=1), UUID(int=2)
GOODS = Goods("K-7", HONEY, ("terroir", "honey"), "terroir")


def percent(basis_points: int, **bounds: int) -> FeeComponent:
    return FeeComponent(kind=ComponentKind.PERCENTAGE, basis_points=basis_points, **bounds)


def fixed(fixed_minor: int, **bounds: int) -> FeeComponent:
    return FeeComponent(kind=ComponentKind.FIXED, fixed_minor=fixed_minor, **bounds)


def version(rule: int, *, number: int = 1, age: int = 0, ends_on: date | None = None, **said: Any) -> Version:
    """A version of the `rule`th rule, which is so many days older than the others."""
    names = {name: said.pop(name) for name in list(said) if name in Scope.__dataclass_fields__}
    terms = FeeTerms(**({"effective_from": date(2026, 1, 1), "scope": Scope(**names)} | said))
    return Version(
        UUID(int=rule), f"Rule {rule}", MADE - timedelta(days=age), ends_on, 10 * rule + number, number, terms
    )


components = st.lists(
    st.builds(
        lambda kind, value, bounds: FeeComponent(
            kind=kind,
            basis_points=value if kind is ComponentKind.PERCENTAGE else None,
            fixed_minor=value if kind is ComponentKind.FIXED else None,
            min_minor=min(bounds) if None not in bounds else bounds[0],
            max_minor=max(bounds) if None not in bounds else bounds[1],
        ),
        st.sampled_from(ComponentKind),
        st.integers(0, 10_000),
        st.tuples(*[st.none() | st.integers(0, 50_000)] * 2),
    ),
    max_size=5,
)
names: dict[str, Any] = {
    "contracts": st.lists(st.sampled_from(["K-7", "K-8"]), max_size=2, unique=True),
    "cooperatives": st.lists(st.sampled_from([HONEY, OIL]), max_size=2, unique=True),
    "categories": st.lists(st.sampled_from(["terroir", "honey", "agri"]), max_size=3, unique=True),
    "groups": st.lists(st.sampled_from(["terroir", "agri"]), max_size=2, unique=True),
}
scopes = st.builds(lambda **given: Scope(**{name: tuple(each) for name, each in given.items()}), **names)
plans = st.lists(st.tuples(scopes, st.integers(0, 3)), max_size=8).map(
    lambda made: [version(n, age=age, scope=scope) for n, (scope, age) in enumerate(made, 1)]
)
goods = st.builds(
    Goods,
    st.sampled_from(["", "K-7", "K-8"]),
    st.sampled_from([HONEY, OIL]),
    st.sampled_from([("terroir", "honey"), ("terroir", "oil"), ("agri", "fruit")]),
    st.sampled_from(["terroir", "agri"]),
)


def matches(scope: Scope, asked: Goods) -> bool:
    return all(
        not wanted or bool(set(wanted) & set(had))
        for wanted, had in (
            (scope.contracts, (asked.contract,)),
            (scope.cooperatives, (asked.cooperative_id,)),
            (scope.categories, asked.category_path),
            (scope.groups, (asked.group,)),
        )
    )


def particular(scope: Scope, asked: Goods) -> tuple[int, int, int, int]:
    """How particular a scope that matches is, said another way than the rule does."""
    path = asked.category_path
    depth = 2 if path[1] in scope.categories else 1 if path[0] in scope.categories else 0
    return bool(scope.contracts), bool(scope.cooperatives), depth, bool(scope.groups)


class TestCharge:
    @pytest.mark.parametrize(
        ("stack", "amount_minor", "quantity", "parts"),
        [
            ([], 9_999, 1, []),
            ([percent(250)], 9_999, 1, [249]),
            ([fixed(50)], 9_999, 3, [150]),
            ([percent(250), fixed(50)], 9_999, 3, [249, 150]),
            ([percent(250, min_minor=500)], 9_999, 1, [500]),
            ([percent(250, max_minor=100)], 9_999, 1, [100]),
            ([percent(0, min_minor=7)], 9_999, 1, [7]),
            ([percent(10_000), fixed(50)], 1_000, 1, [1_000, 0]),
            ([fixed(700), percent(5_000)], 1_000, 1, [700, 300]),
            ([percent(100, min_minor=5_000)], 1_000, 1, [1_000]),
        ],
    )
    def test_adds_up_the_components_in_their_order(
        self, stack: list[FeeComponent], amount_minor: int, quantity: int, parts: list[int]
    ) -> None:
        charged = rules.charge(stack, amount_minor=amount_minor, quantity=quantity)
        assert [part.amount_minor for part in charged] == parts

    def test_says_what_each_part_was_charged_on(self) -> None:
        share_of, each = rules.charge([percent(1_000), fixed(25)], amount_minor=8_000, quantity=4)
        assert share_of.as_json() == {
            "kind": "percentage", "basis_points": 1_000, "base_minor": 8_000, "amount_minor": 800,
        }  # fmt: skip
        assert each.as_json() == {"kind": "fixed", "fixed_minor": 25, "base_minor": 100, "amount_minor": 100}

    @given(components, st.integers(1, 10_000_000), st.integers(1, 1_000))
    def test_takes_no_more_than_there_is_and_keeps_every_bound(
        self, stack: list[FeeComponent], amount_minor: int, quantity: int
    ) -> None:
        parts = rules.charge(stack, amount_minor=amount_minor, quantity=quantity)
        fee_minor = sum(part.amount_minor for part in parts)
        assert len(parts) == len(stack)
        assert 0 <= fee_minor <= amount_minor
        for component, part in zip(stack, parts, strict=True):
            assert component.max_minor is None or part.amount_minor <= component.max_minor
            assert part.amount_minor >= (component.min_minor or 0) or fee_minor == amount_minor

    @given(st.integers(1, 10_000_000), st.integers(0, 10_000))
    def test_leaves_the_odd_centime_to_the_cooperative(self, amount_minor: int, basis_points: int) -> None:
        [part] = rules.charge([percent(basis_points)], amount_minor=amount_minor, quantity=1)
        assert part.amount_minor == share(amount_minor, basis_points=basis_points).fee_minor
        assert part.amount_minor * 10_000 <= amount_minor * basis_points


class TestVersionOn:
    def test_is_the_one_that_began_last_whichever_was_set_first(self) -> None:
        later = version(1, number=1, effective_from=date(2026, 12, 1))
        sooner = version(1, number=2, effective_from=date(2026, 11, 1))
        on = {day: rules.version_on([later, sooner], day) for day in (date(2026, 10, 31), DAY)}
        assert on == {date(2026, 10, 31): None, DAY: sooner}
        assert rules.version_on([sooner, later], date(2026, 12, 1)) is later

    def test_is_the_last_word_of_one_day(self) -> None:
        first, second = version(1, number=1), version(1, number=2)
        assert rules.version_on([second, first], DAY) is second

    def test_is_none_from_its_end_on_and_does_not_fall_back(self) -> None:
        before = version(1, number=1)
        ending = version(1, number=2, effective_from=date(2026, 2, 1), effective_until=DAY)
        assert rules.version_on([before, ending], DAY - timedelta(days=1)) is ending
        assert rules.version_on([before, ending], DAY) is None

    def test_is_none_once_the_rule_has_ended_even_for_a_version_to_come(self) -> None:
        ended = [
            version(1, number=1, ends_on=DAY),
            version(1, number=2, ends_on=DAY, effective_from=DAY + timedelta(days=5)),
        ]
        assert rules.version_on(ended, DAY - timedelta(days=1)) is ended[0]
        assert rules.version_on(ended, DAY) is rules.version_on(ended, DAY + timedelta(days=9)) is None


class TestDecide:
    @pytest.mark.parametrize(
        ("more", "less"),
        [
            ({"contracts": ("K-7",)}, {"cooperatives": (HONEY,), "categories": ("honey",)}),
            ({"cooperatives": (HONEY,)}, {"categories": ("honey",), "groups": ("terroir",)}),
            ({"categories": ("honey",)}, {"categories": ("terroir",), "groups": ("terroir",)}),
            ({"categories": ("terroir",)}, {"groups": ("terroir",)}),
            ({"groups": ("agri", "terroir")}, {}),
            ({"cooperatives": (HONEY,), "groups": ("terroir",)}, {"cooperatives": (HONEY, OIL)}),
            ({"categories": ("terroir", "honey")}, {"categories": ("terroir",)}),
        ],
    )
    def test_prefers_the_more_particular_even_when_it_is_younger(
        self, more: dict[str, Any], less: dict[str, Any]
    ) -> None:
        younger, older = version(1, **more), version(2, age=9, **less)
        decision = rules.decide([older, younger], GOODS, DAY)
        assert decision.version is younger
        assert [(one.version, one.why) for one in decision.rejected] == [(older, WhyNot.LESS_SPECIFIC)]

    def test_prefers_the_older_of_equals(self) -> None:
        younger, older = version(1, groups=("terroir",)), version(2, age=1, groups=("terroir",))
        decision = rules.decide([younger, older], GOODS, DAY)
        assert (decision.version, decision.matched) == (older, (Dimension.GROUP,))
        assert [(one.version, one.why) for one in decision.rejected] == [(younger, WhyNot.YOUNGER)]

    def test_says_of_each_rule_why_not(self) -> None:
        others = [
            version(1, effective_from=DAY + timedelta(days=1)),
            version(2, contracts=("K-8",), cooperatives=(HONEY,)),
            version(3, cooperatives=(OIL,), groups=("terroir",)),
            version(4, categories=("agri",)),
            version(5, groups=("agri",)),
        ]
        decision = rules.decide(others, GOODS, DAY)
        assert decision.version is None
        assert [(one.version.number, one.matched, one.why) for one in decision.rejected] == [
            (1, (), WhyNot.NOT_IN_FORCE),
            (1, (Dimension.COOPERATIVE,), WhyNot.OTHER_CONTRACT),
            (1, (Dimension.GROUP,), WhyNot.OTHER_COOPERATIVE),
            (1, (), WhyNot.OTHER_CATEGORY),
            (1, (), WhyNot.OTHER_GROUP),
        ]

    @given(plans, goods)
    def test_finds_the_most_particular_rule_that_matches(self, plan: list[Version], asked: Goods) -> None:
        decision = rules.decide(plan, asked, DAY)
        fitting = [one for one in plan if matches(one.terms.scope, asked)]
        if not fitting:
            assert decision.version is None
            return
        best = max(particular(one.terms.scope, asked) for one in fitting)
        equals = [one for one in fitting if particular(one.terms.scope, asked) == best]
        assert decision.version == min(equals, key=lambda one: (one.rule_created_at, one.rule_id))

    @given(plans, goods, st.randoms(use_true_random=False))
    def test_does_not_depend_on_the_order_of_rules(
        self, plan: list[Version], asked: Goods, dice: Any
    ) -> None:
        shuffled = list(plan)
        dice.shuffle(shuffled)
        assert rules.decide(shuffled, asked, DAY) == rules.decide(plan, asked, DAY)

    @given(plans, goods)
    def test_speaks_of_every_rule_once(self, plan: list[Version], asked: Goods) -> None:
        decision = rules.decide(plan, asked, DAY)
        spoken = [one.version.rule_id for one in decision.rejected]
        spoken += [decision.version.rule_id] if decision.version else []
        assert sorted(spoken) == [one.rule_id for one in plan]


class TestFeePlan:
    @given(plans, st.lists(goods, max_size=5))
    def test_charges_as_decided_however_often_it_is_asked(
        self, plan: list[Version], asked: list[Goods]
    ) -> None:
        charging = [replace(one, terms=replace(one.terms, components=(percent(one.id),))) for one in plan]
        fees = rules.FeePlan(charging)
        for one in [*asked, *asked]:
            decided = rules.decide(charging, one, DAY).version
            charged = fees.charge(one, day=DAY, amount_minor=10_000, quantity=1)
            assert (charged.version_id, charged.fee_minor) == ((decided.id,) * 2 if decided else (None, 0))


class TestCheckedTerms:
    def test_names_each_once_in_order(self) -> None:
        scope = Scope(contracts=(" K-8", "K-7", "K-8"), cooperatives=(OIL, HONEY), groups=("terroir", "agri"))
        checked = rules.checked_terms(FeeTerms(effective_from=DAY, scope=scope, components=(percent(0),)))
        assert checked.scope == Scope(
            contracts=("K-7", "K-8"), cooperatives=(HONEY, OIL), groups=("agri", "terroir")
        )

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            ({"effective_until": DAY}, "effective_until"),
            ({"components": ()}, "components"),
            ({"components": (percent(1),) * 11}, "components"),
            ({"components": (percent(10_001),)}, "components"),
            ({"components": (percent(-1),)}, "components"),
            ({"components": (fixed(-1),)}, "components"),
            ({"components": (fixed(100_000_001),)}, "components"),
            ({"components": (percent(1, fixed_minor=1),)}, "components"),
            ({"components": (FeeComponent(kind=ComponentKind.FIXED),)}, "components"),
            ({"components": (percent(1, min_minor=-1),)}, "components"),
            ({"components": (percent(1, min_minor=2, max_minor=1),)}, "components"),
            ({"components": (percent(1, max_minor=100_000_001),)}, "components"),
            ({"scope": Scope(contracts=(" ",))}, "contracts"),
            ({"scope": Scope(contracts=("x" * 41,))}, "contracts"),
            ({"scope": Scope(groups=("wine",))}, "groups"),
            ({"scope": Scope(contracts=tuple(str(n) for n in range(1_001)))}, "contracts"),
        ],
    )
    def test_refuses_what_no_version_can_say(self, said: dict[str, Any], field: str) -> None:
        with pytest.raises(InvalidValue) as refusal:
            rules.checked_terms(FeeTerms(**({"effective_from": DAY, "components": (percent(1),)} | said)))
        assert refusal.value.params["field"] == field
