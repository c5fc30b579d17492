from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from kernel.identifiers import InvalidIdentifier, rib_with_key
from shared_catalog.registry import operations as registry
from shared_catalog.registry import queries
from shared_catalog.registry.models import PayeeAccount
from shared_catalog.registry.types import AccountDetails

OLD, NEW = rib_with_key("2258100123456789012345"), rib_with_key("2307800000112233445566")


def record(nation: Any, cooperative_id: UUID, rib: str, *, account_id: UUID | None = None) -> PayeeAccount:
    return registry.record_payee_account(
        account_id=account_id or uuid4(),
        cooperative_id=cooperative_id,
        account=AccountDetails(holder="Coopérative Al Amal", rib=rib),
        at=nation.at,
        actor="officer",
    )


class TestRecordPayeeAccount:
    def test_supersedes_the_account_before_and_keeps_it(self, nation: Any) -> None:
        known = nation.applicant()
        old, new = record(nation, known.id, OLD), record(nation, known.id, NEW)
        assert queries.payee_account(known.id) == new
        assert set(queries.payee_accounts(known.id)) == {old, new}
        assert PayeeAccount.objects.get(id=old.id).superseded_at == nation.at

    def test_gives_the_same_row_for_the_same_request(self, nation: Any) -> None:
        known, account_id = nation.applicant(), uuid4()
        record(nation, known.id, OLD, account_id=account_id)
        record(nation, known.id, OLD, account_id=account_id)
        assert PayeeAccount.objects.get().in_force

    def test_refuses_other_content_under_the_same_id(self, nation: Any) -> None:
        known, account_id = nation.applicant(), uuid4()
        record(nation, known.id, OLD, account_id=account_id)
        with pytest.raises(registry.IdReused):
            record(nation, known.id, NEW, account_id=account_id)
        assert PayeeAccount.objects.get().rib == OLD

    def test_refuses_a_wrong_rib(self, nation: Any) -> None:
        with pytest.raises(InvalidIdentifier):
            record(nation, nation.applicant().id, "225780000123456789012345")
        assert not PayeeAccount.objects.exists()

    def test_never_shows_the_whole_number_by_itself(self, nation: Any) -> None:
        account = record(nation, nation.applicant().id, OLD)
        assert OLD not in f"{account} {account!r} {account.masked_rib}"
        assert account.masked_rib.endswith(OLD[-4:])


class TestVerifyPayeeAccount:
    def test_remembers_who_saw_the_certificate_first(self, nation: Any) -> None:
        account = record(nation, nation.applicant().id, OLD)
        registry.verify_payee_account(account_id=account.id, at=nation.at, actor="treasurer")
        later = nation.at + timedelta(days=1)
        again = registry.verify_payee_account(account_id=account.id, at=later, actor="somebody")
        assert (again.verified_at, again.verified_by) == (nation.at, "treasurer")

    def test_refuses_a_superseded_account(self, nation: Any) -> None:
        known = nation.applicant()
        old = record(nation, known.id, OLD)
        record(nation, known.id, NEW)
        with pytest.raises(registry.AccountSuperseded):
            registry.verify_payee_account(account_id=old.id, at=nation.at, actor="treasurer")
        assert PayeeAccount.objects.get(id=old.id).verified_at is None
