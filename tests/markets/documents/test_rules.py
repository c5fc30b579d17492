"""A statement as CSV and sealed JSON."""

import csv
import hashlib
import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statement_samples import HALF, document, sealed

from markets.documents import rules
from markets.documents.types import Correction, Language, Names
from tenants.messages import sending

WHOLE = document(40, opening_minor=-12_345)


def read_csv(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def centimes(text: str) -> int:
    return int(text.replace(",", ""))


class TestCsv:
    def test_adds_up_to_the_net(self) -> None:
        rows = read_csv(rules.csv_of(WHOLE))
        total = sum(centimes(row["montant"]) - centimes(row["commission"]) for row in rows)
        assert total == WHOLE.amounts.net_minor
        assert {row["nature"] for row in rows} == {"report", "vente", "retour", "correction"}

    def test_is_written_as_spreadsheets_read_it(self) -> None:
        first, second, *_ = rules.csv_of(WHOLE).decode("utf-8-sig").split("\r\n")[1:]
        assert first == "CASABLANCA-000123;C0042;report;2026-11-01;;;;-123,45;0,00"
        assert second.startswith("CASABLANCA-000123;C0042;vente;2026-11-01;Huile d'argan alimentaire;")

    @given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
    def test_keeps_any_text_in_its_cell_and_never_as_a_formula(self, text: str) -> None:
        correction = Correction(day=HALF.first_day, reason=text, amount_minor=0)
        row = read_csv(rules.csv_of(replace(WHOLE, corrections=[correction])))[-1]
        assert row["produit"].removeprefix("'") == text.removeprefix("'")
        assert not row["produit"].startswith(("=", "+", "-", "@"))


class TestJson:
    def test_lets_anybody_compute_the_digest_again(self) -> None:
        found = json.loads(rules.json_of(WHOLE))
        text = json.dumps(found["content"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert hashlib.sha256("\n".join(found["lines"]).encode()).hexdigest() == found["content"]["lines"]
        assert hashlib.sha256(text.encode()).hexdigest() == found["digest"] == WHOLE.sealed.digest.hex()

    def test_is_the_same_bytes_each_time(self) -> None:
        assert rules.json_of(WHOLE) == rules.json_of(document(40, opening_minor=-12_345))


class TestSeal:
    def test_holds_for_what_was_sealed(self) -> None:
        assert rules.is_sealed(sealed(number=1))

    def test_breaks_with_a_changed_amount_or_line(self) -> None:
        whole = sealed(number=1, net_minor=100)
        assert not rules.is_sealed(replace(whole, content=dict(whole.content) | {"net_minor": 101}))
        assert not rules.is_sealed(replace(whole, lines=("sale 1001 1", "fee -50 2")))

    def test_is_of_details_that_add_up(self) -> None:
        assert rules.difference_minor(WHOLE) == 0
        assert rules.difference_minor(replace(WHOLE, details=WHOLE.details[1:])) != 0


class TestTries:
    def test_wait_longer_each_time_up_to_six_hours(self) -> None:
        minutes = [rules.wait_after(n).total_seconds() / 60 for n in range(1, sending.ATTEMPTS + 1)]
        assert minutes == [5, 10, 20, 40, 80, 160, 320, 360]


@pytest.mark.parametrize(
    ("language", "text"), [(Language.ARABIC, "ا"), (Language.FRENCH, "a"), (Language.BOTH, "ا\n\na")]
)
def test_a_text_is_sent_in_the_languages_of_its_channel(language: Language, text: str) -> None:
    assert rules.text_in(Names(ar="ا", fr="a"), language) == text
