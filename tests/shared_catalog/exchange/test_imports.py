"""Imports from check to undo: what is announced is what is written, or nothing is."""

import io
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from exchanging import COLUMNS, Exchange, as_csv, book_of, counts, product_row
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.errors import DomainError
from kernel.ids import new_id
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue.models import Barcode, Product
from shared_catalog.catalogue.types import BarcodeKind, ProductStatus, Unit
from shared_catalog.exchange.models import CatalogueImport, ExternalReference, ImportedRow
from shared_catalog.exchange.types import Formula, ImportState, TableFormat
from shared_catalog.registry import operations as registry
from shared_catalog.registry.models import Cooperative
from tenants.bulk import queries as files
from tenants.bulk.models import BulkPiece
from tenants.events.models import NetworkEvent

GTINS = ("6111234567895", "6111234567888", "6111234567871")


def rows(amal: Cooperative, count: int, **changes: Any) -> list[dict[str, Any]]:
    return [product_row(amal.code, number, **changes) for number in range(1, count + 1)]


def draft(nation: Any, amal: Cooperative, **changes: Any) -> Product:
    return catalogue.draft_product(
        product_id=new_id(),
        cooperative_id=amal.id,
        details=nation.product_details(**changes),
        at=nation.at,
        actor="officer",
    )


def publish(nation: Any, product: Product) -> None:
    for step in (catalogue.propose_product, catalogue.approve_product):
        step(product_id=product.id, at=nation.at, actor="officer")


def in_force() -> set[tuple[str, str]]:
    """The codes in force, each with the product's own."""
    return set(Barcode.objects.filter(ended_at__isnull=True).values_list("code", "product__code"))


def refused_with(code: str, operation: Any, *given: Any) -> None:
    with pytest.raises(DomainError) as refused:
        operation(*given)
    assert refused.value.code == code


class TestAnImport:
    def test_is_announced_and_then_written_as_drafts(self, office: Exchange, amal: Cooperative) -> None:
        of = office.check(book_of(*rows(amal, 3)))

        assert (of.state, counts(of)) == (ImportState.CHECKED, (3, 0, 0, 0))
        assert not Product.objects.exists() and not ExternalReference.objects.exists()

        office.take(of)

        assert (of.state, of.problem) == (ImportState.IMPORTED, None)
        product = Product.objects.get(references__reference="A-00002", references__source="amal")
        assert (product.status, product.cooperative_id, product.category_id) == (
            "draft",
            amal.id,
            "cereals-grain",
        )
        assert (product.name_fr, product.unit, product.net_content) == ("Orge 2", Unit.GRAM, 500)
        assert (product.recommended_price_minor, product.code[:2]) == (12_050, "29")
        told = NetworkEvent.objects.filter(name="product.drafted").count()
        assert told == 3 and NetworkEvent.objects.filter(name="catalogue_import.imported").count() == 1

    def test_twice_is_once_and_says_so(self, office: Exchange, amal: Cooperative) -> None:
        content = book_of(*rows(amal, 3))
        office.import_(content)
        again = office.import_(content)

        assert counts(again) == (0, 0, 3, 0)
        assert set(Product.objects.values_list("version", flat=True)) == {1}

    def test_changes_what_is_other_and_keeps_what_it_does_not_say(
        self, office: Exchange, amal: Cooperative
    ) -> None:
        said = [*COLUMNS, "description_fr"]
        office.import_(book_of(*rows(amal, 3, description_fr="Du Haouz"), columns=said))
        changed = [*rows(amal, 2), product_row(amal.code, 3, recommended_price="99", gtin=GTINS[0])]
        of = office.import_(book_of(*changed))

        assert counts(of) == (0, 1, 2, 0)
        product = Product.objects.get(references__reference="A-00003")
        assert (product.version, product.recommended_price_minor, product.code) == (2, 9_900, GTINS[0])
        assert product.description_fr == "Du Haouz"
        assert NetworkEvent.objects.filter(name="product.edited", subject_id=str(product.pk)).count() == 1

    def test_knows_products_by_their_code_and_gives_them_a_reference(
        self, office: Exchange, nation: Any, amal: Cooperative
    ) -> None:
        product = draft(nation, amal, category_code="cereals-grain")
        row = product_row(amal.code, 1, reference="X1", code=product.code, name_fr="Amlou, 250 g")
        of = office.import_(book_of(row, columns=[*COLUMNS, "code"]))

        assert counts(of) == (0, 1, 0, 0)
        assert product.references.get().reference == "X1"

    def test_leaves_what_is_published_to_requests_and_makes_a_draft_of_what_was_rejected(
        self, office: Exchange, nation: Any, amal: Cooperative
    ) -> None:
        office.import_(book_of(*rows(amal, 2)))
        published, rejected = Product.objects.order_by("code")
        publish(nation, published)
        for step in (catalogue.propose_product, catalogue.reject_product):
            step(product_id=rejected.id, at=nation.at, actor="officer")

        of = office.import_(book_of(*rows(amal, 2, name_en="Oats")), only_valid_rows=True)

        assert (counts(of), office.faults(of)) == ((0, 1, 0, 1), {2: [(None, "CHANGE_MUST_BE_REQUESTED")]})
        states = Product.objects.order_by("code").values_list("status", "name_en")
        assert list(states) == [("published", "Barley 1"), ("draft", "Oats")]
        same = book_of(
            product_row(amal.code, 1, reference="B1", code=published.code), columns=[*COLUMNS, "code"]
        )
        assert counts(office.import_(same, source="other")) == (0, 1, 0, 0), "it only gets a reference"

    def test_lets_each_product_be_scanned_by_its_code_and_takes_no_code_in_force(
        self, office: Exchange, nation: Any, amal: Cooperative
    ) -> None:
        office.import_(book_of(product_row(amal.code, 1), product_row(amal.code, 2, gtin=GTINS[0])))
        codes = set(Product.objects.values_list("code", "code"))
        assert in_force() == codes and GTINS[0] in dict(codes)

        of = office.import_(book_of(product_row(amal.code, 1, gtin=GTINS[1])))
        assert in_force() == {(GTINS[0], GTINS[0]), (GTINS[1], GTINS[1])}
        office.undo(of)
        assert in_force() == codes

        product = Product.objects.get(code=GTINS[0])
        said: dict[str, Any] = {"at": nation.at, "actor": "officer", "kind": BarcodeKind.GTIN, "quantity": 6}
        catalogue.add_barcode(barcode_id=new_id(), product_id=product.id, code=GTINS[2], **said)
        of = office.check(book_of(product_row(amal.code, 1, gtin=GTINS[2])))
        assert office.faults(of) == {2: [("gtin", "GTIN_TAKEN")]}

    def test_of_a_file_with_faults_is_refused_unless_only_valid_rows_were_wanted(
        self, office: Exchange, amal: Cooperative
    ) -> None:
        content = book_of(*rows(amal, 2), product_row("C9999", 3))
        of = office.check(content)

        refused_with("IMPORT_HAS_FAULTS", office.take, of)
        assert not Product.objects.exists()

        assert counts(office.import_(content, only_valid_rows=True)) == (2, 0, 0, 1)
        assert Product.objects.count() == 2

    def test_writes_nothing_when_the_catalogue_has_changed_since_its_check(
        self, office: Exchange, amal: Cooperative
    ) -> None:
        office.import_(book_of(*rows(amal, 2)))
        of = office.check(book_of(*rows(amal, 3, recommended_price="10")))
        product = Product.objects.get(references__reference="A-00001")
        catalogue.retire_product(product_id=product.id, at=office.at, actor="another")

        office.take(of)

        assert (of.state, of.problem["code"]) == (ImportState.CHECKED, "IMPORT_OUTDATED")
        assert of.import_operation.error_code == "IMPORT_OUTDATED"
        assert Product.objects.count() == 2 and not BulkPiece.objects.exists()
        assert set(Product.objects.values_list("recommended_price_minor", flat=True)) == {12_050}

    def test_takes_only_the_digest_that_was_announced_and_only_once(
        self, office: Exchange, amal: Cooperative
    ) -> None:
        of = office.check(book_of(*rows(amal, 1)))
        of.digest = b"x" * 32
        refused_with("IMPORT_OUTDATED", office.start_import, of)
        of.refresh_from_db()
        office.start_import(of)
        refused_with("WRONG_IMPORT_STEP", office.start_import, of)

    def test_of_what_is_no_table_says_so(self, office: Exchange, amal: Cooperative) -> None:
        unreadable = office.check(b"PK\x03\x04 broken")
        lacking = office.check(as_csv(["reference", "prix"], ["1", "2"]))

        assert unreadable.problem["code"] == "TABLE_UNREADABLE"
        assert lacking.problem["code"] == "TABLE_COLUMNS_MISSING"
        assert "cooperative" in lacking.problem["message"]["fr"]
        assert {of.check_operation.status for of in (unreadable, lacking)} == {"failed"}


class TestFaults:
    def test_are_all_told_with_row_column_and_reason(
        self, office: Exchange, nation: Any, amal: Cooperative
    ) -> None:
        taken = draft(nation, amal, gtin=GTINS[2])
        content = book_of(
            product_row(amal.code, 1),
            product_row(amal.code, 1),
            product_row(amal.code, 3, gtin=GTINS[0], name_ar="", recommended_price=Formula("=2*3")),
            product_row(amal.code, 4, gtin=GTINS[0], unit="boîte", category="inconnue"),
            product_row("C9999", 5, gtin=taken.gtin, net_content="0", category="agri"),
            product_row(amal.code, 6, gtin=6.11123456789e17, recommended_price="1.234"),
            product_row(amal.code, 7),
            product_row(amal.code, 8),
            product_row(amal.code, 9, reference=None, name_fr="x" * 161),
            hidden=[8],
            merged=["D9:E9"],
        )
        of = office.check(content)

        assert office.faults(of) == {
            2: [("reference", "DUPLICATE_IN_FILE")],
            3: [("reference", "DUPLICATE_IN_FILE")],
            4: [
                ("name_ar", "INVALID_VALUE"),
                ("gtin", "DUPLICATE_IN_FILE"),
                ("recommended_price", "CELL_IS_FORMULA"),
            ],
            5: [("category", "NOT_FOUND"), ("unit", "INVALID_VALUE"), ("gtin", "DUPLICATE_IN_FILE")],
            6: [
                ("cooperative", "NOT_FOUND"),
                ("category", "CATEGORY_NOT_A_LEAF"),
                ("net_content", "INVALID_VALUE"),
                ("gtin", "GTIN_TAKEN"),
            ],
            7: [("gtin", "INVALID_VALUE"), ("recommended_price", "INVALID_VALUE")],
            8: [(None, "ROW_HIDDEN")],
            9: [("name_ar", "CELL_IS_MERGED"), ("name_fr", "CELL_IS_MERGED")],
            10: [("reference", "INVALID_VALUE"), ("name_fr", "INVALID_VALUE")],
        }
        [told] = [row for row in office.report(of) if row["row"] == 4]
        assert [fault["cell"] for fault in told["faults"]] == ["D4", "I4", "J4"]
        assert set(told["faults"][0]["message"]) == {"ar", "fr", "en"}

    def test_come_back_under_the_file_s_own_titles_and_mended_they_are_imported(
        self, office: Exchange, amal: Cooperative
    ) -> None:
        titles = [
            "Réf",
            "ICE",
            "Catégorie",
            "Nom arabe",
            "Nom (français)",
            "Name EN",
            "Unité",
            "Poids net",
            "EAN",
        ]
        bad = product_row(amal.ice, 2, net_content="beaucoup", name_fr="'=x")
        of = office.check(
            as_csv(
                [*titles, "Prix", "Remarque"], [*product_row(amal.ice, 1).values(), "a"], [*bad.values(), "b"]
            )
        )

        back = files.content_of(of.faults_file_id, "text/csv").decode("utf-8-sig").splitlines()

        assert of.unknown_columns == ["Remarque"]
        assert back[0].split(",") == [*titles, "Prix", "Remarque", "Ligne", "Erreurs"]
        assert len(back) == 2 and back[1].startswith("A-00002,") and "Contenu net" in back[1]
        mended = office.import_("\n".join(back).replace("beaucoup", "500").encode())
        assert counts(mended) == (1, 0, 0, 0)
        assert Product.objects.get().name_fr == "=x"

    def test_of_products_that_cannot_be_edited_so_are_those_of_a_single_edit(
        self, office: Exchange, nation: Any, amal: Cooperative
    ) -> None:
        office.import_(book_of(*rows(amal, 4)))
        first, second, third, _ = Product.objects.order_by("code")
        said: dict[str, Any] = {"at": nation.at, "actor": "officer"}
        publish(nation, first)
        catalogue.propose_product(product_id=third.id, **said)
        catalogue.retire_product(product_id=second.id, **said)
        other = nation.eligible()
        registry.retire_cooperative(cooperative_id=other.id, reason="x", **said)
        edits = [
            product_row(amal.code, 1, net_content=600, category="amlou"),
            product_row(amal.code, 2, name_en="Other"),
            product_row(amal.code, 3, name_en="Other"),
            product_row(other.code, 4),
            product_row(other.code, 5, status="published"),
        ]

        of = office.check(book_of(*edits, columns=[*COLUMNS, "status"]))

        assert office.faults(of) == {
            2: [(None, "CHANGE_MUST_BE_REQUESTED"), ("net_content", "INVALID_VALUE")],
            3: [(None, "WRONG_PRODUCT_STEP")],
            4: [(None, "WRONG_PRODUCT_STEP")],
            5: [("cooperative", "INVALID_VALUE")],
            6: [("cooperative", "WRONG_COOPERATIVE_STEP"), ("status", "INVALID_VALUE")],
        }


class TestUndoing:
    def test_restores_what_was_changed_and_withdraws_what_was_new(
        self, office: Exchange, amal: Cooperative
    ) -> None:
        office.import_(book_of(*rows(amal, 2, gtin="")))
        before = list(
            Product.objects.order_by("code").values("name_fr", "gtin", "code", "recommended_price_minor")
        )
        second = office.import_(
            book_of(
                product_row(amal.code, 1, name_fr="Autre", gtin=GTINS[0]),
                product_row(amal.code, 3, gtin=GTINS[1]),
            )
        )
        assert counts(second) == (1, 1, 0, 0)

        office.undo(second)

        assert second.state == ImportState.UNDONE
        left = Product.objects.exclude(status=ProductStatus.RETIRED).order_by("code")
        assert list(left.values("name_fr", "gtin", "code", "recommended_price_minor")) == before
        assert ExternalReference.objects.filter(ended_at__isnull=True).count() == 2
        again = office.check(book_of(product_row(amal.code, 3, gtin=GTINS[1])))
        assert counts(again) == (1, 0, 0, 0), "its reference and its barcode are free again"

    def test_is_refused_when_something_changed_since_and_for_all_but_the_last(
        self, office: Exchange, nation: Any, amal: Cooperative
    ) -> None:
        first = office.import_(book_of(*rows(amal, 2)))
        second = office.import_(book_of(product_row(amal.code, 9)))
        refused_with("IMPORT_NOT_LAST", office.undo, first)
        office.undo(second)
        product = Product.objects.get(references__reference="A-00001")
        publish(nation, product)

        refused_with("IMPORT_CHANGED_SINCE", office.undo, first)
        refused_with("WRONG_IMPORT_STEP", office.undo, second)
        assert ImportedRow.objects.filter(of_import=first).count() == 2


class TestExports:
    @pytest.mark.parametrize("format", TableFormat)
    def test_are_read_back_as_no_change(
        self, office: Exchange, nation: Any, amal: Cooperative, format: TableFormat
    ) -> None:
        office.import_(book_of(*rows(amal, 2, gtin="")))
        product = Product.objects.get(references__reference="A-00001")
        publish(nation, product)
        catalogue.retire_product(product_id=draft(nation, amal).id, at=nation.at, actor="officer")

        of = office.check(office.export(format))

        assert counts(of) == (0, 0, 3, 0), office.faults(of)
        assert of.unknown_columns == []

    TEXT = st.text(
        st.characters(exclude_characters="\0", exclude_categories=("Cs",)), min_size=1, max_size=20
    ).filter(lambda text: bool(text.strip()))

    @settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(text=TEXT | st.sampled_from(["=1+1", "'", "'=x", "+212", "a\r\nb", "_x000D_", "#N/A", "1.234"]))
    def test_of_any_text_are_read_back_as_no_change(
        self, office: Exchange, nation: Any, amal: Cooperative, text: str
    ) -> None:
        product = draft(nation, amal, descriptions=type(nation.product_details().names)(text, text, ""))
        names = type(nation.product_details().names)(text, text, text)
        catalogue.edit_product(
            product_id=product.id, details=nation.product_details(names=names), at=nation.at, actor="x"
        )

        for format in TableFormat:
            of = office.check(office.export(format))
            assert (of.created, of.updated, of.faulty) == (0, 0, 0), office.faults(of)

    def test_hold_codes_as_text_and_prices_as_numbers(self, office: Exchange, amal: Cooperative) -> None:
        office.import_(book_of(product_row(amal.code, 1, gtin=GTINS[0], name_fr="=1+1")))

        book = openpyxl.load_workbook(io.BytesIO(office.export(TableFormat.XLSX)))
        [titles, row] = book.worksheets[0].iter_rows()

        cell = {str(title.value): one for title, one in zip(titles, row, strict=True)}
        assert (cell["GTIN"].value, cell["GTIN"].number_format) == (GTINS[0], "@")
        assert (cell["Nom (français)"].value, cell["Prix conseillé"].value) == ("'=1+1", 120.5)


def test_a_check_takes_as_many_statements_whatever_the_number_of_rows(
    office: Exchange, amal: Cooperative
) -> None:
    def statements(count: int) -> int:
        of = office.start_check(book_of(*rows(amal, count)), source=f"s{count}")
        with CaptureQueriesContext(connection) as asked:
            office.work(of.check_operation_id)
        assert CatalogueImport.objects.get(pk=of.pk).created == count
        return len(asked)

    assert statements(2) == statements(400)
