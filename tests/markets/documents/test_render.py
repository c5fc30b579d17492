"""Statements as files: whole, sealed, the same each time, or refused."""

import csv
import io
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from kernel.ids import new_id
from markets.documents import operations as documents
from markets.documents import paper, proofs, queries
from markets.documents.models import StatementFile, StatementNames
from markets.documents.types import FileKind
from markets.sales import operations as sales
from markets.sales.types import RefundLineRequest, TenderKind
from markets.settlement.models import Statement
from shared_catalog.catalogue.models import Product
from shared_catalog.registry.models import Cooperative
from tenants.database.session import as_hq, as_owner
from tenants.network import queries as network

Seal = Callable[..., Any]


def rendered(statement: Statement, kind: FileKind, now: datetime) -> bytes:
    return documents.render_statement(statement=statement, kind=kind, made_at=now).content


def rewrite(market: str, sql: str, *params: object) -> None:
    """Change a row as nobody may."""
    with as_owner(market), connection.cursor() as cursor:
        cursor.execute(sql, params)


class TestDocument:
    def test_adds_up_by_day_and_product(self, statement: Statement, now: datetime) -> None:
        documents.print_names(statements=[statement], made_at=now)
        [document] = queries.documents_of([statement], market=network.current_market())
        assert sorted(row.quantity for row in document.details) == [3, 3]
        assert sum(row.amount_minor for row in document.details) == 3 * 4_550 + 3 * 1_999
        assert sum(row.fee_minor for row in document.details) == statement.fees_minor > 0
        assert {row.day for row in document.details} == {now.date()}
        assert document.label == "CASABLANCA-000001"
        assert document.recipient.account.endswith(document.recipient.account[-4:]) and "•" in (
            document.recipient.account
        )

    def test_shows_what_came_back_apart_from_what_was_sold(
        self,
        argan: Cooperative,
        make_goods: Callable[..., Any],
        sell: Callable[..., Any],
        seal: Seal,
        now: datetime,
    ) -> None:
        sale = sell((make_goods(cooperative=argan, price_minor=1_000), 3))
        sales.refund_sale(
            refund_id=new_id(),
            sale_id=sale.id,
            lines=[RefundLineRequest(0, 1, restock=True)],
            tender_kind=TenderKind.CASH,
            occurred_at=now,
            recorded_at=now,
            actor="karim",
        )
        found = Statement.objects.get(period=seal())
        rows = list(
            csv.DictReader(io.StringIO(rendered(found, FileKind.CSV, now).decode("utf-8-sig")), delimiter=";")
        )
        assert [(row["nature"], row["quantite"], row["montant"]) for row in rows] == [
            ("vente", "3", "30,00"),
            ("retour", "-1", "-10,00"),
        ]


class TestRender:
    @pytest.mark.parametrize("kind", list(FileKind))
    def test_sets_the_hash_once_and_gives_the_same_bytes_again(
        self, statement: Statement, kind: FileKind, now: datetime
    ) -> None:
        first = documents.render_statement(statement=statement, kind=kind, made_at=now)
        again = documents.render_statement(statement=statement, kind=kind, made_at=now)
        [kept] = StatementFile.objects.all()
        assert first == again and first.name == f"CASABLANCA-000001.{kind}"
        assert (bytes(kept.digest), kept.length, kept.kind) == (first.digest, len(first.content), kind)
        assert kept.edition == (paper.EDITION if kind is FileKind.PDF else "1")

    def test_keeps_the_names_of_the_day_when_they_change(self, statement: Statement, now: datetime) -> None:
        before = rendered(statement, FileKind.PDF, now)
        with as_hq():
            Cooperative.objects.update(name_fr="Autre nom")
            Product.objects.update(name_fr="Autre produit")
        statement.refresh_from_db()
        assert rendered(statement, FileKind.PDF, now) == before

    def test_seals_what_settlement_sealed(self, statement: Statement, now: datetime) -> None:
        found = json.loads(rendered(statement, FileKind.JSON, now))
        assert found["digest"] == bytes(statement.digest).hex()
        assert found["content"]["net_minor"] == statement.net_minor
        assert len(found["lines"]) == statement.lines.count()

    def test_refuses_a_file_that_came_out_otherwise(self, statement: Statement, now: datetime) -> None:
        rendered(statement, FileKind.CSV, now)
        rewrite("casablanca", "UPDATE documents_statementfile SET digest = sha256('x')")
        with pytest.raises(documents.FileUnlikeItsHash):
            rendered(statement, FileKind.CSV, now)

    @pytest.mark.parametrize("kind", list(FileKind))
    def test_refuses_a_statement_whose_books_were_changed(
        self, statement: Statement, kind: FileKind, now: datetime
    ) -> None:
        rewrite(
            "casablanca",
            "UPDATE settlement_statementline SET amount_minor = amount_minor + 1 WHERE id = ("
            "SELECT min(id) FROM settlement_statementline)",
        )
        with pytest.raises(documents.StatementUnlikeItsSeal):
            rendered(statement, kind, now)
        assert not StatementFile.objects.exists()

    def test_refuses_a_statement_whose_sales_were_changed(self, statement: Statement, now: datetime) -> None:
        rewrite("casablanca", "UPDATE sales_saleline SET amount_minor = amount_minor + 1")
        with pytest.raises(documents.StatementUnlikeItsSeal):
            rendered(statement, FileKind.PDF, now)

    def test_renders_a_whole_half_month_in_the_order_of_its_numbers(
        self,
        casablanca: str,
        make_goods: Callable[..., Any],
        sell: Callable[..., Any],
        seal: Seal,
        now: datetime,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        from markets.documents.operations import _files

        monkeypatch.setattr(_files, "BATCH", 2)
        for _ in range(5):
            sell((make_goods(), 1))
        period = seal()
        made = list(documents.render_period(period_id=period.pk, kind=FileKind.JSON, made_at=now))
        assert [one.name for one in made] == [f"CASABLANCA-00000{n}.json" for n in range(1, 6)]
        assert StatementFile.objects.count() == StatementNames.objects.count() == 5


class TestRows:
    @pytest.mark.parametrize("table", ["documents_statementfile", "documents_statementnames"])
    def test_are_never_changed_by_a_market(self, statement: Statement, table: str, now: datetime) -> None:
        rendered(statement, FileKind.JSON, now)
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET made_at = made_at")


class TestToken:
    def test_is_of_one_statement_in_one_market(self) -> None:
        token = proofs.token_of("casablanca", 7)
        assert len(token) == 22 and proofs.is_token_of(token, "casablanca", 7)
        assert not proofs.is_token_of(token, "casablanca", 8)
        assert not proofs.is_token_of(token, "marrakech", 7)
        assert not proofs.is_token_of("é" * 22, "casablanca", 7)
