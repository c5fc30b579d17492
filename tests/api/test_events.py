"""The event log through the API: in one order, without gaps, from wherever a reader stopped."""

from collections.abc import Callable
from typing import Any

import pytest

from tenants.permissions import Role

EVENTS = """query ($first: Int, $after: String, $filter: EventFilter) {
  events(first: $first, after: $after, filter: $filter) {
    nodes { position name subjectId payload occurredAt recordedAt }
    pageInfo { hasNextPage endCursor } totalCount } }"""


@pytest.fixture
def happened(books: Any) -> Any:
    """A sale and a refund, and a half-month closed."""
    books.shop.grow()
    books.close()
    return books


def read(api: Any, **given: Any) -> list[Any]:
    rows: list[Any] = api.data(EVENTS, **given)["events"]["nodes"]
    return rows


class TestEvents:
    def test_are_shown_once_they_have_their_place(self, happened: Any, manager: Any) -> None:
        assert read(manager) == []
        happened.number_events()

        events = read(manager)

        assert [event["position"] for event in events] == list(range(1, len(events) + 1))
        assert [event["name"] for event in events][-2:] == ["period.sealed", "statement.issued"]
        assert events[-2]["payload"]["pay_on"] == "2026-11-16"

    def test_go_on_from_a_cursor_or_a_position(self, happened: Any, manager: Any) -> None:
        happened.number_events()
        everything = read(manager)
        first = manager.data(EVENTS, first=2)["events"]
        happened.shop.grow()
        happened.number_events()

        rest = read(manager, after=first["pageInfo"]["endCursor"])

        assert first["nodes"] + rest[: len(everything) - 2] == everything
        assert [event["position"] for event in first["nodes"] + rest] == list(range(1, len(rest) + 3))
        assert read(manager, filter={"position": {"range": {"gte": 3}}}) == rest

    def test_are_filtered_by_name(self, happened: Any, manager: Any) -> None:
        happened.number_events()

        [sealed] = read(manager, filter={"name": {"eq": "period.sealed"}})
        assert sealed["subjectId"] == "2026111"
        assert read(manager, filter={"name": {"oneOf": []}}) == []

    @pytest.mark.parametrize(
        ("role", "allowed"),
        [
            (Role.MARKET_MANAGER, True),
            (Role.INTEGRATOR, True),
            (Role.AUDITOR, True),
            (Role.CASHIER, False),
            (Role.STOCK_KEEPER, False),
        ],
    )
    def test_are_for_who_may_read_them(self, sign_in: Callable[..., Any], role: Role, allowed: bool) -> None:
        assert sign_in(role, scope="casablanca").codes(EVENTS) == ([] if allowed else ["FORBIDDEN"])

    def test_are_not_for_delegates_nor_strangers(
        self, happened: Any, sign_in: Callable[..., Any], anonymous: Any
    ) -> None:
        [mine] = happened.shop.nation.cooperatives
        anonymous.host = "casablanca"

        delegate = sign_in(Role.COOPERATIVE_DELEGATE, scope="casablanca", cooperative_id=mine)
        assert delegate.codes(EVENTS) == ["FORBIDDEN"]
        assert anonymous.codes(EVENTS) == ["UNAUTHENTICATED"]
