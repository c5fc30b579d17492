"""What is personal is forgotten when its time is over, wherever it stands; the books stay as they were."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from applying import typed
from django.db import connection, transaction
from selecting import UNBOUND, Committee

from config import forgetting
from kernel.ids import new_id
from markets.audit import operations as market_audit
from markets.audit.models import MarketAuditEntry
from markets.reconciliation import operations as reconciliation
from markets.verification import queries as verification
from shared_catalog.applications import operations as applications
from shared_catalog.proposals.models import Proposal
from shared_catalog.registry import operations as registry
from shared_catalog.registry.models import Cooperative, CooperativeContact, PayeeAccount
from shared_catalog.registry.types import OfficerDetails, OfficerFunction
from tenants.audit import operations as audit
from tenants.audit.models import AuditEntry
from tenants.audit.types import Act, Origin
from tenants.database.session import as_hq, as_market, as_owner
from tenants.identity.operations import issue_token
from tenants.people.models import Invitation, Person, PersonDetails
from tenants.permissions import Role

MARK = "Khadija Zerhouni"
LONG = timedelta(days=366 * 11)


def occurrences(schema: str) -> list[str]:
    """The tables of a schema in whose rows the mark stands."""
    found = []
    with as_owner(schema), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [schema])
        for (table,) in cursor.fetchall():
            cursor.execute(
                f'SELECT count(*) FROM "{schema}"."{table}" AS row WHERE row::text LIKE %s', [f"%{MARK}%"]
            )
            if cursor.fetchone()[0]:
                found.append(table)
    return found


@pytest.fixture
def known(
    rollback: None,
    make_cooperative: Callable[..., Cooperative],
    sell: Callable[..., Any],
    make_goods: Callable[..., Any],
    now: datetime,
) -> Cooperative:
    """Somebody whose name stands wherever a name can, in a market that sold something."""
    with as_market("casablanca"):
        cooperative = make_cooperative()
        sell((make_goods(), 1))
        reconciliation.declare_cash_deposit(
            deposit_id=new_id(),
            business_date_of=now.date(),
            amount_minor=1_000,
            carried_by=MARK,
            reference="",
            at=now,
            actor="test",
        )
        with transaction.atomic():
            market_audit.record(act=act(), origin=Origin(actor="person:1", at=now, address="192.0.2.7"))
        Proposal.objects.create(
            id=new_id(),
            market_id="casablanca",
            kind="cooperative",
            content={},
            contact_name=MARK,
            fingerprint=b"x" * 32,
            proposed_at=now,
            proposed_by="person:1",
        )
    with as_hq():
        registry.appoint_officer(
            officer_id=new_id(),
            cooperative_id=cooperative.pk,
            details=OfficerDetails(
                function=OfficerFunction.DELEGATE, name=MARK, mandate_from=now.date(), email="k@example.ma"
            ),
            at=now,
            actor="person:1",
        )
        CooperativeContact.objects.update_or_create(
            pk=cooperative.pk,
            defaults={"name": MARK, "phone": "+212600000001", "email": f"{MARK}@example.ma"},
        )
        PayeeAccount.objects.filter(verified_at__isnull=False).update(
            call_back_note=f"{MARK}, au numéro connu", superseded_at=now
        )
        _apply(now)
        issue_token(role=Role.CASHIER, scope="casablanca", label=MARK, issued_at=now)
        person = Person.objects.create(id=new_id(), created_at=now)
        PersonDetails.objects.create(person=person, name=MARK, email="k@example.ma", updated_at=now)
        Invitation.objects.create(
            id=new_id(),
            secret_hash=b"x" * 32,
            name=MARK,
            email="k@example.ma",
            role=Role.CASHIER.value,
            scope="casablanca",
            invited_at=now,
            invited_by="person:1",
            expires_at=now + timedelta(days=7),
        )
        with transaction.atomic():
            audit.record(act=act(), origin=Origin(actor="person:1", at=now, address="192.0.2.7"))
    return cooperative


def _apply(now: datetime) -> None:
    """Somebody applies to a round without an account."""
    round_ = Committee(SimpleNamespace(at=now)).round(terms=UNBOUND)
    said: dict[str, Any] = {"address": "192.0.2.7", "at": now}
    draft = applications.start(round_id=round_.id, language="fr", **said).application
    contact = {"contact_name": MARK, "contact_phone": "0600000001", "contact_email": "k@example.ma"}
    applications.save(application_id=draft.id, typed=typed(**contact), **said)
    applications.submit(application_id=draft.id, consented=True, at=now)


def act() -> Act:
    return Act(action="updateCooperative", personal={"contact_name": ["", MARK]}, reason=MARK)


def forget(now: datetime) -> dict[str, int]:
    with as_hq():
        here = forgetting.forget_at_headquarters(now=now)
    with as_market("casablanca"):
        there = forgetting.forget_in_market(now=now)
    return {**here, **{f"market {name}": count for name, count in there.items()}}


def leave(now: datetime) -> None:
    """The cooperative leaves the network, and the person the house."""
    with as_hq():
        Cooperative.objects.update(status="retired", retired_at=now)
        Person.objects.update(disabled_at=now)


class TestForgetting:
    def test_leaves_what_is_still_needed(self, known: Cooperative, now: datetime) -> None:
        assert not any(forget(now + timedelta(days=1)).values())
        assert len(occurrences("public")) >= 5 and occurrences("casablanca")
        with as_hq():
            assert AuditEntry.objects.count() == 1

    def test_leaves_no_trace_of_anybody_once_all_is_over(self, known: Cooperative, now: datetime) -> None:
        leave(now)
        assert {"market_audit_personal", "reconciliation_cashdeposit"} <= set(occurrences("casablanca"))

        forgotten = forget(now + LONG)

        assert all(forgotten.values()), forgotten
        assert occurrences("public") == [] and occurrences("casablanca") == []
        assert not any(forget(now + LONG).values()), "twice is once"

    def test_is_itself_in_the_audit(self, known: Cooperative, now: datetime) -> None:
        leave(now)
        forget(now + LONG)

        with as_hq():
            entry = AuditEntry.objects.latest("at")
        with as_market("casablanca"):
            there = MarketAuditEntry.objects.latest("at")
        assert entry.action == there.action == "personalData.forget"
        assert entry.changes["persons"] == [None, 1] and there.changes["carriers of cash"] == [None, 1]

    def test_leaves_the_books_as_they_were(self, known: Cooperative, now: datetime) -> None:
        leave(now)
        forget(now + LONG)

        with as_market("casablanca"):
            assert [found.name for found in verification.findings() if not found.holds] == []
