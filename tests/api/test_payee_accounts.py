"""A cooperative's bank account through the API: recorded by one person, verified by another, cooled off."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from kernel import clock
from kernel.identifiers import rib_with_key
from kernel.ids import new_id
from shared_catalog.registry.models import PayeeAccount, PayeeRules
from tenants.permissions import Role

RIB = rib_with_key("2258100123456789012345")
NOTE = "La présidente, au 0524 30 00 00 du registre, le 10 à 9 h"
RECORD = """mutation ($input: RecordPayeeAccountInput!) { recordPayeeAccount(input: $input) {
  payeeAccount { id standing maskedRib replaces { standing } } errors { code } } }"""
VERIFY = """mutation ($input: VerifyPayeeAccountInput!) { verifyPayeeAccount(input: $input) {
  payeeAccount { standing verifiedAt usableFrom callBackNote recordedBy verifiedBy }
  errors { code path } } }"""
REJECT = """mutation ($input: RejectPayeeAccountInput!) { rejectPayeeAccount(input: $input) {
  payeeAccount { standing rejectedAt rejectedBy rejectionReason } errors { code path } } }"""
SET_RULES = """mutation ($input: SetPayeeRulesInput!) { setPayeeRules(input: $input) {
  payeeRules { effectiveFrom coolingOffDays } errors { code path } } }"""


def record(api: Any, cooperative_id: Any) -> str:
    """The global id of a new account that replaces the cooperative's."""
    key = urlsafe_b64encode(f"Cooperative:{cooperative_id}".encode()).decode().rstrip("=")
    given = {"id": str(new_id()), "cooperativeId": key, "holder": "Coopérative Al Amal", "rib": RIB}
    done = api.data(RECORD, input=given)["recordPayeeAccount"]
    assert done["errors"] == []
    return str(done["payeeAccount"]["id"])


@pytest.fixture
def officer(sign_in: Callable[..., Any]) -> Any:
    return sign_in(Role.REGISTRY_OFFICER)


@pytest.fixture
def account(nation: Any, officer: Any) -> str:
    """The account that the officer recorded for a cooperative that had another."""
    return record(officer, nation.add_cooperative(products=0))


class TestVerifyPayeeAccount:
    def test_lets_a_change_cool_off(self, account: str, admin: Any) -> None:
        given = {"payeeAccountId": account, "callBackNote": NOTE}
        done = admin.data(VERIFY, input=given)["verifyPayeeAccount"]

        verified = done["payeeAccount"]
        assert done["errors"] == []
        assert (verified["standing"], verified["callBackNote"]) == ("COOLING_OFF", NOTE)
        assert (verified["verifiedAt"], verified["usableFrom"]) == (
            "2026-11-10T10:00:00Z",
            "2026-11-13T10:00:00Z",
        )
        assert verified["recordedBy"] != verified["verifiedBy"]

    def test_shows_it_usable_once_the_days_are_over(
        self, account: str, admin: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        admin.data(VERIFY, input={"payeeAccountId": account, "callBackNote": NOTE})
        later = clock.now() + timedelta(days=3)
        monkeypatch.setattr(clock, "now", lambda: later)

        seen = admin.data(
            "query ($id: ID!) { node(id: $id) { ... on PayeeAccount { standing } } }", id=account
        )

        assert seen["node"] == {"standing": "USABLE"}

    def test_is_not_for_who_recorded_it(self, account: str, officer: Any, hq: None) -> None:
        given = {"payeeAccountId": account, "callBackNote": NOTE}
        done = officer.data(VERIFY, input=given)["verifyPayeeAccount"]

        assert done == {
            "payeeAccount": None,
            "errors": [{"code": "ACCOUNT_NEEDS_SECOND_PERSON", "path": []}],
        }
        assert PayeeAccount.objects.get(rib=RIB).verified_at is None

    @pytest.mark.parametrize("said", [{}, {"callBackNote": None}, {"callBackNote": "rappelée"}])
    def test_asks_who_was_called(
        self, account: str, admin: Any, hq: None, said: dict[str, str | None]
    ) -> None:
        done = admin.data(VERIFY, input={"payeeAccountId": account, **said})["verifyPayeeAccount"]

        assert done["errors"] == [{"code": "INVALID_VALUE", "path": ["callBackNote"]}]
        assert PayeeAccount.objects.get(rib=RIB).verified_at is None

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.HQ_ANALYST, Role.COMMITTEE_MEMBER, Role.INTEGRATOR])
    def test_is_for_who_may_write_accounts(
        self, account: str, sign_in: Callable[..., Any], hq: None, role: Role
    ) -> None:
        given = {"payeeAccountId": account, "callBackNote": NOTE}

        assert sign_in(role).codes(VERIFY, input=given) == ["FORBIDDEN"]
        assert PayeeAccount.objects.get(rib=RIB).verified_at is None


class TestRejectPayeeAccount:
    def test_stops_money_and_tells_the_market_why(self, account: str, admin: Any, manager: Any) -> None:
        given = {"payeeAccountId": account, "reason": "compte inconnu de la présidente"}
        done = admin.data(REJECT, input=given)["rejectPayeeAccount"]
        seen = manager.data(
            "{ payeeAccounts(filter: {latest: true}) { nodes { standing rejectionReason maskedRib } } }"
        )

        assert done["errors"] == []
        assert done["payeeAccount"]["standing"] == "REJECTED"
        [row] = seen["payeeAccounts"]["nodes"]
        assert (row["standing"], row["rejectionReason"]) == ("REJECTED", "compte inconnu de la présidente")
        assert RIB not in row["maskedRib"]

    def test_cannot_be_verified_any_more(self, account: str, admin: Any) -> None:
        admin.data(REJECT, input={"payeeAccountId": account, "reason": "inconnu"})
        given = {"payeeAccountId": account, "callBackNote": NOTE}

        done = admin.data(VERIFY, input=given)["verifyPayeeAccount"]

        assert done["errors"] == [{"code": "ACCOUNT_REJECTED", "path": []}]

    def test_asks_why(self, account: str, admin: Any) -> None:
        done = admin.data(REJECT, input={"payeeAccountId": account, "reason": " "})["rejectPayeeAccount"]

        assert done["errors"] == [{"code": "INVALID_VALUE", "path": ["reason"]}]

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.HQ_ANALYST])
    def test_is_for_who_may_write_accounts(
        self, account: str, sign_in: Callable[..., Any], hq: None, role: Role
    ) -> None:
        given = {"payeeAccountId": account, "reason": "inconnu"}

        assert sign_in(role).codes(REJECT, input=given) == ["FORBIDDEN"]
        assert PayeeAccount.objects.get(rib=RIB).in_force


class TestSetPayeeRules:
    RULE: dict[str, Any] = {"effectiveFrom": "2026-11-11", "coolingOffDays": 7}

    def test_is_done_by_the_administrator_from_a_day_to_come(self, nation: Any, admin: Any) -> None:
        done = admin.data(SET_RULES, input=self.RULE)["setPayeeRules"]
        seen = admin.data("{ payeeRules { nodes { effectiveFrom coolingOffDays } } }")

        assert done == {"payeeRules": self.RULE, "errors": []}
        assert seen["payeeRules"]["nodes"] == [self.RULE]

    @pytest.mark.parametrize(
        ("changes", "path"),
        [
            ({"effectiveFrom": "2026-11-10"}, "effectiveFrom"),
            ({"coolingOffDays": 0}, "coolingOffDays"),
            ({"coolingOffDays": 61}, "coolingOffDays"),
        ],
    )
    def test_refuses_today_and_a_wait_that_is_none(
        self, nation: Any, admin: Any, hq: None, changes: dict[str, Any], path: str
    ) -> None:
        done = admin.data(SET_RULES, input=self.RULE | changes)["setPayeeRules"]

        assert done["errors"] == [{"code": "INVALID_VALUE", "path": [path]}]
        assert not PayeeRules.objects.exists()

    @pytest.mark.parametrize("role", [Role.REGISTRY_OFFICER, Role.AUDITOR, Role.HQ_ANALYST])
    def test_is_not_for_those_whom_it_binds(
        self, nation: Any, sign_in: Callable[..., Any], hq: None, role: Role
    ) -> None:
        assert sign_in(role).codes(SET_RULES, input=self.RULE) == ["FORBIDDEN"]
        assert not PayeeRules.objects.exists()


class TestPayeeAccounts:
    def test_are_found_while_they_wait_for_a_second_person(
        self, nation: Any, account: str, admin: Any
    ) -> None:
        nation.add_cooperative(products=0)
        query = """query ($waits: Boolean!) { payeeAccounts(filter: {awaitingVerification: $waits}) {
          nodes { id standing replaces { standing } } totalCount } }"""

        waiting = admin.data(query, waits=True)["payeeAccounts"]

        assert waiting["nodes"] == [
            {"id": account, "standing": "UNVERIFIED", "replaces": {"standing": "SUPERSEDED"}}
        ]
        assert admin.data(query, waits=False)["payeeAccounts"]["totalCount"] == 2

    def test_show_a_market_its_own_participants_and_no_call_back(
        self, account: str, sign_in: Callable[..., Any]
    ) -> None:
        query = "{ payeeAccounts { nodes { standing } } }"
        here = sign_in(Role.MARKET_MANAGER, scope="casablanca")
        there = sign_in(Role.MARKET_MANAGER, scope="marrakech")

        assert len(here.data(query)["payeeAccounts"]["nodes"]) == 2
        assert there.data(query)["payeeAccounts"]["nodes"] == []
        assert here.codes("{ payeeAccounts { nodes { callBackNote } } }") == ["VALIDATION"]

    def test_show_a_delegate_only_its_own(self, nation: Any, sign_in: Callable[..., Any]) -> None:
        mine, _ = nation.add_cooperative(products=0), nation.add_cooperative(products=0)
        delegate = sign_in(Role.COOPERATIVE_DELEGATE, scope="casablanca", cooperative_id=mine)

        assert delegate.data("{ payeeAccounts { totalCount } }") == {"payeeAccounts": {"totalCount": 1}}
