"""What the migrations make of accounts from before two people were needed."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from kernel.identifiers import rib_with_key
from shared_catalog.registry.models import PayeeAccount
from tenants.database.session import as_owner

BEFORE = ("registry", "0002_province_in_its_region")
AFTER = ("registry", "0003_accounts_by_two_people")


def migrate(target: tuple[str, str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as if committed: nothing waits to be checked
    MigrationExecutor(connection).migrate([target])


def old_account(nation: Any, cooperative_id: UUID, number: int, *, verified_by: str, last: bool) -> UUID:
    key = uuid4()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registry_payeeaccount (id, cooperative_id, holder, rib, recorded_at, recorded_by,"
            " verified_at, verified_by, superseded_at) VALUES (%s, %s, 'H', %s, %s, 'officer', %s, %s, %s)",
            [
                *(key, cooperative_id, rib_with_key(f"225810{number:016d}"), nation.at),
                *(nation.at if verified_by else None, verified_by, None if last else nation.at),
            ],
        )
    return key


@pytest.mark.deep  # migrations of before the first release, back and forth
def test_accounts_by_two_people_are_linked_and_only_those_stay_usable(nation: Any) -> None:
    """An account verified by who recorded it, then one verified by another, of the same cooperative."""
    cooperative_id = nation.applicant().id
    with as_owner(), transaction.atomic():
        migrate(BEFORE)
        keys = [
            old_account(nation, cooperative_id, 1, verified_by="officer", last=False),
            old_account(nation, cooperative_id, 2, verified_by="treasurer", last=True),
        ]
        migrate(AFTER)
        alone, by_two = (PayeeAccount.objects.get(id=key) for key in keys)

    assert (alone.verified_at, alone.verified_by) == (None, "")
    assert (by_two.verified_by, by_two.usable_from) == ("treasurer", by_two.verified_at)
    assert "before call-backs" in by_two.call_back_note
    assert (alone.replaces, by_two.replaces) == (None, alone)
