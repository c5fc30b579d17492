"""Which products look alike."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from shared_catalog.duplicates.rules import likeness, pairs
from shared_catalog.duplicates.types import Described, Likeness

AR, FR, CODE = Likeness.NAME_AR, Likeness.NAME_FR, Likeness.BARCODE
OIL = Described(
    product_id=UUID(int=1),
    cooperative_id=UUID(int=100),
    category_code="argan",
    unit="ml",
    net_content=250,
    name_ar="زيت أركان",
    name_fr="Huile d'argan",
    codes=frozenset({"A-12"}),
)
OTHER = replace(OIL, product_id=UUID(int=2), name_ar="زيت آخر", name_fr="Autre huile", codes=frozenset())


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        ({}, ()),
        ({"name_fr": "HUILE D’ARGAN"}, (FR,)),
        ({"name_fr": "huile  dargan"}, (FR,)),
        ({"name_ar": "زَيْت اركان"}, (AR,)),
        ({"name_ar": OIL.name_ar, "name_fr": OIL.name_fr}, (AR, FR)),
        ({"name_fr": OIL.name_fr, "net_content": 500}, ()),
        ({"name_fr": OIL.name_fr, "unit": "g"}, ()),
        ({"name_fr": OIL.name_fr, "category_code": "soap"}, ()),
        ({"codes": OIL.codes, "net_content": 500}, (CODE,)),
        ({"name_fr": OIL.name_fr, "codes": OIL.codes, "cooperative_id": UUID(int=101)}, ()),
    ],
)
def test_two_products_are_alike_by(change: Any, reasons: Any) -> None:
    other = replace(OTHER, **change)

    assert likeness(OIL, other) == likeness(other, OIL) == reasons


def test_a_name_without_letters_is_none() -> None:
    one, other = (replace(OIL, product_id=UUID(int=n), name_ar="—", name_fr="…") for n in (1, 2))
    assert likeness(replace(one, codes=frozenset()), other) == ()


def test_pairs_are_all_that_are_alike_but_those_told_apart() -> None:
    oils = [replace(OIL, product_id=UUID(int=number)) for number in (1, 2, 3)]
    apart = {frozenset({UUID(int=3), UUID(int=1)})}
    found = list(pairs([*oils, replace(OTHER, product_id=UUID(int=4))], apart=apart))

    assert [(pair.one.int, pair.other.int) for pair in found] == [(1, 2), (2, 3)]
    assert {pair.reasons for pair in found} == {(AR, FR, CODE)}
