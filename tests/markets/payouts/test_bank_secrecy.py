"""Files of and for the bank at rest: sealed, never other than they were made, and tampering is found."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from bank import Bank
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from paying_by_bank import Desk, close_first, owe, say_bank
from transfer_orders import MARKET_RIB

from markets.payouts.bank import queries
from markets.payouts.bank.contents import BankFileTampered, seal_file
from markets.payouts.bank.models import BankAnswer, BankFile, BankFileDownload, BankSettings
from markets.payouts.models import PayoutAttempt, PayoutBatch
from shared_catalog.registry.models import Cooperative
from tenants.database.session import as_owner


@pytest.fixture
def desk(
    casablanca: str, make_cooperative: Callable[..., Cooperative], tmp_path: Path, now: datetime
) -> Desk:
    owe(make_cooperative(), 100_001, at=now)
    say_bank(at=now)
    bank = Bank(tmp_path)
    bank.open_account(MARKET_RIB)
    return Desk(bank, close_first())


@pytest.fixture
def batch(desk: Desk) -> PayoutBatch:
    return desk.send()


def tamper(column: str, value: bytes) -> None:
    """What only somebody beyond the market's login can do."""
    with as_owner("casablanca"), connection.cursor() as cursor:
        cursor.execute(f"UPDATE casablanca.payouts_bankfile SET {column} = %s", [value])


class TestAtRest:
    def test_no_account_and_no_name_can_be_read(self, desk: Desk, batch: PayoutBatch) -> None:
        desk.pay(batch)
        desk.bring_all()
        attempt = PayoutAttempt.objects.get()
        stored = [bytes(one.sealed) for one in (*BankFile.objects.all(), *BankAnswer.objects.all())]

        assert len(stored) == 4
        for words in (attempt.rib, MARKET_RIB, attempt.end_to_end_id, "<Document", "1000.01"):
            assert not any(words.encode() in content for content in stored)

    def test_the_same_file_is_sealed_otherwise_each_time(self, desk: Desk, batch: PayoutBatch) -> None:
        content = desk.take(batch)
        assert seal_file(content, batch_id=batch.id) != bytes(BankFile.objects.get().sealed)

    @pytest.mark.parametrize("model", [BankFile, BankFileDownload, BankAnswer, BankSettings])
    def test_the_market_itself_can_change_nothing(self, desk: Desk, batch: PayoutBatch, model: type) -> None:
        desk.pay(batch)
        desk.bring_all()
        key = model.objects.values_list("pk", flat=True)[0]  # type: ignore[attr-defined]
        for change in (
            lambda: model.objects.filter(pk=key).update(id=key),  # type: ignore[attr-defined]
            lambda: model.objects.filter(pk=key)._raw_delete("default"),  # type: ignore[attr-defined]
        ):
            with pytest.raises(ProgrammingError) as refusal, transaction.atomic():
                change()
            assert isinstance(refusal.value.__cause__, psycopg.errors.InsufficientPrivilege)


class TestTampering:
    def test_with_one_byte_is_found(self, desk: Desk, batch: PayoutBatch) -> None:
        sealed = bytearray(BankFile.objects.get().sealed)
        sealed[len(sealed) // 2] ^= 1
        assert list(queries.tampered()) == []
        tamper("sealed", bytes(sealed))

        with pytest.raises(BankFileTampered):
            desk.take(batch)
        assert list(queries.tampered()) == [BankFile.objects.get()]
        assert not BankFileDownload.objects.exists()

    def test_with_a_file_that_was_sealed_for_another_batch_is_found(
        self, desk: Desk, batch: PayoutBatch
    ) -> None:
        tamper("sealed", seal_file(desk.take(batch), batch_id=BankAnswer().id))
        with pytest.raises(BankFileTampered):
            desk.take(batch)

    def test_with_another_content_under_the_right_seal_is_found(self, desk: Desk, batch: PayoutBatch) -> None:
        """Somebody who holds the keys still cannot swap a file whose digest was told."""
        content = desk.take(batch).replace(b"1000.01", b"9000.01")
        tamper("sealed", seal_file(content, batch_id=batch.id))
        with pytest.raises(BankFileTampered):
            desk.take(batch)
        assert len(list(queries.tampered())) == 1

    def test_with_an_answer_is_found(self, desk: Desk, batch: PayoutBatch) -> None:
        desk.pay(batch)
        answer = desk.bring_all()[-1]
        with as_owner("casablanca"), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE casablanca.payouts_bankanswer SET sealed = '\\x00' WHERE id = %s", [answer.id]
            )

        assert [one.pk for one in queries.tampered()] == [answer.id]
        with pytest.raises(BankFileTampered):
            queries.statements_of(BankAnswer.objects.get(pk=answer.id))
