"""Which line stands for what: the surest first, ties to the oldest, nothing twice, and no order matters."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markets.ledger.types import market_bank_charges, market_rounding
from markets.reconciliation import rules
from markets.reconciliation.types import (
    Criterion,
    How,
    Line,
    LineField,
    Operator,
    Part,
    Proposal,
    Rule,
    Target,
    TargetKind,
    Why,
)

DAY = date(2026, 11, 10)
CARDS = Rule(
    name="cards",
    version=1,
    priority=1,
    kind=TargetKind.CARD_BATCH,
    enabled_from=date(2026, 1, 1),
    drift_minor=50,
    drift_days=5,
    groups=True,
)


def line(number: int, amount_minor: int, **given: Any) -> Line:
    return Line(**({"id": UUID(int=number), "booked_on": DAY, "amount_minor": amount_minor} | given))


def batch(number: int, amount_minor: int, **given: Any) -> Target:
    described: dict[str, Any] = {"kind": TargetKind.CARD_BATCH, "day": DAY, "amount_minor": amount_minor}
    return Target(id=UUID(int=number), **(described | given))


def payout(number: int, amount_minor: int, **given: Any) -> Target:
    return batch(number, -amount_minor, kind=TargetKind.PAYOUT, name=f"TD{number}", **given)


def matched(proposal: Proposal) -> dict[int, list[int]]:
    """By the number of each matched line, the numbers of its targets."""
    return {
        one.line_id.int: [part.target_id.int for part in one.parts if part.target_id]
        for one in proposal.matched
    }


class TestNamedTransfers:
    def test_are_found_by_their_end_to_end_id_whatever_the_day(self) -> None:
        shown = line(1, -500, end_to_end_id="TD7", booked_on=DAY + timedelta(days=300))

        proposal = rules.propose(lines=[shown], targets=[payout(7, 500), payout(8, 500)], rules=[])

        assert matched(proposal) == {1: [7]}
        assert proposal.matched[0].how is How.END_TO_END_ID

    def test_are_found_going_out_and_coming_back(self) -> None:
        out = line(1, -500, end_to_end_id="TD7")
        back = line(2, 500, end_to_end_id="TD7")
        returned = replace(payout(7, 500), kind=TargetKind.PAYOUT_RETURN, amount_minor=500)

        proposal = rules.propose(lines=[back, out], targets=[payout(7, 500), returned], rules=[])

        kinds = {one.line_id.int: one.parts[0].kind for one in proposal.matched}
        assert kinds == {1: TargetKind.PAYOUT, 2: TargetKind.PAYOUT_RETURN}

    def test_for_another_amount_are_not_paid_with_it(self) -> None:
        proposal = rules.propose(
            lines=[line(1, -499, end_to_end_id="TD7")], targets=[payout(7, 500)], rules=rules.DEFAULT_RULES
        )

        assert [one.why for one in proposal.unmatched] == [Why.AMOUNT_DIFFERS]


class TestOneToOne:
    def test_prefers_the_named_reference_to_the_nearer_amount(self) -> None:
        named = batch(1, 1_010, reference="REMISE-0042")
        exact = batch(2, 1_000)

        proposal = rules.propose(
            lines=[line(9, 1_000, remittance="Crédit remise 0042 CMI remise-0042")],
            targets=[exact, named],
            rules=[CARDS],
        )

        assert matched(proposal) == {9: [1]}
        assert proposal.matched[0].how is How.REFERENCE

    def test_then_the_smallest_difference_then_the_nearest_day_then_the_oldest(self) -> None:
        wanted = line(9, 1_000, booked_on=DAY + timedelta(days=1))
        near, far = batch(3, 1_000), batch(2, 1_000, day=DAY - timedelta(days=2))
        other, twin = batch(1, 1_001), batch(4, 1_000)

        def found(*targets: Target) -> int:
            return matched(rules.propose(lines=[wanted], targets=targets, rules=[CARDS]))[9][0]

        assert found(other, far) == 2
        assert found(far, near) == 3
        assert found(twin, near) == 3

    def test_leaves_what_lies_outside_the_drift_or_the_days(self) -> None:
        late = line(1, 1_000, booked_on=DAY + timedelta(days=6))
        small = line(2, 949)

        proposal = rules.propose(lines=[late, small], targets=[batch(1, 1_000)], rules=[CARDS])

        assert proposal.matched == ()
        assert [one.why for one in proposal.unmatched] == [Why.NOTHING_LIKE_IT, Why.OUTSIDE_DAYS]

    def test_books_what_the_acquirer_kept_as_charges(self) -> None:
        target = batch(1, 1_000, fee_minor=20)

        proposal = rules.propose(lines=[line(2, 975)], targets=[target], rules=[CARDS])

        assert proposal.matched[0].parts == (
            Part(kind=TargetKind.CARD_BATCH, amount_minor=1_000, target_id=target.id),
            Part(kind=TargetKind.FEE, amount_minor=-25, account=market_bank_charges()),
        )

    def test_books_banknotes_counted_again_as_rounding(self) -> None:
        target = batch(1, 1_000, kind=TargetKind.CASH_DEPOSIT)
        counted = replace(CARDS, kind=TargetKind.CASH_DEPOSIT)

        [pairing] = rules.propose(lines=[line(2, 1_020)], targets=[target], rules=[counted]).matched

        assert pairing.parts[1] == Part(kind=TargetKind.OTHER, amount_minor=20, account=market_rounding())

    def test_never_takes_a_debit_for_a_batch(self) -> None:
        wide = replace(CARDS, drift_minor=10_000)

        assert (
            rules.propose(lines=[line(1, -5)], targets=[batch(1, 3), batch(2, 4)], rules=[wide]).matched == ()
        )


class TestOneToMany:
    def test_takes_a_run_of_days_in_one_credit(self) -> None:
        days = [batch(n, 100 * n, day=DAY - timedelta(days=4 - n)) for n in (1, 2, 3, 4)]

        proposal = rules.propose(lines=[line(9, 500)], targets=days, rules=[replace(CARDS, drift_minor=0)])

        assert matched(proposal) == {9: [2, 3]}

    def test_takes_the_batches_that_the_line_names(self) -> None:
        targets = [batch(n, 100 * n, reference=f"LOT-{n:04d}") for n in (1, 2, 3)]
        credit = line(9, 400, remittance="CMI LOT-0001 LOT-0003")

        proposal = rules.propose(lines=[credit], targets=targets, rules=[CARDS])

        assert matched(proposal) == {9: [1, 3]}
        assert proposal.matched[0].how is How.REFERENCE

    def test_is_left_alone_by_a_rule_without_groups(self) -> None:
        alone = replace(CARDS, groups=False)

        proposal = rules.propose(lines=[line(9, 300)], targets=[batch(1, 100), batch(2, 200)], rules=[alone])

        assert proposal.matched == ()


class TestRulesOfAccounts:
    FEES = Rule(
        name="fees",
        version=1,
        priority=5,
        kind=TargetKind.FEE,
        enabled_from=date(2026, 1, 1),
        criteria=(Criterion(LineField.REMITTANCE, Operator.PREFIX, "FRAIS DE TENUE"),),
        drift_minor=5_000,
        account=market_bank_charges(),
    )

    @pytest.mark.parametrize(
        ("amount_minor", "remittance", "taken"),
        [
            (-3_000, "Frais de tenue de compte", True),
            (-5_001, "Frais de tenue de compte", False),
            (3_000, "Frais de tenue de compte", False),
            (-3_000, "Remboursement frais de tenue", False),
        ],
    )
    def test_take_whole_debits_up_to_their_most(
        self, amount_minor: int, remittance: str, taken: bool
    ) -> None:
        proposal = rules.propose(
            lines=[line(1, amount_minor, remittance=remittance)], targets=[], rules=[self.FEES]
        )

        assert bool(proposal.matched) is taken

    @pytest.mark.parametrize(
        ("operator", "value", "met"),
        [
            (Operator.EQ, "centre monétique", True),
            (Operator.EQ, "centre", False),
            (Operator.CONTAINS, "MONETIQUE", True),
            (Operator.PREFIX, "monétique", False),
        ],
    )
    def test_compare_without_capitals_and_accents(self, operator: Operator, value: str, met: bool) -> None:
        criterion = Criterion(LineField.COUNTERPARTY, operator, value)

        assert rules.meets(line(1, 1, counterparty="Centre  Monétique"), criterion) is met


class TestVersions:
    def test_hold_from_their_day_until_the_next(self) -> None:
        off = replace(CARDS, version=2, enabled=False, enabled_from=DAY)
        before, after = line(1, 1_000, booked_on=DAY - timedelta(days=1)), line(2, 1_000)

        proposal = rules.propose(
            lines=[before, after], targets=[batch(1, 1_000), batch(2, 1_000)], rules=[off, CARDS]
        )

        assert set(matched(proposal)) == {1}


amounts = st.integers(-300, 300).filter(bool)
days = st.integers(0, 12).map(lambda n: DAY + timedelta(days=n))
references = st.sampled_from(["", "LOT-0001", "LOT-0002"])


@st.composite
def lines(draw: st.DrawFn) -> list[Line]:
    found = draw(st.lists(st.tuples(amounts, days, references, st.integers(0, 6)), max_size=12))
    return [
        line(n, amount, booked_on=day, remittance=text, end_to_end_id=f"TD{name}" if name else "")
        for n, (amount, day, text, name) in enumerate(found, 1)
    ]


@st.composite
def targets(draw: st.DrawFn) -> list[Target]:
    kinds = st.sampled_from([TargetKind.PAYOUT, TargetKind.CARD_BATCH, TargetKind.CASH_DEPOSIT])
    found = draw(
        st.lists(st.tuples(kinds, st.integers(1, 300), st.integers(0, 20), days, references), max_size=12)
    )
    return [
        payout(n, amount, day=day)
        if kind is TargetKind.PAYOUT
        else batch(n, amount, kind=kind, day=day, fee_minor=min(fee, amount - 1), reference=reference)
        for n, (kind, amount, fee, day, reference) in enumerate(found, 1)
    ]


@st.composite
def some_rules(draw: st.DrawFn) -> list[Rule]:
    made = []
    for name in draw(st.lists(st.sampled_from("abcd"), max_size=6)):
        kind = draw(st.sampled_from([TargetKind.CARD_BATCH, TargetKind.CASH_DEPOSIT, TargetKind.FEE]))
        fee = kind is TargetKind.FEE
        made.append(
            Rule(
                name=name,
                version=len(made) + 1,
                priority=draw(st.integers(1, 3)),
                kind=kind,
                enabled_from=draw(days),
                enabled=draw(st.booleans()),
                criteria=(Criterion(LineField.REMITTANCE, Operator.CONTAINS, "lot"),) if fee else (),
                drift_minor=draw(st.integers(0, 40)),
                drift_days=draw(st.integers(0, 6)),
                groups=draw(st.booleans()),
                account=market_bank_charges() if fee else "",
            )
        )
    return [*made, *rules.DEFAULT_RULES]


class TestAnyProposal:
    @given(lines(), targets(), some_rules())
    def test_matches_no_line_and_no_target_twice_and_forgets_none(
        self, lines: list[Line], targets: list[Target], some_rules: list[Rule]
    ) -> None:
        proposal = rules.propose(lines=lines, targets=targets, rules=some_rules)

        told = [one.line_id for one in (*proposal.matched, *proposal.unmatched)]
        assert Counter(told) == Counter(line.id for line in lines)
        used = [(p.kind, p.target_id) for one in proposal.matched for p in one.parts if p.target_id]
        assert len(used) == len(set(used))
        assert set(used) <= {rules.key_of(target) for target in targets}

    @given(lines(), targets(), some_rules())
    def test_has_parts_that_are_the_line_within_the_drift(
        self, lines: list[Line], targets: list[Target], some_rules: list[Rule]
    ) -> None:
        proposal = rules.propose(lines=lines, targets=targets, rules=some_rules)
        by_id, known = {line.id: line for line in lines}, {rules.key_of(one): one for one in targets}

        for one in proposal.matched:
            amount_minor = by_id[one.line_id].amount_minor
            named = [known[part.kind, part.target_id] for part in one.parts if part.target_id]
            drift_minor = one.rule.drift_minor if one.rule else 0
            assert sum(part.amount_minor for part in one.parts) == amount_minor
            assert all(part.amount_minor for part in one.parts)
            if named:
                assert abs(amount_minor - sum(target.expected_minor for target in named)) <= drift_minor
            else:
                assert abs(amount_minor) <= drift_minor

    @given(lines(), targets(), some_rules(), st.randoms(use_true_random=False))
    def test_does_not_depend_on_any_order(
        self, lines: list[Line], targets: list[Target], some_rules: list[Rule], chance: random.Random
    ) -> None:
        def shuffled(items: Sequence[Any]) -> list[Any]:
            mixed = list(items)
            chance.shuffle(mixed)
            return mixed

        proposal = rules.propose(lines=lines, targets=targets, rules=some_rules)
        again = rules.propose(lines=shuffled(lines), targets=shuffled(targets), rules=shuffled(some_rules))

        assert again == proposal

    @given(lines(), targets(), some_rules())
    def test_leaves_no_line_beside_a_target_that_fits_it_alone(
        self, lines: list[Line], targets: list[Target], some_rules: list[Rule]
    ) -> None:
        first = rules.propose(lines=lines, targets=targets, rules=some_rules)
        waiting = {one.line_id for one in first.unmatched}
        used = {(p.kind, p.target_id) for one in first.matched for p in one.parts}

        second = rules.propose(
            lines=[line for line in lines if line.id in waiting],
            targets=[target for target in targets if rules.key_of(target) not in used],
            rules=some_rules,
        )

        assert [one for one in second.matched if sum(1 for p in one.parts if p.target_id) < 2] == []
