from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from kernel.errors import InvalidValue, NotFound
from shared_catalog.registry import operations as registry
from shared_catalog.registry import queries, rules
from shared_catalog.registry.models import Cooperative, Province, Region
from shared_catalog.registry.types import CooperativeStatus, Group, Names, VatRegime
from shared_catalog.seed import reference
from shared_catalog.seed.generator import national_seed


class TestLoadTerritory:
    def test_changes_nothing_the_second_time(self, nation: Any) -> None:
        again = registry.load_territory(data=reference.territory(), at=nation.at)
        assert (again.added, again.present) == (0, 87)
        assert (Region.objects.count(), Province.objects.count()) == (12, 75)

    def test_refuses_a_province_of_an_unknown_region(self, hq: None, now: datetime) -> None:
        data = reference.territory()
        with pytest.raises(InvalidValue, match="unknown region"):
            registry.load_territory(
                data={"regions": data["regions"][:1], "provinces": data["provinces"]}, at=now
            )
        assert not Region.objects.exists()


class TestRegisterCooperative:
    def test_enters_an_applicant_with_the_next_code(self, nation: Any) -> None:
        first, second = nation.applicant(), nation.applicant()
        assert (first.status, first.code, second.code) == ("applicant", "C0001", "C0002")

    def test_gives_the_same_row_for_the_same_request(self, nation: Any) -> None:
        request = {"cooperative_id": uuid4(), "details": nation.cooperative_details()}
        first = registry.register_cooperative(**request, at=nation.at, actor="officer")
        again = registry.register_cooperative(**request, at=nation.at + timedelta(hours=1), actor="officer")
        assert (again.id, again.created_at, Cooperative.objects.count()) == (first.id, nation.at, 1)

    def test_refuses_other_content_under_the_same_id(self, nation: Any) -> None:
        known = nation.applicant()
        with pytest.raises(registry.IdReused):
            registry.register_cooperative(
                cooperative_id=known.id, details=nation.cooperative_details(), at=nation.at, actor="officer"
            )
        assert queries.cooperative(known.id).ice == known.ice

    def test_refuses_an_ice_that_another_carries(self, nation: Any) -> None:
        known = nation.applicant()
        with pytest.raises(registry.IceTaken):
            nation.applicant(ice=known.ice)
        assert Cooperative.objects.count() == 1

    @pytest.mark.parametrize("province", ["MA-FES", "MA-XXX"])
    def test_refuses_a_province_outside_the_region(self, nation: Any, province: str) -> None:
        with pytest.raises(registry.ProvinceOutsideRegion):
            nation.applicant(province_code=province)
        assert not Cooperative.objects.exists()

    def test_is_backed_by_a_foreign_key_on_province_and_region(self, nation: Any) -> None:
        known = nation.applicant()
        with pytest.raises(IntegrityError), transaction.atomic():
            Cooperative.objects.filter(id=known.id).update(province_id="MA-FES")
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class TestUpdateCooperative:
    def test_replaces_what_is_said_and_keeps_code_and_state(self, nation: Any) -> None:
        known = nation.eligible()
        names = Names(ar="تعاونية النور", fr="Coopérative Annour", en="Annour Cooperative")
        changed = nation.cooperative_details(names=names, region_code="MA-03", province_code="MA-FES")
        registry.update_cooperative(cooperative_id=known.id, details=changed, at=nation.at, actor="officer")
        found = queries.cooperative(known.id)
        assert (found.name_fr, found.sort_fr, found.region_id) == (
            "Coopérative Annour",
            "cooperative annour",
            "MA-03",
        )
        assert (found.code, found.status) == (known.code, CooperativeStatus.ELIGIBLE)

    def test_refuses_a_retired_one(self, nation: Any) -> None:
        known = nation.applicant()
        registry.retire_cooperative(
            cooperative_id=known.id, reason="dissolved", at=nation.at, actor="officer"
        )
        with pytest.raises(registry.WrongCooperativeStep):
            registry.update_cooperative(
                cooperative_id=known.id, details=nation.cooperative_details(), at=nation.at, actor="officer"
            )

    def test_refuses_one_that_does_not_exist(self, nation: Any) -> None:
        with pytest.raises(NotFound):
            registry.update_cooperative(
                cooperative_id=uuid4(), details=nation.cooperative_details(), at=nation.at, actor="officer"
            )


class TestLifecycle:
    def test_leads_from_applicant_to_retired_and_remembers_each_step(self, nation: Any) -> None:
        known = nation.eligible()
        say = {"cooperative_id": known.id, "at": nation.at, "actor": "officer"}
        registry.suspend_cooperative(reason="no hygiene plan", **say)
        registry.reinstate(**say)
        retired = registry.retire_cooperative(reason="dissolved", **say)
        steps = [(step.step, step.reason) for step in queries.cooperative_history(known.id)]
        assert (retired.status, retired.retired_at) == ("retired", nation.at)
        assert steps == [
            ("start_qualification", ""),
            ("declare_eligible", ""),
            ("suspend", "no hygiene plan"),
            ("reinstate", ""),
            ("retire", "dissolved"),
        ]

    def test_refuses_a_step_out_of_turn(self, nation: Any) -> None:
        known = nation.applicant()
        with pytest.raises(registry.WrongCooperativeStep):
            registry.declare_eligible(cooperative_id=known.id, at=nation.at, actor="officer")
        assert queries.cooperative(known.id).status == CooperativeStatus.APPLICANT
        assert not queries.cooperative_history(known.id).exists()

    def test_asks_why_a_cooperative_is_suspended(self, nation: Any) -> None:
        known = nation.eligible()
        with pytest.raises(InvalidValue, match="reason"):
            registry.suspend_cooperative(cooperative_id=known.id, reason=" ", at=nation.at, actor="officer")
        assert queries.cooperative(known.id).status == CooperativeStatus.ELIGIBLE

    def test_ends_participations_at_retirement(self, nation: Any) -> None:
        known = nation.eligible()
        registry.admit_cooperative(
            participation_id=uuid4(),
            cooperative_id=known.id,
            market_schema="casablanca",
            joined_on=date(2026, 11, 1),
            at=nation.at,
            actor="officer",
        )
        registry.retire_cooperative(
            cooperative_id=known.id, reason="dissolved", at=nation.at, actor="officer"
        )
        assert known.participations.get().ended_on == date(2026, 11, 10)


class TestCooperatives:
    def test_are_found_by_parts_of_names_in_any_language_and_by_code(self, nation: Any) -> None:
        known = nation.applicant(
            names=Names(ar="تعاونية الأرگان", fr="Coopérative Forêt d'argan", en="Argan Forest Cooperative")
        )
        nation.applicant(group=Group.AGRI)
        for search in ("foret", "ARGAN forest", "الاركان", "c0001"):
            assert [found.id for found in queries.cooperatives(search=search)] == [known.id]

    def test_are_filtered_by_group_region_and_status(self, nation: Any) -> None:
        nation.applicant()
        agri = nation.eligible(group=Group.AGRI)
        assert queries.cooperatives(group=Group.AGRI).get() == agri
        assert queries.cooperatives(status=CooperativeStatus.ELIGIBLE).get() == agri
        assert queries.cooperatives(region_code="MA-09").count() == 2


class TestLoadCooperatives:
    def test_refuses_all_when_one_is_wrong(self, nation: Any) -> None:
        entries = [each.entry for each in national_seed().cooperatives[:3]]
        wrong = replace(entries[2], details=replace(entries[2].details, ice=entries[0].details.ice))
        with pytest.raises(registry.IceTaken):
            registry.load_cooperatives(entries=[*entries[:2], wrong], at=nation.at, actor="officer")
        assert not Cooperative.objects.exists()

    def test_brings_accounts_that_another_person_verified_and_that_are_usable_at_once(
        self, nation: Any
    ) -> None:
        entries = [each.entry for each in national_seed().cooperatives[:2]]
        registry.load_cooperatives(entries=entries, at=nation.at, actor="officer")
        account = queries.payee_account(entries[0].cooperative_id)
        assert account is not None
        assert (account.recorded_by, account.verified_by) == ("officer", entries[0].verification.verified_by)
        assert rules.account_standing(account, nation.at).usable

    def test_refuses_an_account_that_its_loader_verified(self, nation: Any) -> None:
        entries = [each.entry for each in national_seed().cooperatives[:2]]
        with pytest.raises(registry.AccountNeedsSecondPerson):
            registry.load_cooperatives(
                entries=entries, at=nation.at, actor=entries[1].verification.verified_by
            )
        assert not Cooperative.objects.exists()


class TestChangeVatRegime:
    def change(self, nation: Any, cooperative_id: Any, **changes: Any) -> Cooperative:
        said = {"vat_regime": VatRegime.LIABLE, "evidence": " attestation 12/2026 "} | changes
        return registry.change_vat_regime(
            cooperative_id=cooperative_id, at=nation.at, actor=nation.actor, **said
        )

    def test_starts_exempt_and_keeps_the_evidence_of_every_change(self, nation: Any) -> None:
        known = nation.eligible()
        assert known.vat_regime == VatRegime.EXEMPT_COOP
        assert self.change(nation, known.id).vat_regime == VatRegime.LIABLE
        self.change(nation, known.id)
        last = queries.cooperative_history(known.id).filter(step="change_vat_regime").get()
        assert last.reason == "exempt_coop -> liable: attestation 12/2026"
        assert (last.status_before, last.status_after) == ("eligible", "eligible")

    @pytest.mark.parametrize("evidence", [" ", "x" * 301])
    def test_refuses_to_change_without_evidence(self, nation: Any, evidence: str) -> None:
        known = nation.eligible()
        with pytest.raises(InvalidValue):
            self.change(nation, known.id, evidence=evidence)
        assert queries.cooperative(known.id).vat_regime == VatRegime.EXEMPT_COOP

    def test_refuses_a_retired_cooperative(self, nation: Any) -> None:
        known = nation.eligible()
        registry.retire_cooperative(cooperative_id=known.id, reason="dissoute", at=nation.at, actor="officer")
        with pytest.raises(registry.WrongCooperativeStep):
            self.change(nation, known.id)
