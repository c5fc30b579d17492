"""The minutes of a selection on paper."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from selecting import UNBOUND, Committee

from api.selection import minutes
from shared_catalog.registry.models import Cooperative as CooperativeRow
from shared_catalog.selection.models import Decision
from tenants.database.session import as_hq
from tenants.permissions import Role


@pytest.fixture
def decision(nation: Any, now: Any) -> Any:
    """Signed, with one cooperative taken and one that waits."""
    committee = Committee(SimpleNamespace(at=now))
    keys = [nation.add_cooperative(products=0) for _ in range(2)]
    with as_hq():
        round_ = committee.round(terms=UNBOUND, places=1)
        for key, points in zip(keys, (20, 10), strict=True):
            committee.score_twice(committee.enter_known(round_, key), points)
        return committee.decide(round_)


def get(api: Any, decision: Any) -> Any:
    return Client(headers=api.headers("fr")).get(f"/selection/decisions/{decision.pk}.pdf")


def test_are_the_same_bytes_each_time_whatever_a_cooperative_is_called_later(
    decision: Any, admin: Any
) -> None:
    first = get(admin, decision)
    with as_hq():
        CooperativeRow.objects.update(name_fr="Autre", name_ar="أخرى")
    again = get(admin, decision)
    assert (first.status_code, first["Content-Type"]) == (200, "application/pdf")
    assert first.content.startswith(b"%PDF") and again.content == first.content


def test_tell_each_place_and_why_in_both_languages(decision: Any) -> None:
    with as_hq():
        page = minutes.page_of(Decision.objects.select_related("round__grid").get())
    taken, waiting, refused = (section["rows"] for section in page["sections"])
    assert [row["reason"]["fr"] for row in taken] == ["rang 1 : retenue au mérite"]
    assert [row["total"] for row in (*taken, *waiting)] == ["76,00", "56,00"]
    assert "لائحة الانتظار" in waiting[0]["reason"]["ar"] and refused == []
    assert page["digest"] == bytes(decision.digest).hex()


@pytest.mark.parametrize(
    ("role", "scope", "status"),
    [
        (Role.COMMITTEE_MEMBER, "network", 200),
        (Role.HQ_ANALYST, "network", 403),
        (Role.MARKET_MANAGER, "casablanca", 404),
    ],
)
def test_are_for_who_may_read_selections(
    decision: Any, sign_in: Any, role: Role, scope: str, status: int
) -> None:
    assert get(sign_in(role, scope=scope), decision).status_code == status


def test_are_on_no_markets_host(decision: Any, sign_in: Any) -> None:
    assert get(sign_in(Role.HQ_ADMIN, host="casablanca"), decision).status_code == 404
