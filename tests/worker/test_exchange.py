"""An import on real logins, whose process is killed (kill -9) wherever it hurts."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from crashing import Nursery
from django.db import connection
from django.db.models import Model
from exchanging import Exchange, book_of, counts, product_row
from psycopg.sql import SQL, Identifier

from kernel import clock
from kernel.identifiers import ice_with_key
from kernel.ids import new_id
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue.models import Barcode, Category, Product
from shared_catalog.exchange.models import CatalogueImport, ExternalReference, ImportedRow
from shared_catalog.exchange.types import ImportState
from shared_catalog.registry import operations as registry
from shared_catalog.registry.models import (
    CodeSeries,
    Cooperative,
    CooperativeContact,
    CooperativeHistory,
    Province,
    Region,
)
from shared_catalog.registry.types import Contact, CooperativeDetails, Group, Kind, Members, Names
from shared_catalog.seed import reference
from tenants.bulk.models import BulkFile, BulkOperation, BulkPiece
from tenants.database.session import as_hq, as_owner, close_connections
from tenants.events.models import NetworkEvent
from tenants.identity.models import ApiToken

IMPORT_AND_HALT = Path(__file__).with_name("import_and_halt.py")
WRITTEN: Sequence[type[Model]] = (
    ImportedRow,
    ExternalReference,
    CatalogueImport,
    BulkPiece,
    BulkOperation,
    BulkFile,
    Barcode,
    Product,
    CooperativeHistory,
    CooperativeContact,
    Cooperative,
    CodeSeries,
    Category,
    Province,
    Region,
    NetworkEvent,
    ApiToken,
)
"""What this test commits in the public schema, each before what it points to."""


@pytest.fixture
def amal(network_database: None) -> Iterator[Cooperative]:
    """A nation with a cooperative, committed, and taken away at the end."""
    now, said = clock.now(), {"actor": "test"}
    with as_owner():
        kept = _rows()
    with as_hq():
        registry.load_territory(data=reference.territory(), at=now)
        catalogue.load_categories(data=reference.categories(), at=now)
        details = CooperativeDetails(
            names=Names(ar="الأمل", fr="Al Amal", en="Al Amal"),
            group=Group.TERROIR,
            kind=Kind.COOPERATIVE,
            region_code="MA-09",
            province_code="MA-TAR",
            ice=ice_with_key("0000000010001"),
            register_number="12/2015",
            register_court="Taroudannt",
            founded_on=now.date(),
            members=Members(women=20, men=4, youth=6, rural=24, as_of=now.date()),
            contact=Contact(name="la présidente"),
        )
        key = new_id()
        registry.register_cooperative(cooperative_id=key, details=details, at=now, **said)
        yield Cooperative.objects.get(pk=key)
    close_connections()
    with as_owner():
        _remove_others_than(kept)
        assert _rows() == kept


def _rows() -> dict[type[Model], set[Any]]:
    return {model: set(model._default_manager.values_list("pk", flat=True)) for model in WRITTEN}


def _remove_others_than(kept: dict[type[Model], set[Any]]) -> None:
    with connection.cursor() as cursor:
        for model, keys in kept.items():
            cursor.execute(
                SQL("DELETE FROM {} WHERE NOT {}::text = ANY(%s)").format(
                    Identifier(model._meta.db_table), Identifier(str(model._meta.pk.column))
                ),
                [[str(key) for key in keys]],
            )


def state_of(key: UUID) -> tuple[str, int, int, int, int]:
    with as_hq():
        return (
            CatalogueImport.objects.get(pk=key).state,
            Product.objects.count(),
            ExternalReference.objects.count(),
            ImportedRow.objects.count(),
            NetworkEvent.objects.filter(name="product.drafted").count(),
        )


def test_an_import_is_whole_or_not_there_wherever_its_process_is_killed(amal: Cooperative) -> None:
    office = Exchange(at=clock.now())
    rows = [product_row(amal.code, number) for number in range(30)]
    of = office.check(book_of(*rows))
    operation = str(office.start_import(of).import_operation_id)
    nothing, everything = (ImportState.CHECKED, 0, 0, 0, 0), (ImportState.IMPORTED, 30, 30, 30, 30)
    close_connections()
    seen, kills = set(), 0
    with Nursery(IMPORT_AND_HALT) as nursery:
        for place in (*range(9, 200, 17), 0):
            ended = nursery.killed_at(place, operation, str(2 * (kills + 1)))
            seen.add(state_of(of.pk))
            if ended is not None:
                break
            kills += 1
    assert kills > 3
    assert seen == {nothing, everything}
    with as_hq():
        of.refresh_from_db()
        assert of.import_operation.status == "completed" and counts(of) == (30, 0, 0, 0)
        assert [row["outcome"] for row in office.report(of)] == ["created"] * 30
        assert not BulkPiece.objects.filter(operation=of.import_operation).exists()
