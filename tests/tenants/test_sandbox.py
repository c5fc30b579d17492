"""What a market is for: said when it is made, and never again."""

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from sandboxes import become_sandbox

from tenants.database.session import as_hq, as_market, as_owner
from tenants.network import operations, queries
from tenants.network.models import Market
from tenants.network.sandbox import NotASandbox, NotInASandbox, is_sandbox, refuse_in_sandbox, require_sandbox
from tenants.network.types import Kind


class TestKind:
    def test_is_a_city_unless_it_is_said(self, hq: None) -> None:
        assert set(queries.markets().values_list("kind", flat=True)) == {Kind.CITY}

    def test_leaves_sandboxes_out_of_the_cities(self, rollback: None) -> None:
        become_sandbox("marrakech")
        with as_hq():
            assert "marrakech" in queries.market_schemas()
            assert [market.slug for market in queries.cities()] == ["casablanca"]

    def test_is_one_of_two(self, rollback: None) -> None:
        with as_owner(), pytest.raises(IntegrityError, match="market_kind_known"), transaction.atomic():
            Market.objects.filter(schema_name="casablanca").update(kind="village")

    def test_is_not_changed_by_headquarters_which_moves_markets_on(self, hq: None, now: object) -> None:
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Market.objects.filter(schema_name="casablanca").update(kind=Kind.SANDBOX)
        assert operations.suspend_market(slug="casablanca", at=now).stage == "suspended"  # type: ignore[arg-type]


class TestGuards:
    def test_tell_a_sandbox_from_a_city(self, rollback: None) -> None:
        become_sandbox("marrakech")
        with as_market("casablanca"):
            assert not is_sandbox()
            refuse_in_sandbox()
            with pytest.raises(NotASandbox):
                require_sandbox()
        with as_market("marrakech"):
            assert is_sandbox()
            require_sandbox()
            with pytest.raises(NotInASandbox):
                refuse_in_sandbox()

    def test_take_headquarters_for_no_sandbox(self, hq: None) -> None:
        assert not is_sandbox()
        refuse_in_sandbox()
