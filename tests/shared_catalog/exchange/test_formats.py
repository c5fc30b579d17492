"""Files: what is written is read back as it was, and what is no table is refused."""

import io
import zipfile
from typing import Any

import pytest
from exchanging import as_csv, workbook
from hypothesis import given, settings
from hypothesis import strategies as st

from shared_catalog.exchange import rules
from shared_catalog.exchange.formats import READ, WRITE
from shared_catalog.exchange.formats._xlsx import LARGEST_UNPACKED
from shared_catalog.exchange.types import Formula, TableFormat

# What PostgreSQL can hold: no NUL, no halves of surrogate pairs.
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), min_size=1, max_size=30)
RISKY = st.sampled_from(
    ["=1+1", "+212", "-1", "@x", "'", "'=x", "\t1", "a\r\nb", "_x000D_", "#N/A", "0012", " x"]
)


def written(format: TableFormat, rows: list[list[Any]]) -> bytes:
    out = io.BytesIO()
    WRITE[format](out, ["a", "b"], [True, False], rows)
    return out.getvalue()


@pytest.mark.parametrize("format", TableFormat)
@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(TEXT | RISKY, TEXT | RISKY), min_size=1, max_size=5))
def test_every_text_comes_back_as_it_was(format: TableFormat, rows: list[tuple[str, str]]) -> None:
    sheet = READ[format](written(format, [list(row) for row in rows]))

    back = [[rules.unshielded(str(line.cells[place])) for place in (1, 2)] for line in sheet.lines[1:]]
    assert back == [list(row) for row in rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_read_in_the_encodings_of_morocco(encoding: str, separator: str) -> None:
    texts = ["Épices à l'ancienne"] if encoding == "cp1252" else ["Miel de forêt", "عسل الغابة"]

    [line] = READ[TableFormat.CSV](as_csv(texts, separator=separator, encoding=encoding)).lines

    assert list(line.cells.values()) == texts


def test_csv_of_two_encodings_marks_what_it_cannot_read() -> None:
    mixed = as_csv(["Forêt", "x"]) + as_csv(["Forêt", "عسل"], encoding="cp1256") + as_csv(["Thé", "عسل"])

    lines = READ[TableFormat.CSV](mixed).lines

    assert [["\ufffd" in str(cell) for cell in line.cells.values()] for line in lines] == [
        [False, False],
        [True, True],
        [False, False],
    ]


def test_workbooks_tell_formulas_hidden_rows_and_merged_cells() -> None:
    content = workbook({2: ["a", Formula("=B1*2")], 4: ["b", True, 1.5]}, merged=["A2:B2"], hidden=[4])

    sheet = READ[TableFormat.XLSX](content)

    assert [(line.number, dict(line.cells), line.hidden) for line in sheet.lines] == [
        (2, {1: "a", 2: Formula("=B1*2")}, False),
        (4, {1: "b", 2: True, 3: 1.5}, True),
    ]
    assert [(one.first_row, one.last_column) for one in sheet.merged] == [(2, 2)]


def bomb(*, unpacked: int) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w") as part,
    ):
        for _ in range(unpacked // 2**20 + 1):
            part.write(b" " * 2**20)
    return out.getvalue()


def with_part(content: bytes, name: str, text: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.namelist():
            new.writestr(one, text if one == name else old.read(one))
    return out.getvalue()


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>'


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"PK\x03\x04", "it is no workbook (XLSX)"),
        (b"not a zip", "it is no workbook (XLSX)"),
        (bomb(unpacked=LARGEST_UNPACKED), "it is too large when unpacked"),
        (with_part(workbook({1: ["a"]}), "xl/sharedStrings.xml", ENTITIES), "it is no workbook (XLSX)"),
        (
            with_part(workbook({1: ["a"]}), "xl/worksheets/sheet1.xml", "<worksheet"),
            "it is no workbook (XLSX)",
        ),
        (workbook({1: ["a"] * 101}), "more than 100 columns"),
        (
            workbook({n: ["a"] for n in range(1, 250_000, 50_000)}, merged=["A1:A1048576"]),
            "too many cells are merged",
        ),
    ],
)
def test_what_is_no_workbook_or_a_hostile_one_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(rules.TableUnreadable) as refused:
        READ[TableFormat.XLSX](content)

    assert refused.value.params["reason"] == why
