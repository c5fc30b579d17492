"""Statements on paper: every glyph there, the same bytes everywhere, and a page that looks as it did."""

import hashlib
import io
import json
import os
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat
from statement_samples import document, held, rows

from kernel import display
from markets.documents import glyphs, layout, paper, wording
from markets.documents.types import DetailRow, MessageKind, Names, Recipient
from markets.settlement.types import ReasonCode

PAGES = Path(__file__).parent / "pages"
TESTS = Path(__file__).parents[2]
SEED = Path(paper.__file__).parents[2] / "shared_catalog" / "seed" / "data"
PPI = 45

HELD = held(
    document(12),
    {"code": "recent_account_change", "amount_minor": None, "until": "2026-11-24", "note": ""},
    {"code": "dispute", "amount_minor": 45_000, "until": None, "note": ""},
    {"code": "held", "amount_minor": None, "until": "2026-12-01", "note": "En attente du bon n° 12"},
)
OWING = document(details=[], count=0, corrections=[], opening_minor=-5_000_000)
LATE = document(
    details=[
        DetailRow(
            day=date(2026, 10, 12), product=rows(1)[0].product, quantity=1, amount_minor=9, fee_minor=0
        ),
        *rows(60),
    ]
)
LOOKS = {"plain": document(40), "held": HELD, "owing": OWING, "late": LATE}


def texts(value: Any) -> Iterator[str]:
    """Every text in plain JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)


def all_that_may_be_printed() -> set[str]:
    """The characters of all wording, of all days, of what the pages above show, and of the nation's names."""
    found = [text for looks in LOOKS.values() for text in texts(layout.page_of(looks) | {"qr": ""})]
    found += [label for names in wording.LABELS.values() for label in (names.ar, names.fr)]
    for code in ReasonCode:
        said = wording.reason({"code": code.value, "amount_minor": -1, "until": "2026-01-01", "note": "x"})
        found += [said.ar, said.fr]
    for month in range(1, 13):
        for day in range(1, 8):
            found += [display.weekday_and_day(date(2026, month, day), language) for language in ("ar", "fr")]
    for name in ("names", "goods", "categories", "territory"):
        found += texts(json.loads((SEED / f"{name}.json").read_text(encoding="utf-8")))
    return {character for text in found for character in text}


class TestFont:
    @pytest.mark.parametrize("path", sorted(paper.FONTS.glob("*.ttf")), ids=lambda path: path.stem)
    def test_has_a_glyph_for_all_that_may_be_printed(self, path: Path) -> None:
        known = TTFont(path).getBestCmap()
        missing = {
            character
            for character in all_that_may_be_printed()
            if ord(character) not in known and unicodedata.category(character) not in ("Cf", "Zs", "Cc")
        }
        assert missing == set()

    def test_has_what_its_coverage_says_in_every_weight(self) -> None:
        cmaps = [set(TTFont(path).getBestCmap()) for path in paper.FONTS.glob("*.ttf")]
        assert glyphs.covered() == {code for code in set.intersection(*cmaps) if code >= 32}

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("Coopérative «L'Étoile»", "Coopérative «L'Étoile»"),
            ("تعاونية الأركان", "تعاونية الأركان"),
            ("ⵜⴰⵎⵓⵏⵜ", "tamunt"),
            ("Te\u0301touan", "Tétouan"),
            ("Şehṭ", "Seht"),
            ("a\u202eb\x00c", "ab c"),
        ],
    )
    def test_shows_names_in_other_letters_in_its_own(self, text: str, shown: str) -> None:
        assert glyphs.printable(text) == shown

    def test_is_one_family_under_a_free_licence(self) -> None:
        families = {str(TTFont(path)["name"].getBestFamilyName()) for path in paper.FONTS.glob("*.ttf")}
        assert families == {"IBM Plex Sans Arabic"}
        assert "SIL OPEN FONT LICENSE Version 1.1" in (paper.FONTS / "OFL.txt").read_text()
        template = paper.TEMPLATE.read_text(encoding="utf-8")
        assert '#let family = "IBM Plex Sans Arabic"' in template and "fallback: false" in template


class TestPdf:
    def test_is_the_same_in_another_process_with_another_time_and_place(self, tmp_path: Path) -> None:
        program = (
            "import hashlib, sys; sys.path.insert(0, sys.argv[1])\n"
            "from statement_samples import document\n"
            "from markets.documents import paper\n"
            "print(hashlib.sha256(paper.pdf_of(document(40))).hexdigest())"
        )
        here = hashlib.sha256(paper.pdf_of(document(40))).hexdigest()
        env = os.environ | {
            "TZ": "Asia/Tokyo",
            "LC_ALL": "C",
            "HOME": str(tmp_path),
            "SOURCE_DATE_EPOCH": "7",
        }
        there = subprocess.run(
            [sys.executable, "-c", program, str(TESTS)],
            cwd=tmp_path,
            env=env,
            check=True,
            capture_output=True,
            text=True,
        )
        assert there.stdout.strip() == here
        assert paper.pdf_of(document(40)) == paper.pdf_of(document(40))

    def test_has_the_hash_of_its_edition(self) -> None:
        """Papers in people's hands have these hashes. Who changes what a page looks like or what it says
        counts `paper.EDITION` up and adds a line here.
        """
        hashes = json.loads((PAGES / "editions.json").read_text())
        made = {name: hashlib.sha256(paper.pdf_of(looks)).hexdigest() for name, looks in LOOKS.items()}
        assert hashes[paper.EDITION] == made

    def test_is_another_for_another_statement(self) -> None:
        assert paper.pdf_of(document(40)) != paper.pdf_of(document(41))

    def test_is_of_the_archivable_kind_and_of_the_day_of_issue(self) -> None:
        pdf = paper.pdf_of(HELD)
        assert b"<pdfaid:part>2</pdfaid:part>" in pdf and b"D:20261116" in pdf

    def test_can_be_of_any_instant(self) -> None:
        """A statement is issued at a microsecond, as clocks tell them; PDF knows seconds."""
        issued = replace(HELD, issued_at=HELD.issued_at.replace(microsecond=123_456))
        assert paper.pdf_of(issued) == paper.pdf_of(HELD)

    def test_takes_little_time(self, capsys: pytest.CaptureFixture[str]) -> None:
        paper.pdf_of(document(3))  # the font is read, and the template
        many = document(500, details=rows(500))
        began = time.perf_counter()
        pdf = paper.pdf_of(many)
        milliseconds = (time.perf_counter() - began) * 1000
        pages = len(paper.png_pages_of(many, ppi=20))
        with capsys.disabled():
            print(
                f"\n500 lines: {pages} pages, {len(pdf) / 1024:.0f} KiB, {milliseconds / pages:.0f} ms a page"
            )
        assert pages >= 10 and milliseconds / pages < 1000

    @pytest.mark.parametrize(
        "name",
        [
            '#panic("no") #sys.inputs',
            "$x^2$ _a_ *b* `c` <d> @e \\f // g",
            "\"quotes\" 'and' {braces} [brackets]",
            '#include "/etc/passwd"',
            "W" * 160,
            "ب" * 160,
            "\u202eright to left",
            "line\nbreak\ttab",
            "漢字 🌿",
            "",
        ],
    )
    def test_shows_any_name_as_text(self, name: str) -> None:
        whole = document(3)
        names = Names(fr=name, ar=name)
        recipient = Recipient(code="C1", names=names, ice="0", account="")
        details = [replace(row, product=names) for row in whole.details]
        assert paper.pdf_of(replace(whole, recipient=recipient, details=details)).startswith(b"%PDF-")

    @settings(max_examples=25, deadline=None)
    @given(st.text(max_size=160), st.text(max_size=160))
    def test_shows_any_text_whatever(self, name: str, reason: str) -> None:
        whole = held(document(2), {"code": "held", "amount_minor": None, "until": None, "note": reason})
        recipient = replace(whole.recipient, names=Names(fr=name, ar=name))
        assert paper.pdf_of(replace(whole, recipient=recipient)).startswith(b"%PDF-")


class TestPages:
    @pytest.mark.parametrize("name", LOOKS)
    def test_look_as_they_did(self, name: str) -> None:
        """To accept another look: delete the pictures, run this once, and look at them."""
        for number, png in enumerate(paper.png_pages_of(LOOKS[name], ppi=PPI)[:2], 1):
            kept = PAGES / f"{name}-{number}.png"
            if not kept.exists():
                kept.write_bytes(png)
                pytest.fail(f"{kept.name} was missing and has been made: look at it")
            made, before = (Image.open(io.BytesIO(one)).convert("RGB") for one in (png, kept.read_bytes()))
            assert made.size == before.size
            difference = ImageStat.Stat(ImageChops.difference(made, before)).mean
            assert max(difference) < 0.5, f"{kept.name} looks different"

    def test_are_a_summary_and_what_the_details_take(self) -> None:
        assert len(paper.png_pages_of(OWING, ppi=20)) == 2
        assert len(paper.png_pages_of(document(40), ppi=20)) == 3


class TestMessages:
    @pytest.mark.parametrize("kind", list(MessageKind))
    @pytest.mark.parametrize("amount_minor", [0, 123_456])
    def test_say_the_same_in_both_languages(self, kind: MessageKind, amount_minor: int) -> None:
        said = wording.message(
            kind,
            number="OASIS-000001",
            amount_minor=amount_minor,
            day=date(2026, 11, 16),
            url="https://x/s/1/t",
        )
        for text in (said.ar, said.fr):
            assert "OASIS-000001" in text and text.endswith("https://x/s/1/t")
            assert ("1.234,56" in text) == bool(amount_minor)
