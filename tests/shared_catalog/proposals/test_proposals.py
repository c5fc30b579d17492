"""What markets propose and headquarters decides: on each side's login, carried out whole or not at all."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from kernel.errors import InvalidValue, NotFound
from kernel.identifiers import InvalidIdentifier
from kernel.ids import new_id
from kernel.versions import VersionConflict
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue.models import Product
from shared_catalog.proposals import operations as proposals
from shared_catalog.proposals.models import Decision, Proposal
from shared_catalog.proposals.types import (
    Content,
    CooperativeEdit,
    NewCooperative,
    NewProduct,
    ProductEdit,
)
from shared_catalog.registry import operations as registry
from shared_catalog.registry.models import Cooperative
from shared_catalog.registry.types import Contact
from tenants.database.claims import was_done_before
from tenants.database.session import as_hq, as_market
from tenants.events.models import NetworkEvent

YEAR = timedelta(days=366)


def propose(
    nation: Any, content: Content, *, market: str = "casablanca", key: UUID | None = None
) -> Proposal:
    with as_market(market):
        return proposals.submit_proposal(
            proposal_id=key or uuid4(), market_schema=market, content=content, at=nation.at, actor="manager"
        )


def accept(nation: Any, proposal: Proposal) -> Proposal:
    return proposals.accept_proposal(proposal_id=proposal.id, at=nation.at, actor="officer")


def taking_part(nation: Any, market: str = "casablanca", **changes: Any) -> Cooperative:
    known: Cooperative = nation.eligible(**changes)
    registry.admit_cooperative(
        participation_id=uuid4(),
        cooperative_id=known.id,
        market_schema=market,
        joined_on=date(2026, 11, 1),
        at=nation.at,
        actor="officer",
    )
    return known


class TestAccepting:
    def test_enters_a_cooperative_under_the_proposals_id_as_it_was_described(self, nation: Any) -> None:
        details = nation.cooperative_details(contact=Contact(name="la présidente", phone="0661234567"))
        proposal = propose(nation, NewCooperative(details=details))
        assert not Cooperative.objects.exists()
        for _ in range(2):
            accept(nation, proposal)
        entered = Cooperative.objects.get()
        assert (entered.id, entered.status, entered.contact.phone) == (
            proposal.id,
            "applicant",
            "+212661234567",
        )
        assert (entered.members_women, entered.founded_on) == (details.members.women, details.founded_on)
        with as_market("casablanca"):
            decision = Proposal.objects.select_related("decision").get().decision
            assert (decision.outcome, decision.cooperative_id) == ("accepted", entered.id)
        told = NetworkEvent.objects.get(name__startswith="proposal.")
        assert (told.name, told.payload["market"]) == ("proposal.accepted", "casablanca")

    def test_edits_a_cooperative_of_the_version_that_was_read(self, nation: Any) -> None:
        details = nation.cooperative_details()
        known = registry.register_cooperative(
            cooperative_id=uuid4(), details=details, at=nation.at, actor="officer"
        )
        registry.start_qualification(cooperative_id=known.id, at=nation.at, actor="officer")
        registry.declare_eligible(cooperative_id=known.id, at=nation.at, actor="officer")
        registry.admit_cooperative(
            participation_id=uuid4(),
            cooperative_id=known.id,
            market_schema="casablanca",
            joined_on=date(2026, 11, 1),
            at=nation.at,
            actor="officer",
        )
        moved = replace(details, register_court="Agadir")
        edit = CooperativeEdit(cooperative_id=known.id, read_version=3, details=moved)
        accept(nation, propose(nation, edit))
        assert Cooperative.objects.get().register_court == "Agadir"

        stale = replace(edit, details=replace(details, register_court="Rabat"))
        late = propose(nation, stale)
        with pytest.raises(VersionConflict):
            accept(nation, late)
        assert Cooperative.objects.get().register_court == "Agadir"
        assert not Decision.objects.filter(proposal=late).exists()

    def test_describes_and_edits_a_product(self, nation: Any) -> None:
        known = taking_part(nation)
        details = nation.product_details()
        proposal = propose(nation, NewProduct(cooperative_id=known.id, details=details))
        accept(nation, proposal)
        made = Product.objects.get()
        assert (made.id, made.cooperative_id, made.status) == (proposal.id, known.id, "draft")
        dearer = replace(details, recommended_price_minor=4_500)
        edit = ProductEdit(product_id=made.id, read_version=1, details=dearer)
        accept(nation, propose(nation, edit))
        assert Product.objects.get().recommended_price_minor == 4_500

    def test_leaves_nothing_where_the_operation_refuses(self, nation: Any) -> None:
        known = taking_part(nation)
        wrong = nation.product_details(category_code="terroir")
        proposal = propose(nation, NewProduct(cooperative_id=known.id, details=wrong))
        with pytest.raises(catalogue.CategoryNotALeaf):
            accept(nation, proposal)
        assert not Product.objects.exists()
        assert not Decision.objects.exists()
        assert not NetworkEvent.objects.filter(name__startswith="proposal.").exists()


class TestRejecting:
    def test_takes_a_reason_and_is_final(self, nation: Any) -> None:
        proposal = propose(nation, NewCooperative(details=nation.cooperative_details()))
        say: dict[str, Any] = {"proposal_id": proposal.id, "at": nation.at, "actor": "officer"}
        with pytest.raises(InvalidValue):
            proposals.reject_proposal(reason=" ", **say)
        for _ in range(2):
            proposals.reject_proposal(reason="déjà au registre", **say)
        with pytest.raises(proposals.ProposalDecided):
            accept(nation, proposal)
        assert not Cooperative.objects.exists()
        with as_market("casablanca"):
            assert Decision.objects.get().reason == "déjà au registre"
        with pytest.raises(NotFound):
            proposals.reject_proposal(reason="x", **(say | {"proposal_id": uuid4()}))


class TestProposing:
    def test_twice_is_once_and_other_content_is_refused(self, nation: Any) -> None:
        key, details = uuid4(), nation.cooperative_details()
        propose(nation, NewCooperative(details=details), key=key)
        assert was_done_before(propose(nation, NewCooperative(details=details), key=key))
        with pytest.raises(registry.IdReused):
            propose(nation, NewCooperative(details=replace(details, register_number="13")), key=key)
        with pytest.raises(registry.IdReused):
            propose(nation, NewCooperative(details=details), key=key, market="marrakech")
        assert Proposal.objects.get().market_id == "casablanca"

    def test_is_checked_as_what_it_proposes_is(self, nation: Any) -> None:
        known = nation.applicant()
        bad: list[tuple[Content, type[Exception]]] = [
            (NewCooperative(details=nation.cooperative_details(ice="1")), InvalidIdentifier),
            (NewCooperative(details=nation.cooperative_details(ice=known.ice)), registry.IceTaken),
            (
                NewCooperative(details=nation.cooperative_details(province_code="MA-CAS")),
                registry.ProvinceOutsideRegion,
            ),
            (NewProduct(cooperative_id=uuid4(), details=nation.product_details()), NotFound),
            (NewProduct(cooperative_id=known.id, details=nation.product_details()), InvalidValue),
            (
                NewProduct(
                    cooperative_id=taking_part(nation).id, details=nation.product_details(gtin="12345")
                ),
                InvalidIdentifier,
            ),
            (ProductEdit(product_id=uuid4(), read_version=1, details=nation.product_details()), NotFound),
            (
                CooperativeEdit(
                    cooperative_id=taking_part(nation, "marrakech").id,
                    read_version=3,
                    details=nation.cooperative_details(),
                ),
                InvalidValue,
            ),
        ]
        for content, refused in bad:
            with pytest.raises(refused):
                propose(nation, content)
        assert not Proposal.objects.exists()

    def test_forgets_whom_to_reach_a_year_after_the_decision(self, nation: Any) -> None:
        details = nation.cooperative_details(contact=Contact(name="Fatima"))
        decided = propose(nation, NewCooperative(details=details))
        accept(nation, decided)
        assert "Fatima" not in str(Proposal.objects.get().content)
        assert proposals.forget_proposed_contacts(before=nation.at, now=nation.at + YEAR) == 0
        later = nation.at + timedelta(seconds=1)
        assert proposals.forget_proposed_contacts(before=later, now=nation.at + YEAR) == 1
        assert proposals.forget_proposed_contacts(before=later, now=nation.at + YEAR) == 0
        assert Proposal.objects.get().contact_name == ""


class TestOnRealLogins:
    """What PostgreSQL refuses, whatever the program says."""

    def test_one_market_neither_sees_nor_adds_another_ones_proposals(
        self, make_live_market: Callable[..., str], now: Any
    ) -> None:
        mine, theirs = make_live_market(), make_live_market()
        with as_market(mine):
            row(mine, now).save(force_insert=True)
            assert Proposal.objects.count() == 1
            for market in (theirs, "public"):
                with pytest.raises((ProgrammingError, IntegrityError), match="row-level security"):
                    row(market, now).save(force_insert=True)
        with as_market(theirs):
            assert not Proposal.objects.exists()
        with as_market(mine):
            for statement in (
                "UPDATE proposals_proposal SET note = 'x'",
                "UPDATE proposals_proposal SET contact_name = 'x'",
                "DELETE FROM proposals_proposal",
                "INSERT INTO proposals_decision (proposal_id, outcome) SELECT id, 'accepted' FROM"
                " proposals_proposal",
            ):
                refused = pytest.raises(ProgrammingError, match="permission denied")
                with refused, transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(statement)
        with as_hq():
            assert Proposal.objects.get(market_id=mine).kind == "cooperative"


def row(market: str, at: Any) -> Proposal:
    return Proposal(
        id=new_id(),
        market_id=market,
        kind="cooperative",
        content={},
        fingerprint=b"0" * 32,
        proposed_at=at,
        proposed_by="manager",
    )
