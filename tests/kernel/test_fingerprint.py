"""A fingerprint changes with what is said, and with nothing else."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.fingerprint import fingerprint

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
ID = UUID("01936c3e-0000-7000-8000-000000000001")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


class Colour(StrEnum):
    RED = "red"


class Shape(str, Enum):  # noqa: UP042 - its str() is not its value, and must not matter
    ROUND = "round"


class TestFingerprint:
    def test_never_changes_from_one_version_to_the_next(self) -> None:
        assert (
            fingerprint({"a": 1}).hex() == "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"
        )

    @pytest.mark.parametrize(
        ("one", "same"),
        [
            ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
            ({"a": (1, 2)}, {"a": [1, 2]}),
            ({"a": ID}, {"a": str(ID)}),
            ({ID: 1}, {str(ID): 1}),
            ({"a": NOON}, {"a": NOON.astimezone(timezone(timedelta(hours=1)))}),
            ({"a": Decimal("1.50")}, {"a": Decimal("1.5")}),
            ({"a": Decimal("-0.00")}, {"a": Decimal("0")}),
            ({"a": Decimal("1E+2")}, {"a": Decimal("100")}),
            ({"a": Colour.RED, "b": Shape.ROUND}, {"a": "red", "b": "round"}),
        ],
    )
    def test_does_not_mind_how_the_same_is_written(self, one: dict[Any, Any], same: dict[Any, Any]) -> None:
        assert fingerprint(one) == fingerprint(same)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ({"a": 1}, {"a": 2}),
            ({"a": 1}, {"a": "1"}),
            ({"a": 1}, {"a": True}),
            ({"a": None}, {}),
            ({"a": [1, 2]}, {"a": [2, 1]}),
            ({"a": date(2026, 11, 1)}, {"a": NOON}),
            (
                {"a": Decimal("1234567890123456789012345678901")},
                {"a": Decimal("1234567890123456789012345678902")},
            ),
            ({"a": Decimal("100")}, {"a": Decimal("1")}),
        ],
    )
    def test_tells_other_content(self, one: dict[str, Any], other: dict[str, Any]) -> None:
        assert fingerprint(one) != fingerprint(other)

    @given(st.dictionaries(st.text(), JSON, max_size=5))
    def test_is_32_bytes_and_the_same_again(self, content: dict[str, Any]) -> None:
        assert len(fingerprint(content)) == 32
        assert fingerprint(content) == fingerprint(dict(reversed(content.items())))

    @pytest.mark.parametrize(
        "unwritable",
        [1.5, {1, 2}, b"bytes", object(), datetime(2026, 1, 1), Decimal("NaN"), {1: 2}],  # noqa: DTZ001
        ids=lambda value: type(value).__name__,
    )
    def test_refuses_what_has_no_one_way_to_be_written(self, unwritable: object) -> None:
        with pytest.raises(TypeError, match="no place"):
            fingerprint({"a": [unwritable]})
