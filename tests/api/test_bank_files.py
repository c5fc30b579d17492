"""Bank files through the API: who says which account pays, takes a file, brings and reads answers."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from bank_messages import status_report
from django.http import HttpResponse
from django.test import Client
from settling import send_batch
from transfer_orders import MARKET_RIB

from kernel.ids import new_id
from markets.payouts.bank.models import BankAnswer, BankFile, BankFileDownload, BankSettings
from markets.payouts.models import PayoutBatch
from markets.payouts.types import Rail
from tenants.database.session import as_hq, as_market
from tenants.permissions import Role

NOW = "2026-11-10T10:00:00Z"
SET = """mutation ($input: SetBankSettingsInput!) { setBankSettings(input: $input) {
  bankSettings { version debtorName debtorIce maskedDebtorRib debtorBic layout template setBy }
  errors { code path } } }"""
FILES = """{ bankFiles { nodes { path batch { state bankFile { size } } messageId digest
  size madeBy settings { version } downloads { nodes { actor } } } totalCount } }"""
DOWNLOADS = """{ bankFileDownloads { nodes {
  actor at requestId entry { kind personal { address } } file { messageId } } } }"""
ANSWERS = """query ($filter: BankAnswerFilter) { bankAnswers(filter: $filter) { nodes {
  id kind digest applied repeated overtaken contradicted unknown leftAlone otherEntries
  size uploadedBy } } }"""
SAID = {
    "debtorName": "Marché Oasis",
    "debtorIce": "001561191000066",
    "debtorRib": MARKET_RIB,
    "layout": "PAIN_V09",
    "expectedVersion": 0,
}
ALLOWED = [(Role.MARKET_MANAGER, True), (Role.ACCOUNTANT, True), (Role.CASHIER, False), (Role.AUDITOR, False)]


@pytest.fixture
def batch(books: Any) -> PayoutBatch:
    """Two statements that the bank is to pay; the file is made and nobody has taken it."""
    for pieces in (3, 1):
        books.shop.sell((books.shop.add_goods(), pieces))
    books.close()
    books.say_bank()
    with as_market("casablanca"):
        return send_batch(rail=Rail.BANK_FILE, at=datetime.fromisoformat(NOW))


def request(api: Any, method: str, path: str, content: bytes = b"", **headers: str) -> HttpResponse:
    """A request as a program sends it, with the token of `api`."""
    client = Client(headers=api.headers("en") | headers)
    with as_hq():
        if method == "POST":
            answered = client.post(path, content, content_type="application/octet-stream")
        else:
            answered = client.generic(method, path)
    return answered  # type: ignore[return-value]


def take(api: Any, batch: PayoutBatch, **headers: str) -> HttpResponse:
    return request(api, "GET", f"/payouts/batches/{batch.id}/bank-file", **headers)


def bring(api: Any, content: bytes) -> HttpResponse:
    return request(api, "POST", "/payouts/bank-answers", content)


def codes(response: HttpResponse) -> list[str]:
    return [error["extensions"]["code"] for error in json.loads(response.content)["errors"]]


def accepted(batch: PayoutBatch) -> bytes:
    with as_market("casablanca"):
        message_id = BankFile.objects.get(batch=batch).message_id
    return status_report(
        version="03",
        report_id="R1",
        at=batch.prepared_at,
        message_id=message_id,
        group=("ACCP", ""),
        items=(),
    )


class TestSettings:
    def test_are_versions_with_the_account_masked(self, nation: Any, manager: Any) -> None:
        done = manager.data(SET, input=SAID)["setBankSettings"]
        again = manager.data(SET, input=SAID)["setBankSettings"]

        assert done["errors"] == [] and again == done
        assert done["bankSettings"]["version"] == 1
        assert MARKET_RIB not in json.dumps(done)
        assert done["bankSettings"]["maskedDebtorRib"].endswith(MARKET_RIB[-4:])
        assert manager.data("{ bankSettings { totalCount } }")["bankSettings"]["totalCount"] == 1

    def test_take_the_banks_own_layout_as_json(self, nation: Any, manager: Any) -> None:
        text = (Path(__file__).parents[2] / "docs" / "bank-files.md").read_text()
        layout = text.split("```json layout\n")[1].split("```")[0]
        done = manager.data(SET, input=SAID | {"layout": "TEMPLATE", "template": layout})["setBankSettings"]

        assert done["errors"] == []
        assert done["bankSettings"]["template"]["kind"] == "fixed"

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"debtorRib": "123"}, {"code": "INVALID_IDENTIFIER", "path": ["debtorRib"]}),
            ({"debtorName": ""}, {"code": "INVALID_VALUE", "path": ["debtorName"]}),
            ({"debtorBic": "x"}, {"code": "TRANSFER_ORDER_REFUSED", "path": ["debtorBic"]}),
            ({"template": "{"}, {"code": "INVALID_VALUE", "path": ["template"]}),
            ({"template": "[]", "layout": "TEMPLATE"}, {"code": "INVALID_VALUE", "path": ["template"]}),
            ({"template": "[]", "debtorRib": "1"}, {"code": "INVALID_VALUE", "path": ["template"]}),
        ],
    )
    def test_are_refused_before_anything_is_paid_by_them(
        self, nation: Any, manager: Any, changes: dict[str, str], error: dict[str, Any]
    ) -> None:
        done = manager.data(SET, input=SAID | changes)["setBankSettings"]
        assert done == {"bankSettings": None, "errors": [error]}
        with as_market("casablanca"):
            assert not BankSettings.objects.exists()

    def test_are_told_of_everything_that_is_wrong_at_once(self, nation: Any, manager: Any) -> None:
        wrong = {"debtorName": "", "debtorRib": "123", "statusCsv": '{"date_format": 1}'}
        errors = manager.data(SET, input=SAID | wrong)["setBankSettings"]["errors"]

        assert [(error["code"], error["path"][0]) for error in errors[:2]] == [
            ("INVALID_VALUE", "debtorName"),
            ("INVALID_IDENTIFIER", "debtorRib"),
        ]
        # Below a text that is JSON the path is spelt as the JSON is.
        assert ("BANK_TEMPLATE_REFUSED", ["statusCsv", "date_format"]) in [
            (error["code"], error["path"]) for error in errors[2:]
        ]

    @pytest.mark.parametrize(("role", "allowed"), ALLOWED)
    def test_are_set_by_whoever_may_approve_payouts(
        self, nation: Any, sign_in: Callable[..., Any], role: Role, allowed: bool
    ) -> None:
        api = sign_in(role, scope="casablanca")
        assert api.codes(SET, input=SAID) == ([] if allowed else ["FORBIDDEN"])


class TestDownload:
    def test_hands_out_the_file_and_writes_down_who_took_it(self, batch: PayoutBatch, manager: Any) -> None:
        response = take(manager, batch, **{"x-request-id": "req-1"})

        assert response.status_code == 200
        assert response["Content-Type"] == "application/xml"
        assert response["Cache-Control"] == "no-store"
        assert response.content.startswith(b"<?xml") and MARKET_RIB.encode() in response.content
        [file] = manager.data(FILES)["bankFiles"]["nodes"]
        assert response["Content-Disposition"] == f'attachment; filename="{file["messageId"]}.xml"'
        assert file["path"] == f"/payouts/batches/{batch.id}/bank-file"
        assert file["batch"] == {"state": "SUBMITTED", "bankFile": {"size": file["size"]}}
        assert file["size"] == len(response.content)
        [download] = manager.data(DOWNLOADS)["bankFileDownloads"]["nodes"]
        assert download | {"actor": ""} == {
            "actor": "",
            "at": NOW,
            "requestId": "req-1",
            "entry": {"kind": "READ", "personal": {"address": "127.0.0.1"}},
            "file": {"messageId": file["messageId"]},
        }
        assert file["downloads"]["nodes"] == [{"actor": download["actor"]}]

    def test_is_written_down_with_the_requests_id_also_when_the_client_gave_none(
        self, batch: PayoutBatch, manager: Any
    ) -> None:
        response = take(manager, batch)
        [download] = manager.data(DOWNLOADS)["bankFileDownloads"]["nodes"]
        assert download["requestId"] == response["X-Request-Id"] != ""

    def test_gives_everybody_the_same_bytes(
        self, batch: PayoutBatch, manager: Any, sign_in: Callable[..., Any]
    ) -> None:
        accountant = sign_in(Role.ACCOUNTANT, scope="casablanca")
        first, second = take(manager, batch), take(accountant, batch)
        assert first.content == second.content
        assert first["Repr-Digest"] == second["Repr-Digest"]
        assert len(manager.data(DOWNLOADS)["bankFileDownloads"]["nodes"]) == 2

    @pytest.mark.parametrize(
        ("role", "status"),
        [
            (Role.MARKET_MANAGER, 200),
            (Role.ACCOUNTANT, 200),
            (Role.CASHIER, 403),
            (Role.AUDITOR, 403),
            (Role.STOCK_KEEPER, 403),
        ],
    )
    def test_is_for_who_may(
        self, batch: PayoutBatch, sign_in: Callable[..., Any], role: Role, status: int
    ) -> None:
        response = take(sign_in(role, scope="casablanca"), batch)
        assert response.status_code == status
        with as_market("casablanca"):
            assert BankFileDownload.objects.count() == (1 if status == 200 else 0)
        if status == 403:
            assert codes(response) == ["FORBIDDEN"] and MARKET_RIB.encode() not in response.content

    def test_needs_a_token_of_this_market_and_a_batch_with_a_file(
        self, batch: PayoutBatch, manager: Any, anonymous: Any, sign_in: Callable[..., Any]
    ) -> None:
        anonymous.host = "casablanca"
        for api in (anonymous, sign_in(Role.MARKET_MANAGER, scope="marrakech", host="casablanca")):
            response = take(api, batch)
            assert (response.status_code, codes(response)) == (401, ["UNAUTHENTICATED"])
            assert response["WWW-Authenticate"] == "Bearer"
        unknown = request(manager, "GET", f"/payouts/batches/{new_id()}/bank-file")
        assert (unknown.status_code, codes(unknown)) == (404, ["NOT_FOUND"])
        elsewhere = take(sign_in(Role.HQ_ADMIN), batch)
        assert elsewhere.status_code == 404
        assert request(manager, "POST", f"/payouts/batches/{batch.id}/bank-file").status_code == 405
        with as_market("casablanca"):
            assert not BankFileDownload.objects.exists()

    def test_of_another_market_finds_nothing(self, batch: PayoutBatch, sign_in: Callable[..., Any]) -> None:
        response = take(sign_in(Role.MARKET_MANAGER, scope="marrakech"), batch)
        assert response.status_code == 404


class TestAnswers:
    def test_are_heard_once_and_counted(self, batch: PayoutBatch, manager: Any) -> None:
        take(manager, batch)
        first, second = bring(manager, accepted(batch)), bring(manager, accepted(batch))

        assert first.status_code == 200 and first.content == second.content
        said = json.loads(first.content)["bankAnswer"]
        assert (said["kind"], said["applied"], said["repeated"], said["leftAlone"]) == ("pain.002", 2, 0, 0)
        [row] = manager.data(ANSWERS)["bankAnswers"]["nodes"]
        assert (row["id"], row["kind"], row["applied"], row["digest"]) == (
            said["id"],
            "STATUS",
            2,
            said["sha256"],
        )
        assert manager.data(ANSWERS, filter={"kind": {"eq": "NOTIFICATION"}})["bankAnswers"]["nodes"] == []
        states = manager.data("{ payouts { nodes { state } } }")["payouts"]["nodes"]
        assert states == [{"state": "ACCEPTED"}] * 2

    def test_are_refused_with_every_problem_and_its_place(self, batch: PayoutBatch, manager: Any) -> None:
        content = accepted(batch).replace(b"ACCP", b"WHAT")
        response = bring(manager, content)

        assert response.status_code == 400
        [error] = json.loads(response.content)["errors"]
        assert error["extensions"]["code"] == "BANK_STATUS_UNKNOWN"
        assert "GrpSts" in error["extensions"]["place"]
        with as_market("casablanca"):
            assert not BankAnswer.objects.exists()

    def test_may_be_larger_than_a_document_of_graphql_but_not_without_end(
        self, batch: PayoutBatch, manager: Any
    ) -> None:
        take(manager, batch)
        padded = accepted(batch) + b"\n" * 2_000_000
        assert bring(manager, padded).status_code == 200
        endless = bring(manager, b" " * 10_000_001)
        assert (endless.status_code, codes(endless)) == (413, ["LIMIT"])

    @pytest.mark.parametrize(
        ("role", "status"), [(Role.ACCOUNTANT, 200), (Role.CASHIER, 403), (Role.AUDITOR, 403)]
    )
    def test_are_brought_by_who_may(
        self, batch: PayoutBatch, sign_in: Callable[..., Any], role: Role, status: int
    ) -> None:
        assert bring(sign_in(role, scope="casablanca"), accepted(batch)).status_code == status

    def test_need_a_token(self, batch: PayoutBatch, anonymous: Any) -> None:
        anonymous.host = "casablanca"
        assert bring(anonymous, accepted(batch)).status_code == 401
        assert request(anonymous, "GET", "/payouts/bank-answers").status_code == 405


class TestReading:
    @pytest.mark.parametrize(
        ("role", "of_files", "of_downloads"),
        [
            (Role.MARKET_MANAGER, True, True),
            (Role.AUDITOR, True, True),
            (Role.ACCOUNTANT, True, False),
            (Role.CASHIER, False, False),
            (Role.INTEGRATOR, False, False),
        ],
    )
    def test_is_for_who_may(
        self,
        batch: PayoutBatch,
        sign_in: Callable[..., Any],
        role: Role,
        of_files: bool,
        of_downloads: bool,
    ) -> None:
        api = sign_in(role, scope="casablanca")
        files = "{ bankFiles { totalCount } bankAnswers { totalCount } bankSettings { totalCount } }"
        assert set(api.codes(files)) == (set() if of_files else {"FORBIDDEN"})
        assert api.codes(DOWNLOADS) == ([] if of_downloads else ["FORBIDDEN"])

    def test_shows_no_account_in_full(self, batch: PayoutBatch, manager: Any) -> None:
        said = json.dumps(
            [manager.data(FILES), manager.data("{ bankSettings { nodes { maskedDebtorRib } } }")]
        )
        assert MARKET_RIB not in said and quote(MARKET_RIB) not in said
