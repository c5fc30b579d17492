"""An import on real logins, whose process is killed (kill -9) wherever it hurts."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from crashing import Nursery
from exchanging import Exchange, book_of, counts, product_row

from kernel import clock
from kernel.identifiers import ice_with_key
from kernel.ids import new_id
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue.models import Product
from shared_catalog.exchange.models import CatalogueImport, ExternalReference, ImportedRow
from shared_catalog.exchange.types import ImportState
from shared_catalog.registry import operations as registry
from shared_catalog.registry.models import Cooperative
from shared_catalog.registry.types import Contact, CooperativeDetails, Group, Kind, Members, Names
from shared_catalog.seed import reference
from tenants.bulk.models import BulkPiece
from tenants.database.session import as_hq, close_connections
from tenants.events.models import NetworkEvent

IMPORT_AND_HALT = Path(__file__).with_name("import_and_halt.py")


@pytest.fixture
def amal(committed_nation: None) -> Iterator[Cooperative]:
    """A nation with a cooperative, committed."""
    now, said = clock.now(), {"actor": "test"}
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
