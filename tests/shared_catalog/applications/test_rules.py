"""What a form must say, whom an application looks like, and what its author is told."""

from dataclasses import replace
from datetime import date

import pytest
from applying import typed
from hypothesis import given, settings
from hypothesis import strategies as st
from selecting import TERMS

from kernel.errors import DomainError, SeveralRefusals
from shared_catalog.applications import rules
from shared_catalog.applications.types import ApplicationState, Declared, Ground, Identity, Standing
from shared_catalog.selection.types import Outcome

TODAY = date(2026, 11, 10)
KNOWN = Identity(
    ice="1" * 15,
    register_number="12/2015",
    register_court="Taroudannt",
    name_ar="تعاونية الأمل",
    name_fr="Coopérative Al Amal",
    province="MA-TAR",
)


def checked(form: dict[str, str], *, consented: bool = True) -> Declared:
    return rules.checked(
        form,
        consented=consented,
        terms=TERMS,
        regions={"MA-TAR": "MA-09"},
        categories=frozenset({"amlou"}),
        today=TODAY,
    )


def wrong_in(form: dict[str, str], *, consented: bool = True) -> set[str]:
    with pytest.raises(DomainError) as refused:
        checked(form, consented=consented)
    error = refused.value
    return {str(one.path[0]) for one in (error.refusals if isinstance(error, SeveralRefusals) else [error])}


class TestForm:
    def test_is_read_in_the_digits_and_commas_that_people_write(self) -> None:
        declared = checked(typed(product_1_price="٤٥٫٥", product_1_content="٢٥٠"))
        assert declared.details.members.women == 20 and declared.details.region_code == "MA-09"
        assert declared.details.contact.phone == "+212661234567"
        [product] = declared.products
        assert (product.price_minor, product.content) == (4_550, 250)

    def test_is_stored_and_read_back_without_whom_to_reach(self) -> None:
        declared = checked(typed())
        stored = rules.written(declared)
        assert "présidente" not in str(stored)
        assert rules.read(stored, contact=declared.details.contact) == declared

    def test_names_everything_that_is_wrong_at_once(self) -> None:
        assert wrong_in({}, consented=False) == {
            *("name_ar", "name_fr", "kind", "group", "province", "ice", "register_number", "register_court"),
            *("founded_on", "women", "men", "youth", "rural", "contact_name", "contact_phone"),
            *("packaging", "capacity", "consent"),
            *(f"product_1_{name}" for name in ("name", "category", "price", "unit", "content")),
        }

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("ice", "001525713000078"),
            ("contact_phone", "12"),
            ("contact_email", "nobody"),
            ("province", "MA-XXX"),
            ("founded_on", "2027-01-01"),
            ("youth", "25"),
            ("onssa_number", "?"),
            ("product_1_price", "0,001"),
            ("product_1_price", "NaN"),
            ("product_2_name", "Miel"),
        ],
    )
    def test_is_refused_at_the_field_that_is_wrong(self, field: str, value: str) -> None:
        assert all(name.startswith(field.rsplit("_", 1)[0]) for name in wrong_in(typed(**{field: value})))

    @settings(max_examples=30)
    @given(st.dictionaries(st.sampled_from([*rules.LONGEST, "other"]), st.text(max_size=200), max_size=9))
    def test_is_kept_whatever_is_sent(self, sent: dict[str, str]) -> None:
        kept = rules.kept(sent)
        assert set(kept) == set(rules.LONGEST)
        assert all(len(value) <= rules.LONGEST[name] and "\0" not in value for name, value in kept.items())
        assert wrong_in(dict(kept))


class TestAlike:
    @pytest.mark.parametrize(
        ("changes", "ground"),
        [
            ({}, Ground.ICE),
            ({"ice": "2"}, Ground.REGISTER),
            ({"ice": "2", "register_number": "12 - 2015", "register_court": "TAROUDANNT"}, Ground.REGISTER),
            ({"ice": "2", "register_number": "9", "name_ar": "التعاونية الفلاحية الامل"}, Ground.NAME),
            ({"ice": "2", "register_number": "9", "name_ar": "x", "name_fr": "AL AMAL (coop)"}, Ground.NAME),
            ({"ice": "2", "register_number": "9", "province": "MA-CAS"}, None),
            ({"ice": "2", "register_number": "9", "name_ar": "تعاونية", "name_fr": "Coopérative"}, None),
        ],
    )
    def test_goes_by_ice_register_and_name(self, changes: dict[str, str], ground: Ground | None) -> None:
        other = replace(KNOWN, **changes)
        assert rules.alike(other, KNOWN) is ground and rules.alike(KNOWN, other) is ground


def test_an_author_is_told_the_outcome_once_there_is_one() -> None:
    told = {
        (state, outcome): rules.standing(state, outcome)
        for state in ApplicationState
        for outcome in (None, *Outcome)
    }
    entered = {outcome: told[ApplicationState.ENTERED, outcome] for outcome in (None, *Outcome)}
    assert list(entered.values()) == [
        Standing.UNDER_REVIEW,
        Standing.RETAINED,
        Standing.WAITING,
        Standing.NOT_RETAINED,
    ]
    assert told[ApplicationState.REFUSED, None] is Standing.NOT_ADMITTED
