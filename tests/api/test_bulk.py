"""Files, and operations in bulk, through the API; the worker's part is done here in the same transaction."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.core.files.storage import default_storage, storages
from django.test import Client
from papers import withdraw_certificates
from signing_in import Account, Hour, Program

from api.bulk.running import run_operation
from api.listings.types import Listing
from api.tills.types import Till as TillNode
from kernel.ids import new_id
from markets.audit.models import MarketAuditEntry
from markets.bulk.books import MARKET_BOOKS
from markets.bulk.models import BulkPiece
from markets.sales.models import Sale
from markets.tills.models import Till
from tenants.bulk import jobs, rules
from tenants.bulk.books import HQ_BOOKS
from tenants.bulk.types import KEPT, UNUSED_FOR
from tenants.database.session import as_hq, as_market
from tenants.identity.models import ApiToken
from tenants.oauth.operations import IssuedClient
from tenants.people import operations as people
from tenants.permissions import Role

AT = "2026-11-10T09:30:00Z"
START = """mutation ($input: StartBulkMutationInput!) { startBulkMutation(input: $input) {
  bulkOperation { id status counts { total done } } errors { code path message } } }"""
EXPORT = """mutation ($input: StartBulkQueryInput!) { startBulkQuery(input: $input) {
  bulkOperation { id status } errors { code message } } }"""
CANCEL = """mutation ($input: CancelBulkOperationInput!) { cancelBulkOperation(input: $input) {
  bulkOperation { status } errors { code } } }"""
OPERATION = """query ($id: ID!) { bulkOperation(id: $id) {
  status type field errorCode url partialUrl startedAt endedAt
  counts { total done succeeded failed } file { lines } } }"""
SELL = "mutation ($input: RecordSaleInput!) { recordSale(input: $input) { sale { uuid } } }"
OPEN = "mutation ($input: OpenTillInput!) { openTill(input: $input) { till { code } } }"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files of this test alone."""
    kept = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    fresh = type(storages)({"default": kept})
    monkeypatch.setattr(default_storage, "_wrapped", fresh["default"])
    return tmp_path


def put(api: Any, content: bytes, media_type: str = "application/jsonl") -> Any:
    with as_hq():
        return Client(headers=api.headers("en")).put("/files", content, content_type=media_type)


def get(api: Any, url: str) -> Any:
    with as_hq():
        return Client(headers=api.headers("en")).get(url)


def put_lines(api: Any, *lines: Any) -> str:
    """The id of a file with these lines."""
    content = b"".join(
        (line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n" for line in lines
    )
    response = put(api, content)
    assert response.status_code == 201, response.content
    return str(response.json()["file"]["id"])


def start(api: Any, document: str, file_id: str, *, key: str = "k") -> Any:
    given = {"mutation": document, "fileId": file_id, "idempotencyKey": key}
    return api.data(START, input=given)["startBulkMutation"]


def work(now: datetime, market: str | None = "casablanca") -> None:
    """What the worker does once it hears of the operations."""
    books = HQ_BOOKS if market is None else MARKET_BOOKS
    with as_hq() if market is None else as_market(market):
        for key in books.operation.objects.order_by("created_at").values_list("pk", flat=True):
            run_operation(now=now, operation=str(key), books=books, clock=lambda: now)


def read(api: Any, url: str) -> list[Any]:
    response = get(api, url)
    assert response.status_code == 200
    return [json.loads(line) for line in rules.lines_of(b"".join(response.streaming_content))]


def tills(*codes: str) -> list[dict[str, Any]]:
    return [{"input": {"code": code, "name": code}} for code in codes]


class TestFiles:
    def test_are_kept_and_given_back_to_who_put_them(self, manager: Any) -> None:
        response = put(manager, b'{"a":1}\n{"a":2}')
        file = response.json()["file"]

        assert (response.status_code, file["lines"], file["size"]) == (201, 2, 15)
        assert response["Location"] == file["url"]
        back = get(manager, file["url"])
        assert b"".join(back.streaming_content) == b'{"a":1}\n{"a":2}'
        assert back["Cache-Control"] == "no-store" and back["X-Content-Type-Options"] == "nosniff"
        assert back["Content-Disposition"].startswith("attachment")

    def test_are_recorded_in_the_audit(self, manager: Any) -> None:
        put_lines(manager, {})
        with as_market("casablanca"):
            assert MarketAuditEntry.objects.filter(action="file.put").count() == 1

    @pytest.mark.parametrize(
        ("content", "media_type", "status", "code"),
        [
            (b"{}", "text/plain", 415, "UNSUPPORTED_MEDIA_TYPE"),
            (b"{}", "multipart/form-data; boundary=x", 415, "UNSUPPORTED_MEDIA_TYPE"),
            (b" ", "application/jsonl", 400, "FILE_REFUSED"),
            (b"\n\n", "application/jsonl", 400, "FILE_REFUSED"),
            (b"\x89PNG\x00", "application/jsonl", 400, "FILE_REFUSED"),
            (b"\xff\xfe{}", "application/jsonl", 400, "FILE_REFUSED"),
            (b"x" * 65_537, "application/jsonl", 413, "LIMIT"),
            (b"{}\n" * 100_001, "application/jsonl", 413, "LIMIT"),
            (b"{}\n" * 7_000_000, "application/jsonl", 413, "LIMIT"),
        ],
    )
    def test_are_refused_when_they_are_no_lines_or_too_much(
        self, manager: Any, content: bytes, media_type: str, status: int, code: str
    ) -> None:
        response = put(manager, content, media_type)

        assert response.status_code == status
        extensions = response.json()["errors"][0]["extensions"]
        assert extensions["code"] == code
        assert (code == "LIMIT") == (extensions.keys() >= {"limit", "maximum", "actual"})
        with as_market("casablanca"):
            assert not MARKET_BOOKS.file.objects.exists()

    def test_of_others_are_not_found(self, manager: Any, sign_in: Callable[..., Any]) -> None:
        file_id = put_lines(manager, {})
        another = sign_in(Role.MARKET_MANAGER, scope="casablanca")
        elsewhere = sign_in(Role.MARKET_MANAGER, scope="marrakech")
        with as_market("casablanca"):
            url = f"/files/{MARKET_BOOKS.file.objects.get().pk}"

        for stranger in (another, elsewhere):
            assert get(stranger, url).status_code == 404
            assert [error["code"] for error in start(stranger, OPEN, file_id, key="2")["errors"]] == [
                "NOT_FOUND"
            ]
        delegate = sign_in(Role.COOPERATIVE_DELEGATE, scope="casablanca", cooperative_id=new_id())
        assert get(delegate, url).status_code == 403
        assert get(type(manager)(host="casablanca"), url).status_code == 401

    def test_expire_when_nothing_uses_them(self, manager: Any, folder: Path, now: datetime) -> None:
        used, unused = put_lines(manager, {}), put_lines(manager, {})
        start(manager, OPEN, used)
        with as_market("casablanca"):
            jobs.remove_expired(now=now + UNUSED_FOR, books=MARKET_BOOKS)

        assert len(list(folder.glob("casablanca/*"))) == 1
        assert [error["code"] for error in start(manager, OPEN, unused, key="2")["errors"]] == ["FILE_GONE"]
        work(now)
        with as_market("casablanca"):
            jobs.remove_expired(now=now + KEPT, books=MARKET_BOOKS)
        assert list(folder.glob("casablanca/*")) == []


class TestMutationsInBulk:
    def test_push_five_hundred_sales_of_a_till_with_bad_lines_between(
        self, shop: Any, food: Any, manager: Any, now: datetime
    ) -> None:
        goods, till = shop.add_goods(quantity=1_000), shop.add_till()
        honey = food()
        withdraw_certificates(honey.product.cooperative_id, at=now)
        price = goods.price_minor

        def line_of(listing: Any, quantity: int = 1) -> dict[str, Any]:
            return {"listingId": Listing.global_id(listing.pk, "casablanca"), "quantity": quantity}

        def sale(quantity: int = 1, **other: Any) -> dict[str, Any]:
            return {
                "input": {
                    "saleId": str(new_id()),
                    "tillId": TillNode.global_id(till.pk, "casablanca"),
                    "occurredAt": AT,
                    "lines": [line_of(goods, quantity)],
                    "tenders": [{"kind": "CASH", "receivedMinor": price * quantity + 100}],
                    **other,
                }
            }

        lines: list[Any] = [sale() for _ in range(500)]
        bad = {
            10: (b"{not json", "BAD_USER_INPUT"),
            20: (b"[1]", "BAD_USER_INPUT"),
            30: (b"", "BAD_USER_INPUT"),
            40: ({"input": {}}, "BAD_USER_INPUT"),
            50: (sale(quantity=5_000), "INSUFFICIENT_STOCK"),
            60: (sale(tenders=[]), "WRONG_TENDERS"),
            70: (sale(tillId=TillNode.global_id(new_id(), "casablanca")), "NOT_FOUND"),
            80: ({"input": {**sale()["input"], "saleId": "\0"}}, "BAD_USER_INPUT"),
            85: (sale(lines=[line_of(goods), line_of(honey)]), "LISTING_NOT_SELLABLE"),
        }
        for number, (line, _) in bad.items():
            lines[number - 1] = line
        lines[89] = lines[88]  # the till sent it twice: replayed, and once in the books

        started = start(manager, SELL, put_lines(manager, *lines))["bulkOperation"]
        assert started["status"] == "QUEUED" and started["counts"]["total"] == 500
        work(now)

        operation = manager.data(OPERATION, id=started["id"])["bulkOperation"]
        assert operation["status"] == "COMPLETED"
        assert operation["counts"] == {"total": 500, "done": 500, "succeeded": 491, "failed": 9}
        result = read(manager, operation["url"])
        assert [line["line"] for line in result] == list(range(1, 501))
        for line in result:
            if line["line"] in bad:
                assert line["errors"][0]["extensions"]["code"] == bad[line["line"]][1], line
            else:
                assert "errors" not in line and line["data"]["recordSale"]["sale"]["uuid"]
        assert result[89]["extensions"]["idempotency"][0]["replayed"] is True
        with as_market("casablanca"):
            assert Sale.objects.filter(till=till).count() == 490
            recorded = MarketAuditEntry.objects.filter(action="recordSale")
            assert recorded.count() == 491 and recorded.values("request_id").distinct().count() == 491
            assert not BulkPiece.objects.exists()

    def test_are_started_once_under_their_key(self, manager: Any) -> None:
        file_id = put_lines(manager, *tills("A"))

        first, again = (start(manager, OPEN, file_id)["bulkOperation"] for _ in range(2))

        assert first["id"] == again["id"]

    def test_give_a_line_without_a_key_one_of_its_own(self, shop: Any, manager: Any, now: datetime) -> None:
        document = "mutation ($input: PauseListingInput!) { pauseListing(input: $input) { listing { id } } }"
        goods = shop.add_goods()
        line = {"input": {"listingId": Listing.global_id(goods.pk, "casablanca")}}
        started = start(manager, document, put_lines(manager, line))
        assert started["errors"] == []
        work(now)

        counts = manager.data(OPERATION, id=started["bulkOperation"]["id"])["bulkOperation"]["counts"]
        assert counts["succeeded"] == 1

    @pytest.mark.parametrize(
        "document",
        [
            "{ tills { nodes { id } } }",
            "mutation { a: cancelHoliday { errors { code } } }",
            OPEN.replace("openTill(", "a: openTill(").replace(
                "} } }", "} } b: openTill(input: $input) { till { code } } }"
            ),
            "mutation ($input: RecordSalesInput!) { recordSales(input: $input) { count } }",
            "mutation ($input: RevealPayeeAccountInput!) { revealPayeeAccount(input: $input) { rib } }",
            "mutation ($input: RegisterWebhookInput!) { registerWebhook(input: $input) { secret } }",
            "mutation ($input: SubmitPayoutBatchInput!) {"
            " submitPayoutBatch(input: $input) { errors { code } } }",
            START,
            "mutation {",
            "subscription { x }",
        ],
    )
    def test_are_refused_that_no_line_can_be(self, manager: Any, document: str) -> None:
        file_id = put_lines(manager, {})

        assert [e["code"] for e in start(manager, document, file_id)["errors"]] == ["BULK_DOCUMENT_REFUSED"]

    def test_need_the_mutations_own_permission(self, sign_in: Callable[..., Any]) -> None:
        cashier = sign_in(Role.CASHIER, scope="casablanca")
        given = {"mutation": OPEN, "fileId": put_lines(cashier, {}), "idempotencyKey": "k"}

        assert cashier.codes(START, input=given) == ["FORBIDDEN"]

    def test_stop_with_a_code_when_rights_ended_meanwhile(
        self, manager: Any, sign_in: Callable[..., Any], now: datetime
    ) -> None:
        leaver = sign_in(Role.MARKET_MANAGER, scope="casablanca")
        started = start(leaver, OPEN, put_lines(leaver, *tills("A", "B")))["bulkOperation"]
        with as_hq():
            ApiToken.objects.filter(pk=self.owner()).update(revoked_at=now)
        work(now)

        operation = manager.data(OPERATION, id=started["id"])["bulkOperation"]
        assert (operation["status"], operation["errorCode"]) == ("FAILED", "RIGHTS_ENDED")
        assert operation["counts"]["done"] == 0 and operation["url"] is None
        assert operation["partialUrl"]

    def owner(self) -> UUID:
        with as_market("casablanca"):
            owner: str = MARKET_BOOKS.operation.objects.get().owner
        return UUID(owner.removeprefix("token:"))

    def test_are_at_most_five_at_a_time(self, manager: Any, now: datetime) -> None:
        file_id = put_lines(manager, *tills("A"))
        codes = [start(manager, OPEN, file_id, key=str(n))["errors"] for n in range(6)]

        assert codes[:5] == [[]] * 5
        assert [error["code"] for error in codes[5]] == ["TOO_MANY_BULK_OPERATIONS"]
        work(now)
        assert start(manager, OPEN, file_id, key="7")["errors"] == []

    def test_are_cancelled(self, manager: Any, now: datetime) -> None:
        started = start(manager, OPEN, put_lines(manager, *tills("A")))["bulkOperation"]
        given = {"bulkOperationId": started["id"]}
        for _ in range(2):
            assert manager.data(CANCEL, input=given)["cancelBulkOperation"]["bulkOperation"] == {
                "status": "CANCELED"
            }
        work(now)
        assert manager.data(OPERATION, id=started["id"])["bulkOperation"]["counts"]["done"] == 0


class TestExports:
    def export(self, api: Any, query: str, now: datetime, market: str | None = None) -> Any:
        given = {"query": query, "idempotencyKey": "k"}
        started = api.data(EXPORT, input=given)["startBulkQuery"]
        assert started["errors"] == []
        work(now, market)
        return api.data(OPERATION, id=started["bulkOperation"]["id"])["bulkOperation"]

    def test_give_every_row_of_a_long_list_once(self, nation: Any, admin: Any, now: datetime) -> None:
        nation.add_cooperative(products=251)

        done = self.export(admin, "{ all: products { nodes { code cooperative { code } } } }", now)

        assert (done["status"], done["type"], done["field"]) == ("COMPLETED", "QUERY", "products")
        assert done["counts"] == {"total": 251, "done": 251, "succeeded": 251, "failed": 0}
        rows = read(admin, done["url"])
        assert len({row["code"] for row in rows}) == len(rows) == 251
        assert set(rows[0]) == {"code", "cooperative"}

    def test_read_shorter_pages_of_what_costs_more(
        self, nation: Any, admin: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        nation.add_cooperative(products=7)
        given = {"query": "{ products { nodes { code } } }", "idempotencyKey": "k"}
        started = admin.data(EXPORT, input=given)["startBulkQuery"]["bulkOperation"]
        monkeypatch.setattr(settings, "COST_PER_REQUEST", 8)

        work(now, None)

        monkeypatch.undo()
        done = admin.data(OPERATION, id=started["id"])["bulkOperation"]
        assert (done["status"], done["counts"]["done"]) == ("COMPLETED", 7)

    def test_of_an_empty_list_are_an_empty_file(self, manager: Any, now: datetime) -> None:
        done = self.export(manager, "{ sales { nodes { uuid } } }", now, "casablanca")

        assert done["status"] == "COMPLETED" and done["counts"]["total"] == 0
        assert b"".join(get(manager, done["url"]).streaming_content) == b""

    @pytest.mark.parametrize(
        "query",
        [
            "{ products(first: 10) { nodes { code } } }",
            "{ products { totalCount nodes { code } } }",
            "{ products { edges { node { code } } } }",
            "{ viewer { id } }",
            "subscription { x }",
            "{ products { nodes { code } } cooperatives { nodes { code } } }",
            "query ($a: String) { products(after: $a) { nodes { code } } }",
        ],
    )
    def test_are_refused_that_are_no_whole_list(self, admin: Any, query: str) -> None:
        given = {"query": query, "idempotencyKey": "k"}
        [error] = admin.data(EXPORT, input=given)["startBulkQuery"]["errors"]

        assert error["code"] == "BULK_DOCUMENT_REFUSED"

    @pytest.mark.parametrize(
        "query",
        [
            "{ people { nodes { id } } }",
            "{ cooperatives { nodes { code payeeAccounts(first: 1) { nodes { holder } } } } }",
        ],
    )
    def test_need_the_permissions_of_the_list_and_of_its_fields(
        self, sign_in: Callable[..., Any], query: str
    ) -> None:
        analyst = sign_in(Role.HQ_ANALYST)

        assert analyst.codes(EXPORT, input={"query": query, "idempotencyKey": "k"}) == ["FORBIDDEN"]

    def test_stop_when_rights_ended_meanwhile(
        self, nation: Any, admin: Any, sign_in: Callable[..., Any], now: datetime
    ) -> None:
        officer = sign_in(Role.REGISTRY_OFFICER)
        given = {"query": "{ products { nodes { code } } }", "idempotencyKey": "k"}
        started = officer.data(EXPORT, input=given)["startBulkQuery"]["bulkOperation"]
        with as_hq():
            key = HQ_BOOKS.operation.objects.get().owner.removeprefix("token:")
            ApiToken.objects.filter(pk=key).update(role=Role.COMMITTEE_MEMBER.value)
        work(now, None)

        assert admin.data(OPERATION, id=started["id"])["bulkOperation"]["errorCode"] == "RIGHTS_ENDED"


WIDE = "market:casablanca tills:read tills:write registry:read people:read payees:read bulk:read bulk:write"
REGISTRY = "{ cooperatives { nodes { code } } }"
OPERATIONS = "{ bulkOperations { nodes { id url } } }"


class TestThroughApplications:
    @pytest.fixture
    def person(self, make_account: Callable[..., Account], rollback: None) -> Account:
        return make_account(Role.MARKET_MANAGER, enrolled=True)

    @pytest.fixture
    def program(self, make_client: Callable[..., IssuedClient], rollback: None) -> Program:
        return Program(make_client(scope=WIDE))

    @pytest.fixture
    def tokens(self, program: Program, person: Account, code_for: Callable[..., str]) -> dict[str, Any]:
        return program.exchange(code_for(program.client, person, scope=WIDE))

    @pytest.fixture
    def application(self, tokens: dict[str, Any], api: Any, rollback: None) -> Any:
        return api(tokens["access_token"], "casablanca")

    def test_are_not_seen_by_another_application_of_the_same_person(
        self,
        application: Any,
        person: Account,
        make_client: Callable[..., IssuedClient],
        code_for: Callable[..., str],
        api: Any,
        hour: Hour,
    ) -> None:
        narrow = "market:casablanca bulk:read bulk:write tills:read tills:write"
        other = Program(make_client(scope=narrow))
        token = other.exchange(code_for(other.client, person, scope=narrow))["access_token"]
        stranger = api(token, "casablanca")
        file_id = put_lines(application, *tills("A"))
        started = start(application, OPEN, file_id)["bulkOperation"]
        work(hour.now)
        [seen] = application.data(OPERATIONS)["bulkOperations"]["nodes"]

        assert seen["id"] == started["id"] and len(read(application, seen["url"])) == 1
        assert stranger.data(OPERATIONS)["bulkOperations"]["nodes"] == []
        assert stranger.codes(OPERATION, id=started["id"]) == ["NOT_FOUND"]
        assert get(stranger, seen["url"]).status_code == 404
        assert [error["code"] for error in start(stranger, OPEN, file_id, key="2")["errors"]] == ["NOT_FOUND"]

    @pytest.mark.parametrize("query", [REGISTRY, "{ tills { nodes { code } } }"])
    def test_give_an_export_to_tokens_that_may_read_the_list(
        self, application: Any, program: Program, tokens: dict[str, Any], api: Any, hour: Hour, query: str
    ) -> None:
        """A narrower token of the same application, which may not ask for the cooperatives."""
        exported = application.data(EXPORT, input={"query": query, "idempotencyKey": "k"})
        assert exported["startBulkQuery"]["errors"] == []
        work(hour.now)
        [operation] = application.data(OPERATIONS)["bulkOperations"]["nodes"]
        fewer = program.refresh(tokens["refresh_token"], scope="market:casablanca tills:read bulk:read")
        narrow = api(fewer["access_token"], "casablanca")
        assert narrow.codes(REGISTRY) == ["FORBIDDEN"]

        assert get(application, operation["url"]).status_code == 200
        assert get(narrow, operation["url"]).status_code == (403 if query == REGISTRY else 200)

    @pytest.mark.parametrize("end", ["session", "signed out everywhere"])
    def test_stop_with_the_session_that_started_them(
        self,
        application: Any,
        program: Program,
        tokens: dict[str, Any],
        person: Account,
        hour: Hour,
        manager: Any,
        end: str,
    ) -> None:
        started = start(application, OPEN, put_lines(application, *tills("A", "B")))["bulkOperation"]
        hour.pass_by(seconds=5)
        if end == "session":
            program.post("/oauth/revoke", token=tokens["refresh_token"])
        else:
            with as_hq():
                people.set_password(
                    person_id=person.person.pk,
                    current=person.password,
                    new="zither-banjo-9-oud",
                    address="127.0.0.1",
                    at=hour.now,
                    clock=lambda: hour.now,
                )
        work(hour.now)

        with as_market("casablanca"):
            row = MARKET_BOOKS.operation.objects.get()
            assert (row.status, row.error_code, row.done) == ("failed", "RIGHTS_ENDED", 0)
            assert not Till.objects.filter(code__in=("A", "B")).exists()
        assert started["counts"]["total"] == 2

    def test_go_on_when_an_earlier_session_ended(
        self, application: Any, program: Program, person: Account, code_for: Callable[..., str], hour: Hour
    ) -> None:
        """Neither an earlier sign-out nor the end of another session is this one's."""
        again = program.exchange(code_for(program.client, person, scope=WIDE))
        start(application, OPEN, put_lines(application, *tills("A")))
        program.post("/oauth/revoke", token=again["refresh_token"])
        work(hour.now)

        with as_market("casablanca"):
            assert MARKET_BOOKS.operation.objects.get().status == "completed"


def test_a_file_of_yesterday_has_a_day(manager: Any, now: datetime) -> None:
    put_lines(manager, {})
    with as_market("casablanca"):
        assert MARKET_BOOKS.file.objects.get().expires_at == now + timedelta(days=1)
