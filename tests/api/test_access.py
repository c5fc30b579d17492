"""Who may: tokens, permissions, whose rows, and the one answer for every id that leads nowhere."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import pytest

from kernel import clock
from kernel.ids import new_id
from tenants.database.session import as_hq
from tenants.identity.models import ApiToken
from tenants.identity.operations import issue_token, revoke_token
from tenants.permissions import Role

NODE = "query ($id: ID!) { node(id: $id) { id __typename ... on Cooperative { code region { code } } } }"
RETIRE = """mutation ($id: ID!) {
  retireProduct(input: {productId: $id}) { product { status } errors { code path } } }"""


def global_id(*parts: object) -> str:
    return urlsafe_b64encode(":".join(map(str, parts)).encode()).decode().rstrip("=")


class TestTokens:
    def test_tell_the_viewer_who_it_is(self, manager: Any) -> None:
        viewer = manager.data("{ viewer { role scope permissions cooperative } market { slug } }")

        assert viewer["market"] == {"slug": "casablanca"}
        assert viewer["viewer"]["role"] == "MARKET_MANAGER"
        assert "sales:record" in viewer["viewer"]["permissions"]

    def test_are_not_needed_for_what_is_public(self, nation: Any, anonymous: Any) -> None:
        answered = anonymous.data("{ viewer { id } regions { nodes { code } } }")

        assert answered["viewer"] is None
        assert len(answered["regions"]["nodes"]) == 2

    def test_are_needed_for_the_rest(self, nation: Any, anonymous: Any) -> None:
        assert anonymous.codes("{ cooperatives { totalCount } }") == ["UNAUTHENTICATED"]
        assert anonymous.codes(RETIRE, id="x") == ["UNAUTHENTICATED"]

    def test_of_one_market_are_refused_elsewhere(self, sign_in: Callable[..., Any]) -> None:
        for host in ("marrakech", "hq"):
            stranger = sign_in(Role.MARKET_MANAGER, scope="casablanca", host=host)

            assert stranger.codes("{ viewer { id } }") == ["UNAUTHENTICATED"]
            assert stranger.status == 401

    def test_of_the_network_act_on_every_host(self, sign_in: Callable[..., Any]) -> None:
        auditor = sign_in(Role.AUDITOR, host="marrakech")

        assert auditor.data("{ market { slug } viewer { scope } }") == {
            "market": {"slug": "marrakech"},
            "viewer": {"scope": "network"},
        }

    def test_read_all_that_a_manager_may_on_a_real_login(self, live_market: str, api: type[Any]) -> None:
        with as_hq():
            issued = issue_token(
                role=Role.MARKET_MANAGER, scope=live_market, label="live", issued_at=clock.now()
            )

        seen = api(issued.token, live_market).data(
            """{ market { slug } regions { totalCount } cooperatives { totalCount } products { totalCount }
                 categories { totalCount } authorisations { totalCount } participations { totalCount } }"""
        )

        assert seen["market"] == {"slug": live_market}

    def test_are_refused_once_revoked(self, admin: Any) -> None:
        with as_hq():
            revoke_token(token_id=ApiToken.objects.get(label="test").pk, revoked_at=clock.now())

        assert admin.codes("{ viewer { id } }") == ["UNAUTHENTICATED"]

    @pytest.mark.parametrize("header", ["Bearer", "Bearer x", "Basic eDp4", "Bearer \udcff", "x" * 5000])
    def test_that_are_none_are_refused(self, anonymous: Any, header: str) -> None:
        body = anonymous.post({"query": "{ viewer { id } }"}, authorization=header)

        assert body["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


class TestPermissions:
    @pytest.mark.parametrize(
        ("role", "reads_payees", "approves"),
        [
            (Role.HQ_ADMIN, True, True),
            (Role.REGISTRY_OFFICER, True, True),
            (Role.AUDITOR, True, False),
            (Role.HQ_ANALYST, False, False),
            (Role.COMMITTEE_MEMBER, False, False),
            (Role.INTEGRATOR, False, False),
        ],
    )
    def test_decide_field_by_field(
        self, nation: Any, sign_in: Callable[..., Any], role: Role, reads_payees: bool, approves: bool
    ) -> None:
        nation.add_cooperative()
        api, key = sign_in(role), global_id("Product", nation.products[0])
        asked = "{ cooperatives { nodes { code payeeAccounts { nodes { maskedRib } } } } }"
        approve = "mutation ($id: ID!) { approveProduct(input: {productId: $id}) { errors { code } } }"

        assert api.codes(asked) == ([] if reads_payees else ["FORBIDDEN"])
        assert api.codes(approve, id=key) == ([] if approves else ["FORBIDDEN"])

    def test_leave_the_rest_of_the_answer_alone_only_where_null_is_allowed(
        self, nation: Any, sign_in: Callable[..., Any]
    ) -> None:
        nation.add_cooperative()

        body = sign_in(Role.HQ_ANALYST).ask(
            '{ regions { totalCount } authorisations { totalCount } node(id: "x") { id } }'
        )

        assert body["data"]["regions"] == {"totalCount": 2}
        assert body["data"]["node"] is None


class TestVisibility:
    def test_shows_a_delegate_its_own_cooperative_only(
        self, nation: Any, sign_in: Callable[..., Any]
    ) -> None:
        mine, other = nation.add_cooperative(), nation.add_cooperative()
        api = sign_in(Role.COOPERATIVE_DELEGATE, scope="casablanca", cooperative_id=mine)

        rows = api.data(
            "{ cooperatives { nodes { id } totalCount } products { nodes { cooperative { id } } } }"
        )
        counted = api.data("{ regions { nodes { cooperatives { totalCount } } } }")["regions"]["nodes"]

        assert rows["cooperatives"] == {"nodes": [{"id": global_id("Cooperative", mine)}], "totalCount": 1}
        assert rows["products"]["nodes"] == [{"cooperative": {"id": global_id("Cooperative", mine)}}]
        assert sum(region["cooperatives"]["totalCount"] for region in counted) == 1
        assert api.codes(NODE, id=global_id("Cooperative", other)) == ["NOT_FOUND"]

    def test_shows_a_market_the_accounts_of_its_own_participants(
        self, nation: Any, sign_in: Callable[..., Any]
    ) -> None:
        nation.add_cooperative()
        query = "{ cooperatives { nodes { payeeAccounts { totalCount } participations { totalCount } } } }"
        here = sign_in(Role.MARKET_MANAGER, scope="casablanca").data(query)["cooperatives"]["nodes"]
        there = sign_in(Role.MARKET_MANAGER, scope="marrakech").data(query)["cooperatives"]["nodes"]

        assert here == [{"payeeAccounts": {"totalCount": 1}, "participations": {"totalCount": 1}}]
        assert there == [{"payeeAccounts": {"totalCount": 0}, "participations": {"totalCount": 0}}]


class TestIds:
    def test_lead_to_their_row(self, nation: Any, admin: Any) -> None:
        key = global_id("Cooperative", nation.add_cooperative())

        assert admin.data(NODE, id=key)["node"]["region"] == {"code": "MA-06"}

    @pytest.mark.parametrize("shape", range(11))
    def test_that_lead_nowhere_all_get_the_same_answer(self, nation: Any, admin: Any, shape: int) -> None:
        known = nation.add_cooperative()
        wrong = [
            global_id("Cooperative", new_id()),
            global_id("Cooperative", "casablanca", known),
            global_id("Cooperative", str(known).upper()),
            global_id("Cooperative", known) + "=",
            global_id("Product", known),
            global_id("Query", known),
            global_id("NoSuchType", known),
            global_id("Region", "MA-99\0"),
            "",
            "é",
            "x" * 10_000,
        ][shape]

        answered = admin.ask(NODE, id=wrong)
        del answered["extensions"]
        assert answered == {
            "data": {"node": None},
            "errors": [
                {
                    "message": "There is nothing with this id.",
                    "extensions": {"code": "NOT_FOUND"},
                    "locations": [{"line": 1, "column": 20}],
                    "path": ["node"],
                }
            ],
        }
        done = admin.data(RETIRE, id=wrong)["retireProduct"]
        assert done == {"product": None, "errors": [{"code": "NOT_FOUND", "path": ["productId"]}]}

    def test_in_filters_are_refused_unless_they_are_of_the_type(self, nation: Any, admin: Any) -> None:
        known = nation.add_cooperative(products=2)
        query = "query ($id: ID!) { products(filter: {cooperative: {oneOf: [$id]}}) { totalCount } }"

        assert admin.data(query, id=global_id("Cooperative", known)) == {"products": {"totalCount": 2}}
        assert admin.data(query, id=global_id("Cooperative", new_id())) == {"products": {"totalCount": 0}}
        assert admin.codes(query, id=global_id("Product", known)) == ["NOT_FOUND"]
