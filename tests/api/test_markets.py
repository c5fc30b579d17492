"""Markets' lives, as headquarters leads them through the API."""

from collections.abc import Callable
from typing import Any

import pytest

from tenants.network.models import Market
from tenants.permissions import Role

INSTANTS = ("suspendedAt", "resumedAt", "closedAt")


def move(api: Any, name: str, market: str = "casablanca") -> Any:
    return api.data(
        f"mutation ($market: String!) {{ {name}(input: {{market: $market}}) {{"
        " market { slug stage suspendedAt resumedAt closedAt } errors { code path } } }",
        market=market,
    )[name]


class TestMarkets:
    def test_are_suspended_resumed_and_closed(self, admin: Any) -> None:
        stages = []
        for name in ("suspendMarket", "resumeMarket", "suspendMarket", "openMarket", "closeMarket"):
            done = move(admin, name)
            assert done["errors"] == []
            stages.append(tuple(done["market"][each] for each in ("stage", *INSTANTS)))

        at = "2026-11-10T10:00:00Z"
        assert stages == [
            ("SUSPENDED", at, None, None),
            ("OPEN", at, at, None),
            ("SUSPENDED", at, None, None),
            ("OPEN", at, at, None),
            ("CLOSED", at, at, at),
        ]

    def test_stay_where_they_are_when_the_step_is_not_theirs(self, admin: Any, hq: None) -> None:
        for name in ("openMarket", "resumeMarket"):
            assert move(admin, name) == {"market": None, "errors": [{"code": "STAGE_REFUSED", "path": []}]}
        assert Market.objects.get(schema_name="casablanca").stage == "open"

    @pytest.mark.parametrize("name", ["openMarket", "suspendMarket", "resumeMarket", "closeMarket"])
    def test_are_not_found_by_a_name_that_is_none(self, admin: Any, name: str) -> None:
        assert move(admin, name, "nowhere") == {
            "market": None,
            "errors": [{"code": "NOT_FOUND", "path": ["market"]}],
        }

    @pytest.mark.parametrize("role", [Role.HQ_ANALYST, Role.REGISTRY_OFFICER, Role.AUDITOR, Role.INTEGRATOR])
    def test_are_moved_by_administrators_only(
        self, sign_in: Callable[..., Any], hq: None, role: Role
    ) -> None:
        query = 'mutation { closeMarket(input: {market: "casablanca"}) { errors { code } } }'

        assert sign_in(role).codes(query) == ["FORBIDDEN"]
        assert Market.objects.get(schema_name="casablanca").stage == "open"

    def test_go_on_answering_while_they_are_suspended(self, shop: Any, admin: Any, manager: Any) -> None:
        shop.grow()
        move(admin, "suspendMarket")

        answered = manager.data("{ market { stage } sales { totalCount } }")

        assert answered == {"market": {"stage": "SUSPENDED"}, "sales": {"totalCount": 1}}
