"""The market's audit: written by its own login, changed by nobody, and emptied in time."""

from datetime import datetime, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from markets.audit import operations as audit
from markets.audit.models import MarketAuditEntry, MarketAuditPersonal
from tenants.audit.types import Act, EntryKind, Origin


def write(at: datetime, action: str = "recordSale") -> MarketAuditEntry:
    origin = Origin(actor="person:1", at=at, through="client:2", request_id="r", address="192.0.2.7")
    act = Act(
        action=action, kind=EntryKind.READ, personal={"phone": ["06", "07"]}, reason="Khadija l'a demandé"
    )
    with transaction.atomic():
        return MarketAuditEntry.objects.get(pk=audit.record(act=act, origin=origin))


class TestAnEntry:
    def test_says_who_and_what_and_keeps_apart_from_where(self, casablanca: str, now: datetime) -> None:
        entry = write(now)

        assert (entry.actor, entry.through, entry.action, entry.at) == (
            "person:1",
            "client:2",
            "recordSale",
            now,
        )
        assert (entry.personal.address, entry.personal.said) == ("192.0.2.7", {"phone": ["06", "07"]})

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE market_audit_entry SET actor = 'somebody else'",
            "DELETE FROM market_audit_entry",
            "DELETE FROM market_audit_personal",
            "UPDATE market_audit_personal SET entry_id = gen_random_uuid()",
            "INSERT INTO public.audit_entry (id) VALUES (gen_random_uuid())",
            "SELECT * FROM public.audit_entry",
        ],
    )
    def test_is_changed_by_nobody_of_the_market(self, casablanca: str, now: datetime, statement: str) -> None:
        write(now)
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

    def test_is_written_with_what_it_records_or_not_at_all(self, live_market: str, now: datetime) -> None:
        from tenants.database.session import as_market

        with as_market(live_market), pytest.raises(AssertionError, match="together"):
            audit.record(act=Act(action="x"), origin=Origin(actor="y", at=now))


class TestForgetting:
    def test_empties_what_is_personal_and_leaves_the_entry(self, casablanca: str, now: datetime) -> None:
        old, young = write(now - timedelta(days=400)), write(now)
        year_ago = now - timedelta(days=365)

        assert audit.forget(before=year_ago, now=now) == 1
        assert audit.forget(before=year_ago, now=now) == 0

        gone = MarketAuditPersonal.objects.get(pk=old.pk)
        assert (gone.address, gone.said, gone.reason, gone.forgotten_at) == ("", {}, "", now)
        assert MarketAuditEntry.objects.get(pk=old.pk).actor == "person:1"
        assert MarketAuditPersonal.objects.get(pk=young.pk).address == "192.0.2.7"
