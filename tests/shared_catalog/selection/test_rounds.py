from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from selecting import PRICED, TERMS, Committee, asked

from kernel.errors import InvalidValue, NotFound
from shared_catalog.catalogue.types import Unit
from shared_catalog.registry import operations as registry
from shared_catalog.registry.types import Group, Members
from shared_catalog.selection import operations as selection
from shared_catalog.selection import queries
from shared_catalog.selection.models import Application, Grid, Round
from tenants.database.session import as_market
from tenants.events.models import NetworkEvent


class TestDefineGrid:
    def test_counts_versions_and_is_done_once(self, committee: Committee) -> None:
        said: dict[str, Any] = {
            "title": "Grille",
            "terms": TERMS,
            "at": committee.nation.at,
            "actor": "person:o",
        }
        first, again = uuid4(), uuid4()
        grids = [selection.define_grid(grid_id=one, **said) for one in (first, first, again)]
        assert [grid.version for grid in grids] == [grids[0].version] * 2 + [grids[0].version + 1]
        with pytest.raises(registry.IdReused):
            selection.define_grid(grid_id=first, **{**said, "title": "Autre"})

    def test_names_regions_that_there_are(self, committee: Committee) -> None:
        terms = replace(TERMS, quotas=(replace(TERMS.quotas[0], value="MA-13"),))
        with pytest.raises(InvalidValue):
            committee.round(terms=terms)
        assert not Grid.objects.exists()


class TestOpenRound:
    def test_keeps_its_grid_and_is_done_once(self, committee: Committee) -> None:
        opened = committee.round(places=3)
        same = {"round_id": opened.id, "grid_id": opened.grid_id, "title": opened.title}
        assert committee.round(places=3, **same) == opened
        with pytest.raises(registry.IdReused):
            committee.round(places=4, **same)
        assert Round.objects.count() == 1

    def test_has_a_place_for_every_floor(self, committee: Committee) -> None:
        with pytest.raises(InvalidValue):
            committee.round(terms=replace(TERMS, quotas=(replace(TERMS.quotas[0], floor=3),)), places=2)


class TestEnterApplication:
    def test_keeps_what_the_file_says_that_day(self, committee: Committee) -> None:
        members = Members(women=6, men=2, youth=1, rural=4, as_of=date(2026, 1, 1))
        application = committee.enter(committee.round(), members=members)
        registry.update_cooperative(
            cooperative_id=application.cooperative_id,
            details=committee.nation.cooperative_details(ice=application.cooperative.ice),
            at=committee.nation.at,
            actor="person:o",
        )
        facts = queries.facts_of(Application.objects.get())
        assert (facts.women_share, facts.rural_share, facts.onssa, facts.price_level) == (
            7_500,
            5_000,
            True,
            None,
        )
        assert (application.number, application.failed_gates) == (1, [])

    def test_knows_a_food_cooperative_without_a_certificate(self, committee: Committee) -> None:
        round_ = committee.round()
        found = [
            committee.enter(round_, authorised=False),
            committee.enter(round_, authorised=False, group=Group.COSMETICS),
        ]
        assert [one.failed_gates for one in found] == [["onssa"], []]

    def test_compares_a_price_with_other_cooperatives_of_the_category(self, committee: Committee) -> None:
        round_ = committee.round(terms=PRICED)
        seller = committee.nation.applicant().id
        committee.sells(seller, 4_000, content=500)
        own = committee.nation.applicant().id
        committee.sells(own, 9_999)
        application = committee.enter_known(round_, own, price=asked(2_500))
        assert (application.reference_minor, queries.facts_of(application).price_level) == (2_000, 12_500)

    @pytest.mark.parametrize(
        "price",
        [None, asked(0), asked(2_500, content=0), replace(asked(2_500), unit=Unit.PIECE)],
        ids=["none", "for nothing", "of nothing", "nothing to compare with"],
    )
    def test_asks_for_a_price_where_the_grid_measures_it(self, committee: Committee, price: Any) -> None:
        round_ = committee.round(terms=PRICED)
        committee.sells(committee.nation.applicant().id, 4_000)
        with pytest.raises(InvalidValue):
            committee.enter(round_, price=price)
        assert not Application.objects.exists()

    def test_takes_no_price_where_it_does_not_count_and_no_unknown_category(
        self, committee: Committee
    ) -> None:
        with pytest.raises(InvalidValue):
            committee.enter(committee.round(), price=asked(2_500))
        with pytest.raises(NotFound):
            committee.enter(committee.round(terms=PRICED), price=replace(asked(1), category_code="gold"))

    def test_is_done_once_and_once_for_a_cooperative(self, committee: Committee) -> None:
        round_ = committee.round()
        first = committee.enter(round_)
        same = {"application_id": first.id}
        assert committee.enter_known(round_, first.cooperative_id, **same) == first
        with pytest.raises(registry.IdReused):
            committee.enter_known(round_, committee.nation.applicant().id, **same)
        with pytest.raises(selection.AlreadyApplied):
            committee.enter_known(round_, first.cooperative_id)
        assert NetworkEvent.objects.filter(name="selection_application.entered").count() == 1

    def test_ends_with_the_scoring(self, committee: Committee) -> None:
        round_ = committee.round()
        committee.close(round_)
        with pytest.raises(selection.WrongRoundState):
            committee.enter(round_)


class TestRights:
    def test_a_market_sees_nothing_of_it(self, committee: Committee) -> None:
        committee.score_twice(committee.enter(committee.round()))
        for table in ("round", "application", "scoresheet", "score", "decision", "place", "appeal"):
            with (
                as_market("casablanca"),
                pytest.raises(ProgrammingError),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(f"SELECT 1 FROM public.selection_{table}")

    def test_nobody_changes_a_score(self, committee: Committee) -> None:
        committee.score_twice(committee.enter(committee.round()))
        for statement in ("UPDATE selection_score SET points = 20", "DELETE FROM selection_scoresheet"):
            with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)

    def test_nobody_signs_what_he_prepared_in_the_database_either(self, committee: Committee) -> None:
        round_ = committee.round()
        committee.close(round_)
        decision = committee.prepare(round_)
        decision.signed_at, decision.signed_by = committee.nation.at, decision.prepared_by
        with pytest.raises(IntegrityError), transaction.atomic():
            decision.save(update_fields=["signed_at", "signed_by"])
