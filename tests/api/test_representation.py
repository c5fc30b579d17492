"""The shares of regions and groups, their floors, and the warnings before a change."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db.models import F
from selecting import UNBOUND, Committee

from api.network.types import Market as MarketNode
from api.registry.types import Cooperative, Participation
from api.selection.types import SelectionRound
from kernel.ids import new_id
from markets.figures import operations as figures
from markets.figures.types import CooperativeDelta, TillDelta
from shared_catalog.registry import models as registry
from tenants.database.session import as_hq, as_market
from tenants.network.models import Market
from tenants.permissions import Role

SHARES = """query ($market: ID, $asOf: Date) { representation(market: $market, asOf: $asOf) { asOf salesSince
  cells { region { code name { fr } } group cooperatives cooperativesShare shelf shelfShare
    salesMinor salesShare }
  floors { region group measure basisPoints share kept } } }"""
EFFECT = """query ($of: RepresentationEffectOf!) { found: representationEffect(of: $of) {
  region measure basisPoints before after already } }"""
SELECTION = (
    """query ($id: ID!) { found: selectionEffect(roundId: $id) { region measure before after already } }"""
)
SET = """mutation ($input: SetRepresentationFloorInput!) { done: setRepresentationFloor(input: $input) {
  floor { region { code } group basisPoints effectiveFrom } errors { code path } } }"""
PREPARE = """mutation ($input: PrepareSelectionDecisionInput!) {
  done: prepareSelectionDecision(input: $input) {
  decision { id } warnings { region before after } errors { code } } }"""

NOW = datetime(2026, 11, 10, 10, tzinfo=UTC)


def sell(market: str, cooperative: Any, amount_minor: int, day: date = date(2026, 10, 5)) -> None:
    till = TillDelta(day=day, till_id=new_id(), tickets=1, items=1, gross_minor=amount_minor)
    sold = CooperativeDelta(day=day, cooperative_id=cooperative, items=1, gross_minor=amount_minor)
    with as_market(market):
        figures.add(till=till, cooperatives=[sold], categories=[])


@pytest.fixture
def network(nation: Any) -> tuple[Any, Any, Any]:
    """Two cooperatives of MA-06 with a product each, one of MA-09 with two, all in Casablanca."""
    casa, other = (nation.add_cooperative(region="MA-06") for _ in range(2))
    south = nation.add_cooperative(region="MA-09", products=2)
    with as_hq():
        for product in nation.products:
            nation.publish(product)
    sell("casablanca", casa, 3_000)
    sell("casablanca", south, 1_000)
    sell("casablanca", casa, 9_999, date(2025, 1, 1))
    return casa, other, south


def floor(admin: Any, measure: str, basis_points: int, **given: Any) -> Any:
    asked = {"regionCode": "MA-09", "measure": measure, "basisPoints": basis_points}
    return admin.data(SET, input=asked | {"effectiveFrom": "2026-11-10"} | given)["done"]


class TestShares:
    def test_are_told_by_region_and_group_beside_the_floors(self, network: Any, admin: Any) -> None:
        assert floor(admin, "COOPERATIVES", 3_334)["errors"] == []
        assert floor(admin, "SHELF", 5_000, group="TERROIR")["floor"]["group"] == "TERROIR"
        found = admin.data(SHARES)["representation"]
        assert (found["asOf"], found["salesSince"]) == ("2026-11-10", "2025-11-11")
        told = {
            cell["region"]["code"]: [cell[name] for name in ("cooperatives", "shelf", "salesMinor")]
            for cell in found["cells"]
        }
        assert told == {"MA-06": [2, 2, 3_000], "MA-09": [1, 2, 1_000]}
        assert [cell["salesShare"] for cell in found["cells"]] == [7_500, 2_500]
        assert [(one["measure"], one["share"], one["kept"]) for one in found["floors"]] == [
            ("COOPERATIVES", 3_333, False),
            ("SHELF", 5_000, True),
        ]

    def test_are_of_a_day_and_of_a_market(self, network: Any, admin: Any) -> None:
        assert admin.data(SHARES, asOf="2010-01-01")["representation"]["cells"] == []
        with as_hq():
            keys = {row.schema_name: row.pk for row in Market.objects.all()}
        for slug, cells in (("casablanca", 2), ("marrakech", 0)):
            found = admin.data(SHARES, market=MarketNode.global_id(keys[slug], None))["representation"]
            assert len(found["cells"]) == cells

    def test_take_as_many_statements_for_many_as_for_few(self, nation: Any, network: Any, admin: Any) -> None:
        for _ in range(2):
            admin.data(SHARES)
        few = len(admin.statements)
        for _ in range(4):
            sell("marrakech", nation.add_cooperative(region="MA-09"), 500)
        admin.data(SHARES)
        assert len(admin.statements) == few


class TestWarnings:
    def test_come_before_a_cooperative_leaves(self, network: Any, admin: Any) -> None:
        casa, _, south = network
        floor(admin, "COOPERATIVES", 3_000)
        floor(admin, "SALES", 2_500)
        leaving = {"cooperatives": [Cooperative.global_id(south, None)]}
        assert admin.data(EFFECT, of=leaving)["found"] == [
            {"region": "MA-09", "measure": m, "basisPoints": bp, "before": was, "after": 0, "already": False}
            for m, bp, was in (("COOPERATIVES", 3_000, 3_333), ("SALES", 2_500, 2_500))
        ]
        assert admin.data(EFFECT, of={"cooperatives": [Cooperative.global_id(casa, None)]})["found"] == []
        with as_hq():
            there = registry.Participation.objects.get(cooperative_id=south)
        ending = {"participations": [Participation.global_id(there.pk, None)]}
        assert [one["after"] for one in admin.data(EFFECT, of=ending)["found"]] == [0, 0]
        assert admin.codes(EFFECT, of={"cooperatives": ["nobody"]}) == ["NOT_FOUND"]

    def test_come_before_a_selection_and_with_its_minutes(
        self, nation: Any, network: Any, admin: Any, sign_in: Callable[..., Any], now: Any
    ) -> None:
        floor(admin, "COOPERATIVES", 3_000)
        newcomer = nation.add_cooperative(region="MA-06", products=0)
        with as_hq():
            registry.Participation.objects.filter(cooperative_id=newcomer).update(ended_on=F("joined_on"))
            committee = Committee(Now(now))
            round_ = committee.round(terms=UNBOUND, places=1)
            committee.score_twice(committee.enter_known(round_, newcomer))
            committee.close(round_)
        officer, key = sign_in(Role.REGISTRY_OFFICER), SelectionRound.global_id(round_.pk, None)
        told = {"region": "MA-09", "before": 3_333, "after": 2_500}
        assert officer.data(SELECTION, id=key)["found"] == [
            told | {"measure": "COOPERATIVES", "already": False}
        ]
        done = officer.data(PREPARE, input={"id": str(new_id()), "roundId": key})["done"]
        assert (done["warnings"], done["errors"]) == ([told], [])

    def test_are_for_who_may_do_it(self, network: Any, sign_in: Callable[..., Any]) -> None:
        of = {"cooperatives": [Cooperative.global_id(network[0], None)]}
        assert sign_in(Role.HQ_ANALYST).codes(EFFECT, of=of) == ["FORBIDDEN"]
        assert sign_in(Role.REGISTRY_OFFICER).codes(SHARES) == ["FORBIDDEN"]


class TestFloors:
    def test_are_set_by_the_administration_alone(
        self, network: Any, admin: Any, sign_in: Callable[..., Any]
    ) -> None:
        asked = {"regionCode": "MA-09", "measure": "SALES", "basisPoints": 1, "effectiveFrom": "2026-11-11"}
        assert sign_in(Role.REGISTRY_OFFICER).codes(SET, input=asked) == ["FORBIDDEN"]
        assert floor(admin, "SALES", 10_001)["errors"] == [{"code": "INVALID_VALUE", "path": ["basisPoints"]}]
        assert floor(admin, "SALES", 10, regionCode="MA-99")["errors"][0]["code"] == "NOT_FOUND"
        for _ in range(2):
            assert floor(admin, "SALES", 10)["errors"] == []


class Now:
    """What a committee needs to know of the nation."""

    def __init__(self, at: Any) -> None:
        self.at = at
