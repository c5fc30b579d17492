from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from kernel.errors import InvalidValue, NotFound
from kernel.identifiers import InvalidIdentifier
from kernel.versions import VersionConflict
from shared_catalog.registry import operations as registry
from shared_catalog.registry.models import IdentityChange, LegalIdentity, Officer
from shared_catalog.registry.types import Contact, LegalDetails, OfficerDetails, OfficerFunction
from tenants.database.claims import was_done_before
from tenants.database.session import as_market
from tenants.events.models import NetworkEvent

YEAR = timedelta(days=366)
LEGAL = LegalDetails(
    designation="COOPERATIVE AL AMAL",
    tax_id="١٢٣٤ ٥٦٧٨",
    registered_on=date(2015, 4, 1),
    central_register_number="ODCO-1789",
    seat_address="Douar Aït Ali",
    postal_code="83 000",
    locality="Taroudannt",
)
DELEGATE = OfficerDetails(
    function=OfficerFunction.DELEGATE,
    name="Fatima B.",
    phone="0661 23 45 67",
    email="fatima@example.ma",
    mandate_from=date(2026, 1, 1),
)


def say(nation: Any) -> dict[str, Any]:
    return {"at": nation.at, "actor": "officer"}


class TestLegalIdentity:
    def test_is_written_one_way_and_what_it_said_before_is_kept(self, nation: Any) -> None:
        key = nation.applicant().id
        first = registry.set_legal_identity(
            cooperative_id=key, details=LEGAL, expected_version=0, **say(nation)
        )
        assert (first.tax_id, first.postal_code, first.version) == ("12345678", "83000", 1)
        again = registry.set_legal_identity(
            cooperative_id=key, details=LEGAL, expected_version=0, **say(nation)
        )
        assert again.version == 1
        moved = LegalDetails(**{**vars_of(LEGAL), "seat_address": "Avenue Bir Anzarane, 4"})
        registry.set_legal_identity(cooperative_id=key, details=moved, expected_version=1, **say(nation))

        last = IdentityChange.objects.order_by("-id").first()
        assert last is not None
        assert (last.before, last.after, last.actor) == (
            {"seat_address": "Douar Aït Ali"},
            {"seat_address": "Avenue Bir Anzarane, 4"},
            "officer",
        )

    @pytest.mark.parametrize(
        ("said", "refused"),
        [
            ({"tax_id": "123456"}, InvalidIdentifier),
            ({"tax_id": "0000000"}, InvalidIdentifier),
            ({"postal_code": "2025"}, InvalidIdentifier),
            ({"trade_register_number": "412 098"}, InvalidValue),
            ({"trade_register_number": "12A", "trade_register_court": "Agadir"}, InvalidIdentifier),
            ({"registered_on": date(2026, 12, 1)}, InvalidValue),
            ({"registered_on": date(2015, 2, 1)}, InvalidValue),
            ({"designation": "x" * 201}, InvalidValue),
        ],
    )
    def test_is_refused_where_it_is_none(
        self, nation: Any, said: dict[str, Any], refused: type[Exception]
    ) -> None:
        with pytest.raises(refused):
            registry.set_legal_identity(
                cooperative_id=nation.applicant().id, details=LegalDetails(**said), **say(nation)
            )
        assert not LegalIdentity.objects.exists()

    def test_belongs_to_one_cooperative_and_to_who_read_it_last(self, nation: Any) -> None:
        mine, other = nation.applicant(), nation.applicant()
        registry.set_legal_identity(cooperative_id=mine.id, details=LEGAL, **say(nation))
        with pytest.raises(registry.TaxIdTaken):
            registry.set_legal_identity(
                cooperative_id=other.id, details=LegalDetails(tax_id="12345678"), **say(nation)
            )
        with pytest.raises(VersionConflict):
            registry.set_legal_identity(
                cooperative_id=mine.id, details=LegalDetails(), expected_version=0, **say(nation)
            )
        with pytest.raises(NotFound):
            registry.set_legal_identity(cooperative_id=uuid4(), details=LEGAL, **say(nation))
        assert LegalIdentity.objects.get().tax_id == "12345678"

    def test_of_the_registry_itself_is_kept_as_well_but_for_whom_to_reach(self, nation: Any) -> None:
        details = nation.cooperative_details()
        known = registry.register_cooperative(cooperative_id=uuid4(), details=details, **say(nation))
        changed = vars_of(details) | {"register_court": "Agadir", "contact": Contact(name="le trésorier")}
        registry.update_cooperative(cooperative_id=known.id, details=type(details)(**changed), **say(nation))
        kept = IdentityChange.objects.get()
        assert (kept.before, kept.after) == ({"register_court": "Taroudannt"}, {"register_court": "Agadir"})


class TestOfficers:
    def test_are_several_and_told_of_without_their_names(self, nation: Any) -> None:
        known, key = nation.eligible(), uuid4()
        treasurer = OfficerDetails(
            function=OfficerFunction.TREASURER, name="Saïd O.", mandate_from=date(2026, 1, 1)
        )
        ask: dict[str, Any] = {"cooperative_id": known.id, **say(nation)}
        first = registry.appoint_officer(officer_id=key, details=DELEGATE, **ask)
        assert first.phone == "+212661234567"
        assert was_done_before(registry.appoint_officer(officer_id=key, details=DELEGATE, **ask))
        with pytest.raises(registry.IdReused):
            registry.appoint_officer(officer_id=key, details=treasurer, **ask)
        registry.appoint_officer(officer_id=uuid4(), details=treasurer, **ask)
        assert Officer.objects.filter(cooperative=known).count() == 2
        told = [str(one.payload) for one in NetworkEvent.objects.filter(name="officer.appointed")]
        assert len(told) == 2
        assert not any("Fatima" in one or "661" in one for one in told)

    def test_are_edited_and_end(self, nation: Any) -> None:
        known = nation.eligible()
        officer = registry.appoint_officer(
            officer_id=uuid4(), cooperative_id=known.id, details=DELEGATE, **say(nation)
        )
        corrected = OfficerDetails(**{**vars_of(DELEGATE), "name": "Fatima Bennani"})
        ask: dict[str, Any] = {"officer_id": officer.id, **say(nation)}
        assert registry.update_officer(details=corrected, expected_version=1, **ask).version == 2
        with pytest.raises(VersionConflict):
            registry.update_officer(details=DELEGATE, expected_version=1, **ask)
        with pytest.raises(InvalidValue, match="mandate_until"):
            registry.end_mandate(mandate_until=date(2025, 12, 31), **ask)
        for _ in range(2):
            assert registry.end_mandate(mandate_until=date(2026, 10, 31), **ask).version == 3

    def test_are_forgotten_a_year_after_their_mandate_while_its_time_stays(self, nation: Any) -> None:
        known = nation.eligible()
        ended, lasting = (
            registry.appoint_officer(
                officer_id=uuid4(), cooperative_id=known.id, details=DELEGATE, **say(nation)
            )
            for _ in range(2)
        )
        registry.end_mandate(officer_id=ended.id, mandate_until=date(2026, 11, 1), **say(nation))
        assert registry.forget_officers(before=nation.at - YEAR, now=nation.at) == 0
        assert registry.forget_officers(before=nation.at, now=nation.at + YEAR) == 1
        emptied = Officer.objects.get(id=ended.id)
        assert (emptied.name, emptied.phone, emptied.email) == ("", "", "")
        assert (emptied.function, emptied.mandate_until) == ("delegate", date(2026, 11, 1))
        assert Officer.objects.get(id=lasting.id).name == "Fatima B."
        with pytest.raises(registry.OfficerForgotten):
            registry.update_officer(officer_id=ended.id, details=DELEGATE, **say(nation))

    def test_are_seen_by_the_markets_they_are_sent_to(self, nation: Any) -> None:
        here, there = nation.eligible(), nation.eligible()
        for known, market in ((here, "casablanca"), (there, "marrakech")):
            registry.admit_cooperative(
                participation_id=uuid4(),
                cooperative_id=known.id,
                market_schema=market,
                joined_on=date(2026, 11, 1),
                **say(nation),
            )
            registry.appoint_officer(
                officer_id=uuid4(), cooperative_id=known.id, details=DELEGATE, **say(nation)
            )
        with as_market("casablanca"):
            assert Officer.objects.get().cooperative_id == here.id


def vars_of(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}
