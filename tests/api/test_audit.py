"""The audit through the API: what every mutation leaves behind, and for whose eyes."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext

from api.base.ids import encode
from api.base.lists import ListMutation
from api.base.mutations import Mutation
from api.hq.schema import HQ_SCHEMA
from api.market.schema import MARKET_SCHEMA
from api.payouts.mutations import PAYOUT_MUTATIONS
from api.stripe_account.mutations import STRIPE_MUTATIONS
from kernel.ids import new_id
from markets.audit.models import MarketAuditEntry
from markets.sales.models import Sale
from shared_catalog.registry.models import PayeeAccount
from tenants.audit.models import AuditEntry
from tenants.database.session import as_hq, as_market
from tenants.permissions import Role

ENTRIES = """query ($filter: AuditEntryFilter) { auditEntries(filter: $filter) { nodes {
  at kind action outcome code actor through roles scope objectType objectId requestId
  changes { name before after }
  personal { address reason changes { name before after } forgottenAt } } totalCount } }"""
RETIRE = "mutation ($id: ID!) { retireTill(input: {tillId: $id}) { till { id } errors { code } } }"
REVEAL = """mutation ($id: ID!, $reason: String!) {
  revealPayeeAccount(input: {payeeAccountId: $id, reason: $reason}) {
    rib payeeAccount { id maskedRib } errors { code path } } }"""
SELL = """mutation ($input: RecordSaleInput!) { recordSale(input: $input) {
  sale { id } errors { code } } }"""
TILLS = "{ tills { nodes { id code } } }"
ACCOUNTS = "{ cooperatives { nodes { id payeeAccounts { nodes { id } } } } }"


def entries(api: Any, **conditions: Any) -> list[Any]:
    found: list[Any] = api.data(ENTRIES, filter=conditions)["auditEntries"]["nodes"]
    return found


class TestAMutation:
    def test_leaves_who_what_and_from_where(self, shop: Any, manager: Any) -> None:
        shop.add_till()
        [till] = manager.data(TILLS)["tills"]["nodes"]
        manager.post({"query": RETIRE, "variables": {"id": till["id"]}}, **{"X-Request-Id": "req-9"})

        [entry] = entries(manager)

        assert entry["action"] == "retireTill" and entry["kind"] == "CHANGE" and entry["outcome"] == "DONE"
        assert entry["actor"].startswith("token:")
        assert (entry["roles"], entry["scope"], entry["through"]) == ("market_manager", "casablanca", None)
        assert (entry["objectType"], entry["objectId"]) == ("Till", till["id"])
        assert {"name": "state", "before": "active", "after": "retired"} in entry["changes"]
        assert "code" not in {change["name"] for change in entry["changes"]}
        assert entry["requestId"] == "req-9" and entry["personal"]["address"] == "127.0.0.1"

    def test_leaves_the_network_role_of_headquarters_people(
        self, shop: Any, sign_in: Callable[..., Any]
    ) -> None:
        shop.add_till()
        chief = sign_in(Role.HQ_ADMIN, host="casablanca")
        [till] = chief.data(TILLS)["tills"]["nodes"]
        chief.data(RETIRE, id=till["id"])

        [entry] = entries(chief)
        assert (entry["roles"], entry["scope"]) == ("hq_admin", "network")
        with as_hq():
            assert not AuditEntry.objects.exists(), "what is done in a market is in the market's audit"

    def test_leaves_nothing_when_it_is_refused(self, shop: Any, manager: Any) -> None:
        shop.add_till()
        [till] = manager.data(TILLS)["tills"]["nodes"]
        manager.data(RETIRE, id=till["id"])
        refused = manager.data('mutation { openTill(input: {code: "", name: "x"}) { errors { code } } }')
        assert refused["openTill"]["errors"]

        assert [entry["action"] for entry in entries(manager)] == ["retireTill"]

    def test_is_undone_when_its_entry_cannot_be_written(
        self, shop: Any, manager: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shop.add_till()
        [till] = manager.data(TILLS)["tills"]["nodes"]
        with as_market("casablanca"), connection.cursor() as cursor:
            cursor.execute("SELECT state FROM tills_till")
            before = cursor.fetchall()
        # An action without a name is refused by the table itself.
        monkeypatch.setattr(Mutation, "field_name", classmethod(lambda cls: ""))
        answered = manager.ask(RETIRE, id=till["id"])

        assert answered["errors"]
        with as_market("casablanca"), connection.cursor() as cursor:
            cursor.execute("SELECT state FROM tills_till")
            assert cursor.fetchall() == before

    def test_hides_what_is_personal_and_keeps_it_apart(self, nation: Any, admin: Any) -> None:
        nation.add_cooperative(products=0)
        query = """mutation ($id: ID!) { verify: rejectPayeeAccount(input: {
          payeeAccountId: $id, reason: "Dite fausse par Khadija au téléphone"}) { errors { code } } }"""
        [row] = admin.data(ACCOUNTS)["cooperatives"]["nodes"]
        [account] = row["payeeAccounts"]["nodes"]
        admin.data(query, id=account["id"])

        [entry] = entries(admin)

        changes = {change["name"]: change["after"] for change in entry["changes"]}
        assert changes["rejection_reason"] == "[hidden]"
        assert "Khadija" not in str(entry["changes"])
        [said] = entry["personal"]["changes"]
        assert (said["name"], said["before"]) == ("rejection_reason", "")
        assert "Khadija" in said["after"]

    def test_costs_a_sale_no_statement(self, shop: Any, manager: Any) -> None:
        shop.add_goods()
        shop.add_till()
        written = self.sell(shop, manager)

        # The call that writes the sale writes the entry with it.
        assert len([sql for sql in written if "sales_record(" in sql]) == 1
        assert not [sql for sql in written if "market_audit_entry" in sql]
        # The transaction of the test is around it all: one savepoint for the sale, none for the mutation.
        assert len([sql for sql in written if sql.startswith("SAVEPOINT")]) == 1

    def sell(self, shop: Any, manager: Any) -> list[str]:
        found = manager.data("{ listings { nodes { id } } tills { nodes { id } } }")
        given = {
            "saleId": str(new_id()),
            "tillId": found["tills"]["nodes"][0]["id"],
            "lines": [{"listingId": found["listings"]["nodes"][0]["id"], "quantity": 1}],
            "tenders": [{"kind": "CASH", "receivedMinor": 100_000}],
            "occurredAt": "2026-11-10T10:00:00Z",
        }
        reset_queries()
        with as_hq(), CaptureQueriesContext(connection) as captured:
            answered = manager.data(SELL, input=given)
        assert answered["recordSale"]["errors"] == [], answered
        with as_market("casablanca"):
            entry = MarketAuditEntry.objects.get(action="recordSale")
            sale = Sale.objects.get()
        assert (entry.object_type, entry.object_key, entry.changes) == ("Sale", str(sale.pk), {})
        return [query["sql"] for query in captured.captured_queries]


class TestSeveralTransactions:
    def test_are_declared_with_their_reason_by_what_acts_outside(self) -> None:
        several = {one.field_name() for one in (*STRIPE_MUTATIONS, *PAYOUT_MUTATIONS) if one.several}
        assert several == {
            "connectCooperative",
            "createOnboardingLink",
            "createCardPayment",
            "refundCardPayment",
            "submitPayoutBatch",
        }

    def test_leave_an_entry_before_and_one_after(self, sign_in: Callable[..., Any], books: Any) -> None:
        books.cards.grow(books.shop.nation.add_cooperative())
        cashier = sign_in(Role.CASHIER, scope="casablanca")
        manager = sign_in(Role.MARKET_MANAGER, scope="casablanca")
        key = new_id()
        query = """mutation ($id: UUID!, $amount: MoneyInput!) { createCardPayment(input: {
          paymentId: $id, amount: $amount}) { cardPayment { id } errors { code } } }"""
        amount = {"amountMinor": 5_000}
        assert cashier.data(query, id=str(key), amount=amount)["createCardPayment"]["errors"] == []
        twice = {"amountMinor": 5_100}
        assert cashier.data(query, id=str(key), amount=twice)["createCardPayment"]["errors"]

        told = [(entry["outcome"], entry["code"]) for entry in reversed(entries(manager))]

        assert sorted(told, key=str) == sorted(
            [("BEGUN", None), ("DONE", None), ("BEGUN", None), ("REFUSED", "CARD_PAYMENT_ID_REUSED")], key=str
        )


class TestReadsOfFullAccounts:
    @pytest.mark.parametrize("host", ["hq", "casablanca"])
    def test_leave_an_entry_with_the_reason(
        self, nation: Any, sign_in: Callable[..., Any], host: str
    ) -> None:
        nation.add_cooperative(products=0)
        admin = sign_in(Role.HQ_ADMIN, host=host)
        [row] = admin.data(ACCOUNTS)["cooperatives"]["nodes"]
        [account] = row["payeeAccounts"]["nodes"]
        with as_hq():
            rib = PayeeAccount.objects.get().rib
        why = "La banque demande le compte entier"

        revealed = admin.data(REVEAL, id=account["id"], reason=why)["revealPayeeAccount"]

        assert revealed["rib"] == rib and revealed["errors"] == []
        [entry] = entries(admin)
        assert (entry["kind"], entry["action"], entry["objectId"]) == (
            "READ",
            "revealPayeeAccount",
            account["id"],
        )
        assert entry["personal"]["reason"] == why and rib not in str(entry)

    def test_need_a_reason(self, nation: Any, admin: Any) -> None:
        nation.add_cooperative(products=0)
        [row] = admin.data(ACCOUNTS)["cooperatives"]["nodes"]
        [account] = row["payeeAccounts"]["nodes"]

        answered = admin.data(REVEAL, id=account["id"], reason="vu")["revealPayeeAccount"]

        assert answered["rib"] is None and answered["errors"][0]["path"] == ["reason"]
        assert entries(admin) == []

    @pytest.mark.parametrize(
        ("role", "allowed"),
        [
            (Role.MARKET_MANAGER, True),
            (Role.ACCOUNTANT, True),
            (Role.AUDITOR, False),
            (Role.CASHIER, False),
        ],
    )
    def test_are_for_who_pays(
        self, nation: Any, sign_in: Callable[..., Any], role: Role, allowed: bool
    ) -> None:
        nation.add_cooperative(products=0)
        chief = sign_in(Role.HQ_ADMIN, host="casablanca")
        [row] = chief.data(ACCOUNTS)["cooperatives"]["nodes"]
        [account] = row["payeeAccounts"]["nodes"]

        codes = sign_in(role, scope="casablanca").codes(
            REVEAL, id=account["id"], reason="Le virement est revenu deux fois"
        )
        assert codes == ([] if allowed else ["FORBIDDEN"])


class TestTheQuery:
    def test_filters_by_actor_action_object_and_time(self, shop: Any, manager: Any) -> None:
        shop.add_till()
        shop.add_till()
        tills = manager.data(TILLS)["tills"]["nodes"]
        for till in tills:
            manager.data(RETIRE, id=till["id"])
        everything = entries(manager)
        assert len(everything) == 2
        actor = everything[0]["actor"]

        def found(**conditions: Any) -> list[str]:
            return [entry["objectId"] for entry in entries(manager, **conditions)]

        assert found(object={"eq": tills[0]["id"]}) == [tills[0]["id"]]
        assert found(object={"oneOf": []}) == []
        assert len(found(actor={"eq": actor}, action={"eq": "retireTill"})) == 2
        assert found(actor={"eq": "person:nobody"}) == []
        assert found(at={"range": {"lt": "2026-11-10T10:00:00Z"}}) == []
        assert len(found(at={"range": {"gte": "2026-11-10T10:00:00Z"}}, objectType={"eq": "Till"})) == 2

    def test_knows_no_id_of_another_market(self, shop: Any, manager: Any) -> None:
        shop.add_till()
        [till] = manager.data(TILLS)["tills"]["nodes"]
        manager.data(RETIRE, id=till["id"])
        with as_market("casablanca"):
            [key] = MarketAuditEntry.objects.values_list("object_key", flat=True)
        elsewhere = encode("Till", key, market="marrakech")

        for wrong in (elsewhere, "bm9uc2Vuc2U"):
            assert manager.codes(ENTRIES, filter={"object": {"eq": wrong}}) == ["NOT_FOUND"]

    @pytest.mark.parametrize(
        ("role", "allowed"),
        [
            (Role.MARKET_MANAGER, True),
            (Role.AUDITOR, True),
            (Role.ACCOUNTANT, False),
            (Role.CASHIER, False),
            (Role.INTEGRATOR, False),
        ],
    )
    def test_is_for_who_may_read_the_audit(
        self, sign_in: Callable[..., Any], role: Role, allowed: bool
    ) -> None:
        assert sign_in(role, scope="casablanca").codes(ENTRIES) == ([] if allowed else ["FORBIDDEN"])

    def test_is_not_for_strangers(self, anonymous: Any) -> None:
        assert anonymous.codes(ENTRIES) == ["UNAUTHENTICATED"]


class TestEveryMutation:
    @pytest.mark.parametrize("schema", [HQ_SCHEMA, MARKET_SCHEMA], ids=["hq", "market"])
    def test_goes_through_the_one_hook(self, schema: Any) -> None:
        assert schema.mutation_type is not None
        for name, field in schema.mutation_type.fields.items():
            resolver = field.extensions["declared"].resolver
            declared = resolver.__self__
            of = declared.of if issubclass(declared, ListMutation) else declared
            hooks = {Mutation._resolve.__func__, ListMutation._resolve.__func__}
            assert resolver.__func__ in hooks, name
            assert of.do.__func__ is Mutation.do.__func__, name
