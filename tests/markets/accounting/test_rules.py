"""The file of a journal, its span, and the names of things."""

from dataclasses import replace
from datetime import date

import pytest

from kernel.errors import InvalidValue
from kernel.halfmonth import HalfMonth
from markets.accounting import rules
from markets.accounting.types import Encoding, JournalLine, Layout, MappedKind
from markets.ledger.types import AccountKind, EntryKind

NOVEMBER = HalfMonth(2026, 11, 1)
DEBIT = JournalLine(
    journal="VT",
    day=date(2026, 11, 3),
    piece="VT2026111-00001",
    document_day=date(2026, 10, 31),
    account="5161",
    auxiliary="",
    label="Retour reçu; à l'accueil",
    debit_minor=123_405,
    credit_minor=0,
    reference="r-1",
)
CREDIT = replace(DEBIT, account="4488", auxiliary="C0042", debit_minor=0, credit_minor=123_405)


def written(*lines: JournalLine, encoding: Encoding = Encoding.UTF_8) -> bytes:
    parts: list[bytes] = []
    rules.write_csv(lines, encoding=encoding, write=parts.append)
    return b"".join(parts)


class TestFile:
    def test_has_semicolons_decimal_commas_a_header_and_a_mark(self) -> None:
        assert written(DEBIT, CREDIT).decode("utf-8") == (
            "\ufeffjournal;date;piece;date_piece;compte;auxiliaire;libelle;debit;credit;reference\r\n"
            'VT;03/11/2026;VT2026111-00001;31/10/2026;5161;;"Retour reçu; à l\'accueil";1234,05;;r-1\r\n'
            'VT;03/11/2026;VT2026111-00001;31/10/2026;4488;C0042;"Retour reçu; à l\'accueil";;1234,05;r-1\r\n'
        )

    def test_in_the_other_encoding_says_the_same(self) -> None:
        other = written(DEBIT, CREDIT, encoding=Encoding.CP1252)

        assert other.decode("cp1252") == written(DEBIT, CREDIT).decode("utf-8-sig")
        assert b"re\xe7u" in other

    def test_is_marked_once_however_long(self) -> None:
        many = [replace(line, piece=str(n)) for n in range(1_200) for line in (DEBIT, CREDIT)]

        assert written(*many).count("\ufeff".encode()) == 1
        assert written(*many).count(b"\r\n") == 2_401

    def test_tells_its_sums(self) -> None:
        found = rules.write_csv([DEBIT, CREDIT], encoding=Encoding.UTF_8, write=len)

        assert (found.lines, found.debit_minor, found.credit_minor) == (2, 123_405, 123_405)

    def test_is_not_written_when_a_piece_does_not_balance(self) -> None:
        other = replace(CREDIT, piece="VT2026111-00002")

        with pytest.raises(AssertionError, match="VT2026111-00001"):
            written(DEBIT, other)

    @pytest.mark.parametrize(
        ("last", "draft", "name"),
        [
            (NOVEMBER, False, "journal-casablanca-2026111-jour.csv"),
            (NOVEMBER.next(), True, "journal-casablanca-2026111-2026112-jour-brouillon.csv"),
        ],
    )
    def test_is_named_by_what_it_holds(self, last: HalfMonth, draft: bool, name: str) -> None:
        covered = rules.span(NOVEMBER, last)

        assert rules.file_name("casablanca", covered, layout=Layout.DAILY, draft=draft) == name


class TestSpan:
    def test_is_a_year_at_most(self) -> None:
        rules.span(NOVEMBER, HalfMonth(2027, 10, 2))

        with pytest.raises(InvalidValue):
            rules.span(NOVEMBER, HalfMonth(2027, 11, 1))

    def test_is_in_its_order(self) -> None:
        with pytest.raises(InvalidValue):
            rules.span(NOVEMBER.next(), NOVEMBER)


class TestWords:
    @pytest.mark.parametrize("kind", EntryKind)
    def test_name_every_kind_of_entry(self, kind: EntryKind) -> None:
        assert rules.label(kind, day=date(2026, 11, 3), document_day=date(2026, 11, 3))

    def test_tell_the_true_day_of_what_was_learnt_late(self) -> None:
        said = rules.label(EntryKind.SALE, day=date(2026, 11, 1), document_day=date(2026, 10, 31))

        assert said == "Vente (fait du 31/10/2026)"

    def test_cover_every_kind_of_account(self) -> None:
        mapped = {kind.value for kind in AccountKind} - {AccountKind.CLEARING.value} | {"card", "stripe"}

        assert mapped <= {kind.value for kind in MappedKind}
        assert set(rules.DECIDING) == set(MappedKind)
