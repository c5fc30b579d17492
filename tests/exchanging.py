"""Workbooks as people keep them, and imports and exports brought to their end as the worker does."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter

from api.bulk.running import run_operation
from shared_catalog.exchange import operations as exchange
from shared_catalog.exchange import rules
from shared_catalog.exchange.models import CatalogueImport
from shared_catalog.exchange.types import Formula, TableFormat
from tenants.bulk import operations as bulk
from tenants.bulk import queries as files
from tenants.bulk.books import HQ_BOOKS
from tenants.bulk.rules import CSV, XLSX
from tenants.bulk.types import Starter
from tenants.identity.operations import issue_token
from tenants.permissions import Role

CODES = [one.code for one in rules.COLUMNS if one.code not in rules.ADDED]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def workbook(
    rows: Mapping[int, Sequence[Any]], *, merged: Sequence[str] = (), hidden: Sequence[int] = ()
) -> bytes:
    """A workbook of one sheet as Excel writes it, with texts shared: rows by their number. A formula has a
    value from when it was last calculated.
    """
    shared: dict[str, int] = {}
    lines = []
    for number, row in rows.items():
        cells = "".join(
            _cell(f"{get_column_letter(place)}{number}", value, shared)
            for place, value in enumerate(row, 1)
            if value is not None
        )
        shown = ' hidden="1"' if number in hidden else ""
        lines.append(f'<row r="{number}"{shown}>{cells}</row>')
    merges = "".join(f'<mergeCell ref="{one}"/>' for one in merged)
    sheet = (
        f'<worksheet xmlns="{_MAIN}"><dimension ref="A1"/><sheetData>{"".join(lines)}</sheetData>'
        + (f"<mergeCells>{merges}</mergeCells>" if merges else "")
        + "</worksheet>"
    )
    texts = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in shared)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPE}.sharedStrings+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="Feuil1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{texts}</sst>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def _cell(where: str, value: Any, shared: dict[str, int]) -> str:
    match value:
        case Formula(text):
            return f'<c r="{where}"><f>{escape(text.removeprefix("="))}</f><v>42</v></c>'
        case bool():
            return f'<c r="{where}" t="b"><v>{int(value)}</v></c>'
        case int() | float():
            return f'<c r="{where}"><v>{value!r}</v></c>'
        case _:
            return f'<c r="{where}" t="s"><v>{shared.setdefault(str(value), len(shared))}</v></c>'


def as_csv(*rows: Sequence[Any], separator: str = ";", encoding: str = "utf-8") -> bytes:
    """Rows as a spreadsheet saves them."""
    lines = [separator.join("" if cell is None else str(cell) for cell in row) for row in rows]
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


COLUMNS = [
    "reference",
    "cooperative",
    "category",
    "name_ar",
    "name_fr",
    "name_en",
    "unit",
    "net_content",
    "gtin",
    "recommended_price",
]
"""Those of `product_row`."""


def book_of(*rows: Mapping[str, Any], columns: Sequence[str] = COLUMNS, **said: Any) -> bytes:
    """Such rows as a workbook, below a row of codes."""
    told = [columns, *([row.get(code) for code in columns] for row in rows)]
    return workbook(dict(enumerate(told, 1)), **said)


def product_row(cooperative: str, number: int, **changes: Any) -> dict[str, Any]:
    """A product as a row, by column; valid in every respect."""
    return {
        "reference": f"A-{number:05}",
        "cooperative": cooperative,
        "category": "cereals-grain",
        "name_ar": f"شعير {number}",
        "name_fr": f"Orge {number}",
        "name_en": f"Barley {number}",
        "unit": "g",
        "net_content": 500,
        "gtin": "",
        "recommended_price": "120,50",
        **changes,
    }


@dataclass(slots=True)
class Exchange:
    """An officer of headquarters who imports and exports, at one instant."""

    at: datetime
    owner: str = ""

    def __post_init__(self) -> None:
        issued = issue_token(role=Role.REGISTRY_OFFICER, scope="network", label="exchange", issued_at=self.at)
        self.owner = f"token:{issued.row.pk}"

    @property
    def starter(self) -> Starter:
        return Starter(
            actor=self.owner, client="", session=None, allowed=None, counted_as=self.owner, language="fr"
        )

    def put(self, content: bytes) -> UUID:
        """A file that nothing uses yet."""
        kind = XLSX if content.startswith(b"PK") else CSV
        kept = bulk.keep_table(
            books=HQ_BOOKS, content=content, media_type=kind, owner=self.owner, client="", at=self.at
        )
        return UUID(str(kept.pk))

    def start_check(
        self, content: bytes, *, source: str = "amal", only_valid_rows: bool = False
    ) -> CatalogueImport:
        return exchange.start_check(
            file_id=self.put(content),
            source=source,
            only_valid_rows=only_valid_rows,
            field="checkCatalogueImport",
            starter=self.starter,
            at=self.at,
        )

    def check(self, content: bytes, **said: Any) -> CatalogueImport:
        """A check that has ended."""
        of = self.start_check(content, **said)
        self.work(of.check_operation_id)
        of.refresh_from_db()
        return of

    def start_import(self, of: CatalogueImport) -> CatalogueImport:
        return exchange.start_import(
            import_id=of.pk,
            digest=bytes(of.digest or b""),
            field="importCatalogue",
            starter=self.starter,
            at=self.at,
        )

    def take(self, of: CatalogueImport) -> CatalogueImport:
        """An import that has ended."""
        started = self.start_import(of)
        self.work(started.import_operation_id)
        of.refresh_from_db()
        return of

    def import_(self, content: bytes, **said: Any) -> CatalogueImport:
        """A file that was checked and imported."""
        return self.take(self.check(content, **said))

    def undo(self, of: CatalogueImport) -> CatalogueImport:
        """An undoing that has ended."""
        started = exchange.start_undo(
            import_id=of.pk, field="undoCatalogueImport", starter=self.starter, at=self.at
        )
        self.work(started.undo_operation_id)
        of.refresh_from_db()
        return of

    def export(self, format: TableFormat, *, source: str = "amal") -> bytes:
        operation = exchange.start_export(
            format=format, source=source, field="exportCatalogue", starter=self.starter, at=self.at
        )
        self.work(operation.pk)
        operation.refresh_from_db()
        assert operation.error_code == ""
        return files.content_of(operation.result_id, operation.result.media_type)

    def work(self, operation_id: Any) -> None:
        """What the worker does once it hears of the operation."""
        run_operation(now=self.at, operation=str(operation_id), books=HQ_BOOKS, clock=lambda: self.at)

    def report(self, of: CatalogueImport) -> list[dict[str, Any]]:
        """What the check's result says, row by row."""
        of.check_operation.refresh_from_db()
        return [json.loads(line) for line in files.content_of(of.check_operation.result_id).splitlines()]

    def faults(self, of: CatalogueImport) -> dict[int, list[tuple[str, str]]]:
        """By row, the column and the code of each fault."""
        return {
            row["row"]: [(fault["column"], fault["code"]) for fault in row["faults"]]
            for row in self.report(of)
            if row["outcome"] == "faulty"
        }


def counts(of: CatalogueImport) -> tuple[int, int, int, int]:
    """Created, updated, unchanged, faulty."""
    return of.created, of.updated, of.unchanged, of.faulty
