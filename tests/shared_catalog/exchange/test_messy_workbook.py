"""A workbook as people really keep them: a title above a header of two rows, Arabic digits, commas, spaces,
formulas, duplicated barcodes, hidden rows; ten thousand rows, of which five hundred are faulty.
"""

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from exchanging import Exchange, counts, workbook

from kernel.identifiers import gtin_with_check
from shared_catalog.catalogue.models import Product
from shared_catalog.exchange.models import ExternalReference
from shared_catalog.exchange.types import Formula, ImportState, TableFormat
from shared_catalog.registry.models import Cooperative

ROWS, FAULTY, FIRST = 10_000, 500, 6
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")

TITLE = {1: ["جرد المنتوجات 2026 – Inventaire"]}
HEADER = {
    4: [
        "Réf.",
        "ICE",
        "Catégorie",
        "Désignation",
        None,
        None,
        "Unité",
        "Poids net",
        "Code-barres",
        "Prix",
        "Vu par",
    ],
    5: [None, None, None, "العربية", "français", "EN", None, None, None, "(DH)", None],
}
MERGED = ["A1:K1", "D4:F4", *(f"{column}4:{column}5" for column in "ABCGHI")]


def good(ice: str, number: int) -> list[Any]:
    """A row that is meant well; no two are written alike."""
    price = 10 + number % 900
    prices = [
        f"{price},50",
        f"{price}.5 DH",
        float(price) + 0.5,
        f"{price},50".translate(ARABIC),
        f" {price}٫5 ",
    ]
    content = 250 * (1 + number % 8)
    contents = [
        content,
        f"{content}".translate(ARABIC),
        float(content),
        f"{content / 1000}".replace(".", ","),
    ]
    gtin = gtin_with_check(f"611{number:09d}")
    gtins = [gtin, int(gtin), gtin.translate(ARABIC), f"{gtin[0]} {gtin[1:7]} {gtin[7:]}", None, float(gtin)]
    form = number % 4
    return [
        f"A-{number:05}" if number % 2 else number,
        int(ice) if number % 3 else ice,
        ("cereals-grain", "Céréales en grain", "حبوب (شعير، قمح، ذرة)", "CEREALS-GRAIN")[number % 4],
        f"شعير {number}".translate(ARABIC),
        f"Orge d'altitude n° {number}",
        f"Barley {number}",
        "kg" if form == 3 else ("g", "Gr.", "غ")[form % 3],
        contents[form],
        gtins[number % 6],
        prices[number % 5],
        "Fatima",
    ]


def spoilt(kind: int, row: list[Any], number: int) -> tuple[str | None, str]:
    """Spoil a row in one of ten ways; returns the column and the code that tell of it."""
    places = {
        "cooperative": 1,
        "category": 2,
        "name_ar": 3,
        "unit": 6,
        "net_content": 7,
        "gtin": 8,
        "recommended_price": 9,
    }
    ways: list[tuple[str | None, Any, str]] = [
        ("recommended_price", Formula(f"=H{number}*1.2"), "CELL_IS_FORMULA"),
        ("gtin", gtin_with_check(f"613{number // 40:09d}"), "DUPLICATE_IN_FILE"),
        ("category", "Divers", "NOT_FOUND"),
        ("cooperative", "001234567000089", "NOT_FOUND"),
        ("name_ar", " ", "INVALID_VALUE"),
        ("gtin", 6.11123456789012e17, "INVALID_VALUE"),
        ("recommended_price", "1.234", "INVALID_VALUE"),
        (None, None, "ROW_HIDDEN"),
        ("unit", "boîte", "INVALID_VALUE"),
        ("net_content", "-5", "INVALID_VALUE"),
    ]
    column, value, code = ways[kind]
    if column is not None:
        row[places[column]] = value
    return column, code


def messy(ice: str, count: int) -> tuple[bytes, dict[int, tuple[str | None, str]]]:
    """The workbook with so many rows, and by row the fault that it has."""
    rows: dict[int, list[Any]] = {**TITLE, **HEADER}
    expected: dict[int, tuple[str | None, str]] = {}
    for index in range(count):
        number = FIRST + index
        rows[number] = good(ice, index)
        if index % (ROWS // FAULTY) == 7:
            # Barcodes come twice each: rows 20 apart, so that those of one kind are in pairs.
            expected[number] = spoilt((index // 40) % 10, rows[number], number)
    hidden = [number for number, (_, code) in expected.items() if code == "ROW_HIDDEN"]
    rows |= {FIRST + count + empty: [None, "", "  "] for empty in range(1, 200)}
    return workbook(rows, merged=MERGED, hidden=hidden), expected


def test_is_told_of_row_by_row_and_imported(
    office: Exchange, amal: Cooperative, record_property: Callable[[str, object], None]
) -> None:
    content, expected = messy(amal.ice, ROWS)
    assert len(expected) == FAULTY and min(Counter(expected.values()).values()) == 50

    strict = office.start_check(content)
    started = time.perf_counter()
    wanted = office.check(content, only_valid_rows=True)
    checked = time.perf_counter()

    assert {row: told[0] for row, told in office.faults(wanted).items()} == expected
    assert all(len(told) == 1 for told in office.faults(wanted).values())
    assert counts(wanted) == (ROWS - FAULTY, 0, 0, FAULTY)
    assert wanted.unknown_columns == ["Vu par"]
    assert strict.state == ImportState.CHECKING and not Product.objects.exists()

    before = time.perf_counter()
    office.take(wanted)
    after = time.perf_counter()

    assert wanted.state == ImportState.IMPORTED, wanted.problem
    assert Product.objects.count() == ExternalReference.objects.count() == ROWS - FAULTY
    assert set(Product.objects.values_list("status", flat=True)) == {"draft"}
    record_property(
        "measured",
        f"exchange: {ROWS:,} rows checked in {checked - started:.1f} s, "
        f"{ROWS - FAULTY:,} products imported in {after - before:.1f} s",
    )


def test_is_exported_without_loss(office: Exchange, amal: Cooperative) -> None:
    content, expected = messy(amal.ice, ROWS // 20)
    office.import_(content, only_valid_rows=True)

    back = office.check(office.export(TableFormat.CSV))

    assert len(expected) == FAULTY // 20
    assert counts(back) == (0, 0, (ROWS - FAULTY) // 20, 0)
