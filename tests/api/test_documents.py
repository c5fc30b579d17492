"""Statements as files, their public page, and messages: who may, whose rows, and what a stranger learns."""

import base64
import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from api.web.public import POLICY
from markets.chain import rules as chain_rules
from markets.chain.types import Header
from markets.documents import operations as documents
from markets.documents import proofs
from markets.documents.models import Message, StatementFile
from markets.settlement.models import Statement
from tenants.database.session import as_hq, as_market, as_owner
from tenants.messages.types import Channel
from tenants.permissions import Role

MESSAGES = """{ messages { nodes {
  kind channel language textAr textFr state attempts cooperative { code } statement { number }
} totalCount } }"""
LINKS = "{ statements { nodes { number pdfUrl csvUrl jsonUrl publicUrl files { nodes { kind sha256 } } } } }"


@pytest.fixture
def statement(books: Any, shop: Any, nation: Any) -> Statement:
    """The largest of two statements."""
    nation.add_cooperative(products=0)
    nation.add_cooperative(products=0)
    first, second = nation.cooperatives
    shop.sell((shop.add_goods(cooperative_id=first), 3))
    shop.sell((shop.add_goods(cooperative_id=second), 1))
    period = books.close()
    found: Statement = books.statements(period)[0]
    with as_market("casablanca"):
        documents.announce_period(period_id=period.pk, channels=[Channel.EMAIL], queued_at=found.issued_at)
    return found


def get(api: Any, path: str, *, method: str = "get", host: str = "") -> HttpResponse:
    """A request as a browser or a program sends it, with the token of `api`."""
    headers = api.headers("en") | ({"host": host} if host else {})
    with as_hq():
        answered: HttpResponse = getattr(Client(headers=headers), method)(path)
    return answered


def code(response: HttpResponse) -> str:
    return str(json.loads(response.content)["errors"][0]["extensions"]["code"])


def page_path(statement: Statement, *, token: str = "") -> str:
    return f"/s/{statement.number}/{token or proofs.token_of('casablanca', statement.number)}"


class TestFiles:
    @pytest.mark.parametrize(
        ("kind", "media_type"),
        [("pdf", "application/pdf"), ("csv", "text/csv; charset=utf-8"), ("json", "application/json")],
    )
    def test_are_downloaded_whole_with_their_hash(
        self, statement: Statement, manager: Any, kind: str, media_type: str
    ) -> None:
        response = get(manager, f"/statements/{statement.number}.{kind}")
        with as_market("casablanca"):
            kept = StatementFile.objects.get(kind=kind)
        assert response.status_code == 200 and response["Content-Type"] == media_type
        assert hashlib.sha256(response.content).digest() == bytes(kept.digest)
        assert response["Cache-Control"] == "no-store" and response["Repr-Digest"].startswith("sha-256=:")
        assert f"CASABLANCA-{statement.number:06d}.{kind}" in response["Content-Disposition"]

    def test_are_his_own_for_a_delegate_and_nothing_for_another(
        self, statement: Statement, nation: Any, sign_in: Callable[..., Any]
    ) -> None:
        mine, other = (
            sign_in(Role.COOPERATIVE_DELEGATE, scope="casablanca", cooperative_id=key)
            for key in sorted(nation.cooperatives, key=lambda key: key != statement.cooperative_id)
        )
        assert get(mine, f"/statements/{statement.number}.csv").status_code == 200
        refused = get(other, f"/statements/{statement.number}.csv")
        unknown = get(other, "/statements/999.csv")
        assert (refused.status_code, refused.content) == (404, unknown.content)

    @pytest.mark.parametrize(
        ("role", "status"),
        [
            (Role.MARKET_MANAGER, 200),
            (Role.ACCOUNTANT, 200),
            (Role.AUDITOR, 200),
            (Role.CASHIER, 403),
            (Role.STOCK_KEEPER, 403),
            (Role.INTEGRATOR, 403),
        ],
    )
    def test_are_for_those_who_read_statements(
        self, statement: Statement, sign_in: Callable[..., Any], role: Role, status: int
    ) -> None:
        response = get(sign_in(role, scope="casablanca"), f"/statements/{statement.number}.json")
        assert response.status_code == status

    def test_are_not_given_without_a_token_or_with_one_of_another_market(
        self, statement: Statement, api: type[Any], sign_in: Callable[..., Any]
    ) -> None:
        nobody = get(api(host="casablanca"), f"/statements/{statement.number}.pdf")
        assert (nobody.status_code, nobody["WWW-Authenticate"]) == (401, "Bearer")
        stranger = sign_in(Role.MARKET_MANAGER, scope="marrakech")
        stranger.host = "casablanca"
        assert get(stranger, f"/statements/{statement.number}.pdf").status_code == 401
        with as_market("casablanca"):
            assert not StatementFile.objects.exists()

    def test_are_not_on_other_hosts_and_not_to_be_written(
        self, statement: Statement, admin: Any, manager: Any
    ) -> None:
        path = f"/statements/{statement.number}.pdf"
        assert get(admin, path).status_code == 404
        assert get(admin, path, host="marrakech.testserver").status_code == 404
        assert get(manager, path, method="post").status_code == 405
        assert get(manager, "/statements/0.pdf").status_code == 404
        assert get(manager, f"/statements/{statement.number}.exe").status_code == 404

    def test_are_refused_when_the_books_were_changed(self, statement: Statement, manager: Any) -> None:
        change("UPDATE settlement_statementline SET amount_minor = amount_minor + 1")
        response = get(manager, f"/statements/{statement.number}.pdf")
        assert (response.status_code, code(response)) == (409, "STATEMENT_UNLIKE_ITS_SEAL")


def change(sql: str) -> None:
    """Change rows as nobody may."""
    with as_owner("casablanca"), connection.cursor() as cursor:
        cursor.execute(sql)


class TestPublicPage:
    def test_shows_amounts_hash_and_chain_to_whoever_has_the_paper(
        self, statement: Statement, api: type[Any]
    ) -> None:
        response = get(api(host="casablanca"), page_path(statement))
        page = response.content.decode()
        assert response.status_code == 200 and response["Content-Security-Policy"] == POLICY
        for shown in ("30,00", bytes(statement.digest).hex(), "CASABLANCA-", 'dir="rtl"', "proof.json", "✓"):
            assert shown in page, shown
        assert "<script" not in page and "•" not in page

    def test_loads_nothing_and_is_not_indexed(self, statement: Statement, api: type[Any]) -> None:
        response = get(api(host="casablanca"), page_path(statement))
        assert response["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
        assert response["Referrer-Policy"] == "no-referrer" and "noindex" in response["X-Robots-Tag"]
        page = response.content.decode()
        style = page[page.index("<style>") + 7 : page.index("</style>")]
        assert base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() in POLICY

    @pytest.mark.parametrize("token", ["x", "x" * 22, "%F0%9F%92%A5", "'--"])
    def test_is_the_same_nothing_for_a_wrong_token_and_a_wrong_number(
        self, statement: Statement, api: type[Any], token: str
    ) -> None:
        visitor = api(host="casablanca")
        wrong = get(visitor, page_path(statement, token=token))
        missing = get(visitor, f"/s/{10**6}/{token}")
        assert wrong.status_code == missing.status_code == 404
        assert code(wrong) == code(missing) == "NOT_FOUND"

    def test_is_not_on_the_host_of_another_market(self, statement: Statement, api: type[Any]) -> None:
        assert get(api(host="marrakech"), page_path(statement)).status_code == 404
        assert get(api(host="hq"), page_path(statement)).status_code == 404

    def test_says_when_the_books_no_longer_agree(self, statement: Statement, api: type[Any]) -> None:
        change(
            "UPDATE settlement_statement SET sales_minor = sales_minor + 1, net_minor = net_minor + 1,"
            " payable_minor = payable_minor + 1"
        )
        page = get(api(host="casablanca"), page_path(statement)).content.decode()
        assert "✓" not in page and "لا تعتمدوا" in page

    def test_escapes_what_names_hold(self, statement: Statement, nation: Any, api: type[Any]) -> None:
        change(
            "UPDATE documents_statementnames SET printed = jsonb_set(printed, '{recipient,fr}',"
            " '\"<script>alert(1)</script>\"')"
        )
        page = get(api(host="casablanca"), page_path(statement)).content.decode()
        assert "<script" not in page and "&lt;script&gt;" in page

    def test_is_proved_by_data_that_anybody_can_compute_again(
        self, statement: Statement, api: type[Any]
    ) -> None:
        found = json.loads(get(api(host="casablanca"), f"{page_path(statement)}/proof.json").content)
        text = json.dumps(found["content"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert hashlib.sha256("\n".join(found["lines"]).encode()).hexdigest() == found["content"]["lines"]
        assert hashlib.sha256(text.encode()).hexdigest() == found["digest"]
        block = found["chain"]
        assert block["statements"][block["position"]] == found["digest"]
        statements = hashlib.sha256(b"".join(map(bytes.fromhex, block["statements"])))
        assert statements.hexdigest() == block["statements_digest"]
        header = Header(
            market="casablanca",
            number=block["block"],
            period_id=block["period"],
            day=statement.period.ends_on,
            rows_digest=bytes.fromhex(block["rows_digest"]),
            statements_digest=bytes.fromhex(block["statements_digest"]),
            previous_hash=bytes.fromhex(block["previous_hash"]),
        )
        assert chain_rules.block_hash(header).hex() == block["hash"] and found["holds"] is True


class TestGraphQL:
    def test_leads_from_a_statement_to_its_files(self, statement: Statement, manager: Any) -> None:
        get(manager, f"/statements/{statement.number}.json")
        rows = {row["number"]: row for row in manager.data(LINKS)["statements"]["nodes"]}
        row = rows[statement.number]
        assert row["pdfUrl"].endswith(f"/statements/{statement.number}.pdf")
        assert row["publicUrl"].endswith(page_path(statement))
        assert [file["kind"] for file in row["files"]["nodes"]] == ["JSON"]

    def test_lists_messages_for_those_who_read_statements(
        self, statement: Statement, manager: Any, sign_in: Callable[..., Any]
    ) -> None:
        [first, _] = manager.data(MESSAGES)["messages"]["nodes"]
        assert (first["kind"], first["channel"], first["language"]) == ("STATEMENT_ISSUED", "EMAIL", "BOTH")
        assert first["state"] == "QUEUED" and "/s/" in first["textAr"]
        assert sign_in(Role.CASHIER, scope="casablanca").codes(MESSAGES) == ["FORBIDDEN"]

    def test_shows_a_delegate_what_his_cooperative_was_told(
        self, statement: Statement, sign_in: Callable[..., Any]
    ) -> None:
        delegate = sign_in(
            Role.COOPERATIVE_DELEGATE, scope="casablanca", cooperative_id=statement.cooperative_id
        )
        [message] = delegate.data(MESSAGES)["messages"]["nodes"]
        assert message["statement"]["number"] == statement.number
        with as_market("casablanca"):
            assert Message.objects.count() == 2
