from collections import Counter
from datetime import date
from itertools import pairwise

import pytest
import stdnum.ean
import stdnum.ma.ice

from kernel import identifiers
from shared_catalog.catalogue import rules as catalogue
from shared_catalog.catalogue.types import Regime
from shared_catalog.qualification import rules as qualification
from shared_catalog.qualification.types import StepKind
from shared_catalog.registry import rules as registry
from shared_catalog.registry.types import AuthorisationDetails, Group
from shared_catalog.seed import reference, rules
from shared_catalog.seed.generator import national_seed
from shared_catalog.seed.generator._cooperatives import cooperatives
from shared_catalog.seed.generator._facts import COOPERATIVES_BY_REGION_IN_2019
from shared_catalog.seed.generator._products import products
from shared_catalog.seed.types import CooperativeSeed, ProgrammeSeed

SEED = national_seed()


def certificates(of: CooperativeSeed) -> list[AuthorisationDetails]:
    """All that the cooperative ever held."""
    lasting = [] if of.entry.authorisation is None else [of.entry.authorisation]
    return [details for _, details in of.entry.earlier_authorisations] + lasting


DETAILS = [each.entry.details for each in SEED.cooperatives]
GOODS = [each.entry.details for each in SEED.products]
LEAVES = {leaf["code"]: leaf for root in reference.categories() for leaf in root["children"]}
ROOT_OF = {leaf["code"]: root["code"] for root in reference.categories() for leaf in root["children"]}
COOPERATIVE = {each.id: each for each in SEED.cooperatives}


class TestReferenceData:
    def test_holds_twelve_regions_and_seventy_five_provinces(self) -> None:
        territory = reference.territory()
        kinds = Counter(province["type"] for province in territory["provinces"])
        assert len(territory["regions"]) == 12
        assert kinds == {"prefecture": 13, "province": 62}

    def test_puts_nouaceur_and_chtouka_where_they_lie(self) -> None:
        region_of = {province["code"]: province["region"] for province in reference.territory()["provinces"]}
        assert (region_of["MA-NOU"], region_of["MA-CHT"]) == ("MA-06", "MA-09")

    def test_holds_three_roots_and_fifty_five_categories(self) -> None:
        assert [root["code"] for root in reference.categories()] == [group.value for group in Group]
        assert len(LEAVES) == 55

    def test_has_goods_for_every_category(self) -> None:
        assert set(reference.goods()) == set(LEAVES)


class TestNationalSeed:
    def test_is_the_same_every_time(self) -> None:
        made = cooperatives()
        assert made == SEED.cooperatives
        assert products(made) == SEED.products

    def test_stays_what_it_was_when_it_was_published(self) -> None:
        first = SEED.cooperatives[0]
        assert str(first.id) == "d4daa7d7-0fd2-5628-b0ef-3d4d537828ca"
        assert first.entry.details.names.fr == "Coopérative Al Karama – Marrakech"

    def test_counts_cooperatives_by_group_as_published(self) -> None:
        assert Counter(each.group for each in DETAILS) == {"terroir": 159, "agri": 122, "cosmetics": 75}

    def test_counts_products_as_published(self) -> None:
        assert len(SEED.products) == 8_872

    def test_spreads_cooperatives_over_regions_as_in_2019_and_to_scale_in_2021(self) -> None:
        in_2019 = Counter(DETAILS[each.number - 1].region_code for each in SEED.cooperatives[:302])
        in_2021 = Counter(each.region_code for each in DETAILS)
        assert in_2019 == COOPERATIVES_BY_REGION_IN_2019
        assert in_2021 == {
            "MA-01": 27, "MA-02": 32, "MA-03": 63, "MA-04": 26, "MA-05": 55, "MA-06": 32,
            "MA-07": 38, "MA-08": 15, "MA-09": 55, "MA-10": 2, "MA-11": 5, "MA-12": 6,
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("day", "cooperatives", "products"),
        [
            (date(2017, 3, 17), 150, 2_200),
            (date(2017, 9, 30), 238, 4_372),
            (date(2019, 3, 31), 302, 6_800),
            (date(2021, 3, 31), 356, 8_872),
        ],
    )
    def test_grows_as_published(self, day: date, cooperatives: int, products: int) -> None:
        assert sum(each.joined_on <= day for each in SEED.cooperatives) == cooperatives
        assert sum(each.introduced_on <= day for each in SEED.products) == products

    def test_sells_nothing_before_its_producer_joined_and_something_from_that_day_on(self) -> None:
        first_sold: dict[object, date] = {}
        for each in SEED.products:
            maker = each.entry.cooperative_id
            first_sold[maker] = min(first_sold.get(maker, each.introduced_on), each.introduced_on)
        assert first_sold == {each.id: each.joined_on for each in SEED.cooperatives}


class TestCooperatives:
    def test_lie_in_a_province_of_their_region(self) -> None:
        region_of = {province["code"]: province["region"] for province in reference.territory()["provinces"]}
        assert all(region_of[each.province_code] == each.region_code for each in DETAILS)

    def test_have_names_of_their_own_in_three_languages(self) -> None:
        for language in ("ar", "fr", "en"):
            names = [getattr(each.names, language) for each in DETAILS]
            assert all(names)
            assert len(set(names)) == 356

    def test_pass_the_rules_of_the_registry_unchanged(self) -> None:
        for each in SEED.cooperatives:
            entry, today = each.entry, date(2021, 3, 31)
            assert registry.checked_cooperative(entry.details, today=today) == entry.details
            assert registry.checked_account(entry.account) == entry.account
            for certificate in certificates(each):
                assert registry.checked_authorisation(certificate, today=today) == certificate

    def test_have_identifiers_that_stdnum_accepts(self) -> None:
        assert all(stdnum.ma.ice.is_valid(each.ice) for each in DETAILS)
        ribs = [each.entry.account.rib for each in SEED.cooperatives]
        assert all(int(rib) % 97 == 0 and identifiers.rib(rib) == rib for rib in ribs)
        assert len({each.ice for each in DETAILS}) == len(set(ribs)) == 356

    def test_were_founded_before_the_market_opened_and_authorised_before_they_joined(self) -> None:
        for each in SEED.cooperatives:
            assert each.entry.details.founded_on < date(2017, 3, 17)
            held = sorted(certificates(each), key=lambda one: one.issued_on)
            if held:
                assert each.entry.details.founded_on < held[0].issued_on < each.joined_on

    def test_have_members_who_add_up_to_the_published_average(self) -> None:
        members = [each.members for each in DETAILS]
        assert all(0 < each.total >= max(each.youth, each.rural) for each in members)
        assert 45 <= sum(each.total for each in members) / 356 <= 55


class TestCertificates:
    def test_were_obtained_by_166_through_the_programme_in_2018_and_2019(self) -> None:
        obtained = [each for each in SEED.cooperatives if each.programme == "ONSSA-2018"]
        days = [each.entry.authorisation.issued_on for each in obtained if each.entry.authorisation]
        assert len(days) == 166
        assert min(days) >= date(2018, 1, 1) and max(days) <= date(2019, 12, 31)
        assert {each.entry.details.group for each in obtained} <= {Group.TERROIR, Group.AGRI}

    def test_cover_every_day_from_the_first_sale_of_food_on(self) -> None:
        for each in SEED.cooperatives:
            held = sorted(certificates(each), key=lambda one: one.issued_on)
            for earlier, later in pairwise(held):
                assert earlier.valid_until is not None and earlier.valid_until >= later.issued_on
            if held:
                assert held[0].issued_on < each.joined_on and held[-1].valid_until is None

    def test_are_the_second_of_those_who_sold_before_the_programme_began(self) -> None:
        anew = [each for each in SEED.cooperatives if each.entry.earlier_authorisations]
        assert len(anew) == 105
        assert all(each.joined_on < date(2018, 1, 1) for each in anew)

    def test_have_numbers_of_their_own(self) -> None:
        numbers = [one.number for each in SEED.cooperatives for one in certificates(each)]
        assert len(set(numbers)) == len(numbers) == 281 + 105


class TestProgrammes:
    def test_enrol_the_cooperatives_that_are_there_and_nobody_twice_at_a_time(self) -> None:
        first, second = SEED.programmes
        assert (len(first.enrolments), len(second.enrolments)) == (178, 190)
        enrolled = {one.cooperative_id for programme in SEED.programmes for one in programme.enrolments}
        assert enrolled == {each.id for each in SEED.cooperatives}
        since = {one.cooperative_id: one.started_on for one in second.enrolments}
        both = [one for one in first.enrolments if one.cooperative_id in since]
        assert len(both) == 12
        assert all(one.dropped_on is not None and one.dropped_on < since[one.cooperative_id] for one in both)

    @pytest.mark.parametrize("programme", SEED.programmes, ids=lambda one: one.terms.code)
    def test_keep_to_the_rules_to_their_days_and_to_their_budgets(self, programme: ProgrammeSeed) -> None:
        spent: Counter[str] = Counter()
        [phase] = programme.terms.phases
        for entry in programme.enrolments:
            qualification.checked_history(entry, today=date(2021, 3, 31))
            assert phase.starts_on <= entry.started_on
            assert all(day <= phase.ends_on for day in entry.done.values())
            for cost in (cost for step in entry.steps for cost in step.costs):
                spent[cost.payer] += cost.amount_minor
        assert {one.code: spent[one.code] <= one.budget_minor for one in programme.terms.partners} == {
            "CAM": True,
            "FM5": True,
            "ONSSA": True,
        }

    def test_authorise_on_the_day_of_the_certificate(self) -> None:
        for programme in SEED.programmes:
            for entry in programme.enrolments:
                if entry.authorisation_id is not None:
                    certificate = COOPERATIVE[entry.cooperative_id].entry.authorisation
                    assert certificate is not None
                    assert entry.done[StepKind.AUTHORISATION] == certificate.issued_on


class TestProducts:
    def test_belong_to_the_group_of_their_producer_and_come_from_its_region(self) -> None:
        for each in SEED.products:
            maker = COOPERATIVE[each.entry.cooperative_id].entry.details
            regions = reference.goods()[each.entry.details.category_code]["regions"]
            assert ROOT_OF[each.entry.details.category_code] == maker.group
            assert not regions or maker.region_code in regions

    def test_cover_every_category(self) -> None:
        assert {each.category_code for each in GOODS} == set(LEAVES)

    def test_pass_the_rules_of_the_catalogue_unchanged(self) -> None:
        assert all(catalogue.checked_product(each) == each for each in GOODS)

    def test_cost_what_their_category_costs(self) -> None:
        for each in GOODS:
            lowest, highest = rules.price_range(LEAVES[each.category_code], net_content=each.net_content)
            assert lowest <= each.recommended_price_minor <= highest, each.names.fr

    def test_carry_barcodes_that_stdnum_accepts(self) -> None:
        barcodes = [each.gtin for each in GOODS if each.gtin]
        assert all(stdnum.ean.is_valid(barcode) for barcode in barcodes)
        assert len(set(barcodes)) == len(barcodes) > 1_000

    def test_are_food_only_of_producers_with_a_certificate(self) -> None:
        for each in SEED.products:
            details = each.entry.details
            regime = Regime(LEAVES[details.category_code]["regime"])
            if catalogue.needs_food_authorisation(regime, packed=details.packed, food_use=details.food_use):
                assert COOPERATIVE[each.entry.cooperative_id].entry.authorisation is not None

    def test_differ_by_name_within_a_cooperative(self) -> None:
        names = [(each.entry.cooperative_id, each.entry.details.names.ar) for each in SEED.products]
        assert len(set(names)) == len(names)
