"""The chart, its mapping and journals through the API, and the file of a journal."""

import hashlib
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from kernel.ids import new_id
from markets.accounting.models import AccountMapping, ChartAccount, JournalExport
from markets.periods.models import Period
from tenants.database.session import as_hq, as_market
from tenants.permissions import Role

ADD = """mutation ($input: AddChartAccountInput!) { addChartAccount(input: $input) {
  chartAccount { id number labelFr official active version } errors { code path } } }"""
EDIT = """mutation ($input: EditChartAccountInput!) { editChartAccount(input: $input) {
  chartAccount { labelFr labelAr active editedAt } errors { code path } } }"""
SET = """mutation ($input: SetAccountMappingInput!) { setAccountMapping(input: $input) {
  accountMapping { kind effectiveFrom account { number } debitAccount { number } journalCode }
  errors { code path } } }"""
EXPORT = """mutation ($input: ExportJournalInput!) { exportJournal(input: $input) {
  journalExport { id digest lines debit { amountMinor } credit { amountMinor } draft layout downloadPath
    firstPeriod { startsOn } lastPeriod { startsOn } }
  errors { code path message params { name value } } } }"""
OWN = {"number": "44881", "labelFr": "Déposants", "labelAr": "المودعون"}


def account_id(api: Any, number: str) -> str:
    found = api.data(
        "query ($n: String!) { chartAccounts(filter: {number: {eq: $n}}) { nodes { id } } }", n=number
    )
    key: str = found["chartAccounts"]["nodes"][0]["id"]
    return key


def mapping_version(api: Any, kind: str) -> int:
    query = """query ($k: MappedKind!) { accountMappings(filter: {kind: {eq: $k}}, first: 1) {
      nodes { version } } }"""
    version: int = api.data(query, k=kind)["accountMappings"]["nodes"][0]["version"]
    return version


def period_id(api: Any, first_day: str) -> str:
    query = "query ($d: Date!) { periods(filter: {startsOn: {eq: $d}}) { nodes { id } } }"
    key: str = api.data(query, d=first_day)["periods"]["nodes"][0]["id"]
    return key


def download(api: Any, path: str) -> Any:
    with as_hq():
        response = Client(headers=api.headers("en")).get(path)
        content = b"".join(response.streaming_content) if response.streaming else response.content
    return response, content


class TestChart:
    def test_takes_an_account_and_its_new_name(self, manager: Any) -> None:
        added = manager.data(ADD, input=OWN)["addChartAccount"]
        key = added["chartAccount"].pop("id")

        assert added == {
            "chartAccount": {
                "number": "44881",
                "labelFr": "Déposants",
                "official": False,
                "active": True,
                "version": 1,
            },
            "errors": [],
        }
        changes = {"labelFr": "Coopératives", "active": False, "expectedVersion": 1}
        edited = manager.data(EDIT, input={"account": key} | changes)
        assert edited["editChartAccount"]["chartAccount"] == {
            "labelFr": "Coopératives",
            "labelAr": "المودعون",
            "active": False,
            "editedAt": "2026-11-10T10:00:00Z",
        }

    def test_says_what_is_wrong_and_changes_nothing(self, manager: Any) -> None:
        taken = manager.data(ADD, input=OWN | {"number": "5161"})["addChartAccount"]
        wrong = manager.data(ADD, input=OWN | {"number": "51-61"})["addChartAccount"]
        given = {"account": account_id(manager, "5161"), "active": False, "expectedVersion": 1}
        used = manager.data(EDIT, input=given)

        assert taken == {
            "chartAccount": None,
            "errors": [{"code": "CHART_NUMBER_TAKEN", "path": ["number"]}],
        }
        assert wrong["errors"] == [{"code": "INVALID_VALUE", "path": ["number"]}]
        assert used["editChartAccount"]["errors"] == [{"code": "CHART_ACCOUNT_MAPPED", "path": ["active"]}]
        with as_market("casablanca"):
            assert not ChartAccount.objects.filter(official=False, number__startswith="44").exists()
            assert ChartAccount.objects.get(number="5161").active


class TestMapping:
    def test_holds_from_a_half_month_on(self, manager: Any) -> None:
        given = {
            "kind": "FEES",
            "effectiveFrom": "2026-12-01",
            "account": account_id(manager, "7124"),
            "debitAccount": account_id(manager, "71294"),
            "journalCode": "VT",
            "expectedVersion": mapping_version(manager, "FEES"),
        }

        done = manager.data(SET, input=given)["setAccountMapping"]

        assert done == {
            "accountMapping": {
                "kind": "FEES",
                "effectiveFrom": "2026-12-01",
                "account": {"number": "7124"},
                "debitAccount": {"number": "71294"},
                "journalCode": "VT",
            },
            "errors": [],
        }
        query = "{ accountMappings(filter: {kind: {eq: FEES}}) { nodes { account { number } } totalCount } }"
        found = manager.data(query)["accountMappings"]
        assert [row["account"]["number"] for row in found["nodes"]] == ["7124", "71272"]

    @pytest.mark.parametrize(
        ("change", "path"),
        [
            ({"effectiveFrom": "2026-12-02"}, "effectiveFrom"),
            ({"journalCode": "v t"}, "journalCode"),
            ({"account": "514"}, "account"),
            ({"debitAccount": "5141"}, "debitAccount"),
        ],
    )
    def test_says_what_is_wrong(self, manager: Any, change: dict[str, str], path: str) -> None:
        given = {"kind": "CASH", "effectiveFrom": "2026-12-01", "account": "5161", "journalCode": "CA"}
        given |= change
        read = {"expectedVersion": mapping_version(manager, "CASH")}
        ids = {n: account_id(manager, given[n]) for n in ("account", "debitAccount") if n in given}

        done = manager.data(SET, input=given | ids | read)["setAccountMapping"]

        assert done == {"accountMapping": None, "errors": [{"code": "INVALID_VALUE", "path": [path]}]}
        with as_market("casablanca"):
            assert not AccountMapping.objects.filter(effective_from__gte="2026-12-01").exists()


class TestJournal:
    def test_is_exported_and_downloaded(self, books: Any, manager: Any) -> None:
        books.shop.sell((books.shop.add_goods(), 2))
        books.close()
        given = {"period": period_id(manager, "2026-11-01"), "layout": "DAILY", "encoding": "CP1252"}

        done = manager.data(EXPORT, input=given)["exportJournal"]

        made = done["journalExport"]
        assert done["errors"] == [] and (made["draft"], made["layout"]) == (False, "DAILY")
        assert made["debit"] == made["credit"] == {"amountMinor": 2_000}
        response, content = download(manager, made["downloadPath"])
        assert response.status_code == 200
        assert response["Content-Disposition"] == (
            'attachment; filename="journal-casablanca-2026111-jour.csv"'
        )
        assert response["Cache-Control"] == "no-store"
        digest = hashlib.sha256(content).digest()
        assert made["digest"] == digest.hex()
        assert response["Repr-Digest"] == f"sha-256=:{b64encode(digest).decode()}:"
        text = content.decode("cp1252").splitlines()
        assert len(text) == made["lines"] + 1 == 3
        assert text[1].startswith("VT;10/11/2026;VT2026111-00001;10/11/2026;5161;;Ventes et retours du")
        assert ";20,00;" in text[1]

    def test_of_an_open_half_month_is_a_draft_or_nothing(self, books: Any, manager: Any) -> None:
        given = {"period": period_id(manager, "2026-11-16")}

        refused = manager.data(EXPORT, input=given)["exportJournal"]
        assert refused["journalExport"] is None
        assert [error["code"] for error in refused["errors"]] == ["PERIOD_NOT_SEALED"]
        made = manager.data(EXPORT, input=given | {"draft": True})["exportJournal"]["journalExport"]
        response, _ = download(manager, made["downloadPath"])
        assert made["draft"] and "-detail-brouillon.csv" in response["Content-Disposition"]

    def test_of_a_draft_is_refused_once_the_books_moved_on(self, books: Any, manager: Any) -> None:
        given = {"period": period_id(manager, "2026-11-01"), "draft": True}
        made = manager.data(EXPORT, input=given)["exportJournal"]["journalExport"]
        books.shop.sell((books.shop.add_goods(), 1))

        response, content = download(manager, made["downloadPath"])

        assert response.status_code == 409 and b"JOURNAL_CHANGED" in content

    def test_in_the_wrong_order_is_refused_where_it_is_wrong(self, manager: Any) -> None:
        given = {
            "period": period_id(manager, "2026-11-16"),
            "lastPeriod": period_id(manager, "2026-11-01"),
            "draft": True,
        }

        [error] = manager.data(EXPORT, input=given)["exportJournal"]["errors"]

        assert (error["code"], error["path"]) == ("INVALID_VALUE", ["lastPeriod"])


class TestRoles:
    @pytest.mark.parametrize(
        ("role", "writes", "reads"),
        [
            (Role.ACCOUNTANT, True, True),
            (Role.AUDITOR, False, True),
            (Role.CASHIER, False, False),
            (Role.INTEGRATOR, False, False),
            (Role.COOPERATIVE_DELEGATE, False, False),
        ],
    )
    def test_are_those_who_keep_the_books(
        self, books: Any, manager: Any, sign_in: Callable[..., Any], role: Role, writes: bool, reads: bool
    ) -> None:
        books.grow()
        with as_market("casablanca"):
            export, period = JournalExport.objects.get(), Period.objects.get(pk=2026111)
        cooperative = (
            {"cooperative_id": books.shop.nation.cooperatives[0]} if role is Role.COOPERATIVE_DELEGATE else {}
        )
        api = sign_in(role, scope="casablanca", **cooperative)
        allowed, forbidden = [], ["FORBIDDEN"]
        account, half_month = (
            account_id(manager, "5161"),
            period_id(manager, period.starts_on.isoformat()),
        )
        mapping = {"kind": "CASH", "effectiveFrom": "2026-12-01", "account": account, "journalCode": "CA"}
        mapping["expectedVersion"] = mapping_version(manager, "CASH")

        for query, given in (
            (ADD, OWN),
            (EDIT, {"account": account, "labelFr": "x", "expectedVersion": 1}),
            (SET, mapping),
            (EXPORT, {"period": half_month}),
        ):
            assert api.codes(query, input=given) == (allowed if writes else forbidden)
        for root in ("chartAccounts", "accountMappings", "journalExports"):
            assert api.codes(f"{{ {root} {{ totalCount }} }}") == (allowed if reads else forbidden)
        response, content = download(api, f"/accounting/journals/{export.id}.csv")
        assert response.status_code == (200 if reads else 403)
        assert (hashlib.sha256(content).digest() == bytes(export.digest)) is reads


class TestDownload:
    def test_is_for_no_stranger_and_of_no_other_place(
        self, books: Any, manager: Any, admin: Any, anonymous: Any, sign_in: Callable[..., Any]
    ) -> None:
        books.grow()
        with as_market("casablanca"):
            path = f"/accounting/journals/{JournalExport.objects.get().id}.csv"
        anonymous.host = "casablanca"
        elsewhere = sign_in(Role.ACCOUNTANT, scope="marrakech")
        stranger = sign_in(Role.ACCOUNTANT, scope="marrakech", host="casablanca")

        for api, status in (
            (anonymous, 401),
            (stranger, 401),
            (elsewhere, 404),
            (admin, 404),
            (manager, 200),
        ):
            assert download(api, path)[0].status_code == status
        assert download(manager, f"/accounting/journals/{new_id()}.csv")[0].status_code == 404
        assert download(manager, "/accounting/journals/nonsense.csv")[0].status_code == 404
        with as_hq():
            assert Client(headers=manager.headers("en")).post(path).status_code == 405
