"""Imports and exports of the catalogue through the API; the worker's part is done here in the same
transaction.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage, storages
from django.test import Client
from exchanging import as_csv, book_of, product_row

from api.bulk.running import run_operation
from shared_catalog.catalogue.models import Product
from shared_catalog.registry.models import Cooperative
from tenants.bulk.books import HQ_BOOKS
from tenants.bulk.rules import CSV, XLSX
from tenants.database.session import as_hq
from tenants.identity.models import ApiToken
from tenants.permissions import Role

IMPORT = """{ state onlyValidRows source format digest unknownColumns
  counts { created updated unchanged faulty } problem { code message { fr ar } }
  check { type status counts { total done succeeded failed } url } run { status errorCode } undo { status }
  file { mediaType } faultsFile { url lines } }"""
CHECK = """mutation ($input: CheckCatalogueImportInput!) { checkCatalogueImport(input: $input) {
  catalogueImport { id state check { status } } errors { code path message } } }"""
TAKE = """mutation ($input: ImportCatalogueInput!) { importCatalogue(input: $input) {
  catalogueImport { id state } errors { code path } } }"""
UNDO = """mutation ($input: UndoCatalogueImportInput!) { undoCatalogueImport(input: $input) {
  catalogueImport { id state } errors { code path } } }"""
EXPORT = """mutation ($input: ExportCatalogueInput!) { exportCatalogue(input: $input) {
  bulkOperation { id type } errors { code } } }"""
READ = f"query ($id: ID!) {{ catalogueImport(id: $id) {IMPORT} }}"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of this test alone."""
    kept = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    monkeypatch.setattr(default_storage, "_wrapped", type(storages)({"default": kept})["default"])


@pytest.fixture
def cooperative(nation: Any) -> str:
    with as_hq():
        return Cooperative.objects.get(pk=nation.add_cooperative(products=0)).code


@pytest.fixture
def officer(sign_in: Callable[..., Any]) -> Any:
    return sign_in(Role.REGISTRY_OFFICER)


def basket(cooperative: str, number: int, **changes: Any) -> dict[str, Any]:
    return product_row(cooperative, number, category="baskets", unit="piece", net_content=1, **changes)


def put(api: Any, content: bytes, media_type: str = XLSX) -> Any:
    with as_hq():
        return Client(headers=api.headers("en")).put("/files", content, content_type=media_type)


def get(api: Any, url: str) -> Any:
    with as_hq():
        return Client(headers=api.headers("en")).get(url)


def work(now: datetime) -> None:
    """What the worker does once it hears of the operations."""
    with as_hq():
        for key in HQ_BOOKS.operation.objects.order_by("created_at", "pk").values_list("pk", flat=True):
            run_operation(now=now, operation=str(key), books=HQ_BOOKS, clock=lambda: now)


def check(api: Any, content: bytes, now: datetime, *, key: str = "k", **said: Any) -> str:
    """The id of an import whose check has ended."""
    file_id = put(api, content).json()["file"]["id"]
    answered = api.data(CHECK, input={"fileId": file_id, "source": "amal", "idempotencyKey": key, **said})
    found = answered["checkCatalogueImport"]
    assert found["errors"] == [] and found["catalogueImport"]["check"] == {"status": "QUEUED"}
    work(now)
    return str(found["catalogueImport"]["id"])


def read(api: Any, key: str) -> Any:
    return api.data(READ, id=key)["catalogueImport"]


def take(api: Any, key: str, digest: str, *, once: str = "t") -> Any:
    given = {"importId": key, "digest": digest, "idempotencyKey": once}
    return api.data(TAKE, input=given)["importCatalogue"]


class TestImports:
    def test_are_announced_written_and_undone(self, officer: Any, cooperative: str, now: datetime) -> None:
        key = check(officer, book_of(*(basket(cooperative, number) for number in range(3))), now)
        announced = read(officer, key)

        assert announced["state"] == "CHECKED"
        assert announced["counts"] == {"created": 3, "updated": 0, "unchanged": 0, "faulty": 0}
        assert announced["check"]["type"] == "CHECK" and announced["file"] == {"mediaType": XLSX}
        assert announced["check"]["counts"] == {"total": 3, "done": 3, "succeeded": 3, "failed": 0}

        assert take(officer, key, announced["digest"])["errors"] == []
        work(now)
        assert read(officer, key)["run"] == {"status": "COMPLETED", "errorCode": None}
        undone = officer.data(UNDO, input={"importId": key, "idempotencyKey": "u"})["undoCatalogueImport"]
        assert undone["errors"] == []
        work(now)
        left = read(officer, key)
        assert (left["state"], left["undo"]) == ("UNDONE", {"status": "COMPLETED"})
        with as_hq():
            assert set(Product.objects.values_list("status", flat=True)) == {"retired"}

    def test_tell_every_fault_and_give_the_rows_back(
        self, officer: Any, cooperative: str, now: datetime
    ) -> None:
        bad = basket(cooperative, 2, recommended_price="gratuit", name_ar="")
        key = check(officer, book_of(basket(cooperative, 1), bad), now)
        announced = read(officer, key)

        assert announced["counts"]["faulty"] == 1
        lines = b"".join(get(officer, announced["check"]["url"]).streaming_content).decode().splitlines()
        assert '"column":"name_ar","cell":"D3","code":"INVALID_VALUE"' in lines[1]
        assert "ليس عددا" in lines[1] and "ce n'est pas un nombre" in lines[1]
        back = get(officer, announced["faultsFile"]["url"])
        assert back["Content-Type"] == XLSX and back["Content-Disposition"].endswith('.xlsx"')
        refused = take(officer, key, announced["digest"])
        assert refused["errors"] == [{"code": "IMPORT_HAS_FAULTS", "path": []}]

    def test_say_why_they_came_to_nothing(self, officer: Any, nation: Any, now: datetime) -> None:
        file_id = put(officer, as_csv(["a"], ["b"]), CSV).json()["file"]["id"]
        given = {"fileId": file_id, "source": "amal", "idempotencyKey": "k"}
        key = officer.data(CHECK, input=given)["checkCatalogueImport"]["catalogueImport"]["id"]
        work(now)

        failed = read(officer, key)
        assert failed["problem"]["code"] == "TABLE_COLUMNS_MISSING" and failed["problem"]["message"]["ar"]
        assert failed["check"]["status"] == "FAILED" and failed["digest"] is None

    def test_can_be_cancelled_before_they_begin(self, officer: Any, cooperative: str, now: datetime) -> None:
        key = check(officer, book_of(basket(cooperative, 1)), now)
        take(officer, key, read(officer, key)["digest"])
        run = officer.data("query ($id: ID!) { catalogueImport(id: $id) { run { id } } }", id=key)
        cancel = (
            "mutation ($id: ID!) { cancelBulkOperation(input: {bulkOperationId: $id}) { errors { code } } }"
        )
        officer.data(cancel, id=run["catalogueImport"]["run"]["id"])
        work(now)

        assert read(officer, key)["run"]["status"] == "CANCELED"
        with as_hq():
            assert not Product.objects.exists()


class TestExports:
    @pytest.mark.parametrize("format", ["XLSX", "CSV"])
    def test_are_tables_of_what_there_is(
        self, sign_in: Callable[..., Any], nation: Any, now: datetime, format: str
    ) -> None:
        nation.add_cooperative(products=2)
        analyst = sign_in(Role.HQ_ANALYST)
        given = {"format": format, "idempotencyKey": "e"}
        started = analyst.data(EXPORT, input=given)["exportCatalogue"]
        assert started["errors"] == [] and started["bulkOperation"]["type"] == "EXPORT"
        work(now)
        done = analyst.data(
            """query ($id: ID!) { bulkOperation(id: $id) {
              status url counts { done } result { lines mediaType } } }""",
            id=started["bulkOperation"]["id"],
        )["bulkOperation"]

        assert (done["status"], done["counts"]["done"], done["result"]["lines"]) == ("COMPLETED", 2, 2)
        response = get(analyst, done["url"])
        assert response["Content-Type"] == done["result"]["mediaType"] == {"XLSX": XLSX, "CSV": CSV}[format]


class TestRights:
    @pytest.mark.parametrize("role", [Role.HQ_ANALYST, Role.AUDITOR, Role.COMMITTEE_MEMBER])
    def test_to_import_are_those_to_write_the_catalogue(
        self, sign_in: Callable[..., Any], officer: Any, cooperative: str, now: datetime, role: Role
    ) -> None:
        key = check(officer, book_of(basket(cooperative, 1)), now)
        other = sign_in(role)

        for query, given in ((TAKE, {"importId": key, "digest": "00"}), (UNDO, {"importId": key})):
            answered = other.ask(query, input={**given, "idempotencyKey": "x"})
            assert answered["errors"][0]["extensions"]["code"] == "FORBIDDEN"

    def test_are_asked_again_when_the_work_begins(
        self, officer: Any, admin: Any, cooperative: str, now: datetime
    ) -> None:
        key = check(officer, book_of(basket(cooperative, 1)), now)
        take(officer, key, read(officer, key)["digest"])
        with as_hq():
            ApiToken.objects.filter(role=Role.REGISTRY_OFFICER).update(revoked_at=now)
        work(now)

        assert read(admin, key)["run"] == {"status": "FAILED", "errorCode": "RIGHTS_ENDED"}
        with as_hq():
            assert not Product.objects.exists()

    def test_of_a_market_do_not_reach_tables(self, manager: Any) -> None:
        assert put(manager, book_of(product_row("C0001", 1))).status_code == 415
