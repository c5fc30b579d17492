from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import InvalidValue
from shared_catalog.catalogue.types import ProductDetails, Unit
from shared_catalog.moderation import rules
from shared_catalog.moderation.types import (
    Change,
    ChangeField,
    SetCategory,
    SetDescription,
    SetFoodUse,
    SetName,
    SetPacked,
    SetPrice,
    Terms,
)
from shared_catalog.registry.types import Names

DETAILS = ProductDetails(
    category_code="amlou",
    names=Names(ar="أملو", fr="Amlou", en=""),
    descriptions=Names(ar="أملو باللوز", fr="Amlou aux amandes, 30 %", en=""),
    unit=Unit.GRAM,
    net_content=250,
    recommended_price_minor=4_000,
)
TERMS = Terms(effective_from=date(2017, 1, 1), typo_edits=2, price_corridor=500, off_label=True)
TEXTS = st.text(alphabet="abé 1أ", max_size=8)
LANGUAGES = st.sampled_from(["ar", "fr", "en"])
ACTIONS = st.one_of(
    st.builds(SetName, LANGUAGES, TEXTS),
    st.builds(SetDescription, LANGUAGES, TEXTS),
    st.builds(SetCategory, st.sampled_from(["amlou", "honey"])),
    st.builds(SetPacked, st.booleans()),
    st.builds(SetFoodUse, st.booleans()),
    st.builds(SetPrice, st.integers(1, 10_000)),
)
DETAILS_MADE = st.builds(
    replace,
    st.just(DETAILS),
    names=st.builds(Names, TEXTS, TEXTS, TEXTS),
    descriptions=st.builds(Names, TEXTS, TEXTS, TEXTS),
    packed=st.booleans(),
    recommended_price_minor=st.integers(1, 10_000),
)


@cache
def distance(one: str, other: str) -> int:
    """Levenshtein's distance, as its definition says it."""
    if not one or not other:
        return len(one) + len(other)
    return min(
        distance(one[1:], other) + 1,
        distance(one, other[1:]) + 1,
        distance(one[1:], other[1:]) + (one[0] != other[0]),
    )


def rule(field: ChangeField, after: Any, *, trusted: Any = None) -> str | None:
    now = rules.said(DETAILS)
    believed = now if trusted is None else {**now, field: trusted}
    [judged] = rules.judged([Change(field, now[field], after)], trusted=believed, on_label=(), terms=TERMS)
    return judged.rule


class TestDiff:
    @given(DETAILS_MADE, DETAILS_MADE)
    def test_leads_from_one_to_the_other_and_names_each_field_once(
        self, before: ProductDetails, after: ProductDetails
    ) -> None:
        changes = rules.between(before, after)
        assert rules.saying(before, {one.field: one.after for one in changes}) == after
        assert rules.saying(after, {one.field: one.before for one in changes}) == before
        assert len({one.field for one in changes}) == len(changes)
        assert all(one.before != one.after for one in changes)

    @given(DETAILS_MADE, st.lists(ACTIONS, min_size=1, max_size=5))
    def test_of_actions_keeps_their_order_and_leaves_the_rest_alone(
        self, before: ProductDetails, actions: list[Any]
    ) -> None:
        try:
            wanted = rules.asked(actions)
        except InvalidValue:
            fields = [(type(one), getattr(one, "language", "")) for one in actions]
            assert len(set(fields)) < len(fields)
            return
        after = rules.saying(before, wanted)
        changed = [one.field for one in rules.between(before, after, order=tuple(wanted))]
        assert changed == [field for field in wanted if rules.said(before)[field] != wanted[field]]
        untouched = rules.said(before).keys() - wanted.keys()
        assert all(rules.said(after)[field] == rules.said(before)[field] for field in untouched)

    @given(DETAILS_MADE, DETAILS_MADE, DETAILS_MADE)
    def test_meets_another_exactly_where_the_fields_changed_meanwhile(
        self, asked_of: ProductDetails, asked: ProductDetails, now: ProductDetails
    ) -> None:
        changes = rules.between(asked_of, asked)
        met = rules.met(changes, rules.said(now))
        meanwhile = {one.field for one in rules.between(asked_of, now)}
        assert set(met) == meanwhile & {one.field for one in changes}


class TestRules:
    @given(TEXTS, TEXTS, st.integers(0, 4))
    def test_count_edits_up_to_a_bound(self, one: str, other: str, most: int) -> None:
        exact = distance(one, other)
        assert rules.edits(one, other, most=most) == min(exact, most + 1)

    @given(st.integers(1, 10**8), st.integers(1, 10**8))
    def test_let_a_price_through_only_within_its_corridor(self, trusted: int, after: int) -> None:
        passed = rule(ChangeField.PRICE, after, trusted=trusted) == "small_price"
        assert passed == (trusted * 95 <= after * 100 <= trusted * 105)

    @pytest.mark.parametrize(
        ("field", "after", "expected"),
        [
            (ChangeField.DESCRIPTION_FR, "Amlou aux amendes, 30 %", "typo"),
            (ChangeField.DESCRIPTION_FR, "Amlou aux amandes, 300 %", None),
            (ChangeField.DESCRIPTION_FR, "Amlou aux noix, 30 %", None),
            (ChangeField.DESCRIPTION_FR, "", None),
            (ChangeField.DESCRIPTION_EN, "Almond spread", "english"),
            (ChangeField.NAME_EN, "Amlou", "english"),
            (ChangeField.NAME_FR, "Amlu", None),
            (ChangeField.NAME_AR, "املو", None),
            (ChangeField.CATEGORY, "honey", None),
            (ChangeField.PACKED, False, None),
            (ChangeField.FOOD_USE, True, None),
        ],
    )
    def test_let_through_what_is_on_no_label_or_small(
        self, field: ChangeField, after: Any, expected: str | None
    ) -> None:
        assert rule(field, after) == expected

    def test_let_through_attributes_that_stand_on_no_label(self) -> None:
        change = Change(ChangeField.ATTRIBUTE, None, 40, "size")

        def passed(*on_label: str, terms: Terms = TERMS) -> str | None:
            [judged] = rules.judged([change], trusted={}, on_label=on_label, terms=terms)
            return judged.rule

        assert passed("allergens") == "attribute"
        assert passed("size") is passed(terms=replace(TERMS, off_label=False)) is None

    def test_measure_from_what_a_person_last_confirmed(self) -> None:
        assert rule(ChangeField.PRICE, 4_200) == "small_price"
        assert rule(ChangeField.PRICE, 4_200, trusted=3_900) is None

    def test_need_all_of_a_request(self) -> None:
        now = rules.said(DETAILS)
        small = Change(ChangeField.PRICE, 4_000, 4_100)
        english = Change(ChangeField.NAME_EN, "", "Amlou")
        large = Change(ChangeField.PACKED, True, False)

        def reviewer(*changes: Change) -> str | None:
            return rules.reviewer(rules.judged(changes, trusted=now, on_label=(), terms=TERMS))

        assert reviewer(small, english) == "rule:english+small_price"
        assert reviewer(small, english, large) is None
        assert reviewer() is None

    def test_hold_from_a_day_on(self) -> None:
        assert rules.terms_on(date(2016, 12, 31)) is None
        assert rules.terms_on(date(2026, 11, 10)) == max(rules.TERMS, key=lambda one: one.effective_from)
