from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import InvalidValue
from kernel.identifiers import InvalidIdentifier
from kernel.ids import new_id
from shared_catalog.catalogue.types import Regime
from shared_catalog.documents import rules
from shared_catalog.documents.types import (
    Alternative,
    Applies,
    Demand,
    DisabledReason,
    DocumentDetails,
    DocumentFault,
    DocumentState,
    DocumentStep,
    DocumentType,
    Eligibility,
    Goods,
    Held,
    Requirement,
    RequirementSet,
)
from shared_catalog.registry.types import AuthorisationKind, CooperativeStatus, Group

TODAY = date(2026, 11, 10)
DAY = timedelta(days=1)
EXTRACT, APPROVAL = DocumentType.REGISTER_EXTRACT, DocumentType.LEGACY_APPROVAL
ONSSA, LABEL = DocumentType.ONSSA_CERTIFICATE, DocumentType.LABEL_CHECKLIST
AMMPS = DocumentType.AMMPS_CERTIFICATE
HOUSE = rules.goods_of_group(Group.AGRI)


def held(type_: DocumentType = EXTRACT, state: DocumentState = DocumentState.ACCEPTED, **said: Any) -> Held:
    return Held(**{"id": new_id(), "type": type_, "state": state, "valid_from": date(2024, 1, 1), **said})


def asks(*requirements: Requirement, code: str = "agri", since: date = date(2020, 1, 1)) -> RequirementSet:
    return RequirementSet(category_code=code, effective_from=since, requirements=requirements)


def judged(
    papers: Sequence[Held],
    *sets: RequirementSet,
    goods: Goods = HOUSE,
    status: CooperativeStatus = CooperativeStatus.ELIGIBLE,
    on: date = TODAY,
) -> Eligibility:
    asked = sets or (asks(Requirement(type=EXTRACT)),)
    return rules.eligibility(held=papers, sets=asked, goods=goods, status=status, on=on)


class TestStates:
    def test_allows_these_steps_and_no_others(self) -> None:
        allowed = {
            (state, step): after
            for state in DocumentState
            for step in DocumentStep
            if (after := rules.state_after(step, state=state)) is not None
        }
        assert allowed == {
            (DocumentState.SUBMITTED, DocumentStep.ACCEPT): DocumentState.ACCEPTED,
            (DocumentState.SUBMITTED, DocumentStep.REJECT): DocumentState.REJECTED,
            (DocumentState.ACCEPTED, DocumentStep.SUPERSEDE): DocumentState.SUPERSEDED,
            (DocumentState.ACCEPTED, DocumentStep.REVOKE): DocumentState.REVOKED,
        }


class TestCheckedDocument:
    details = DocumentDetails(type=EXTRACT, number=" 12/2015 ", issuer=" TPI Agadir ", valid_from=TODAY)

    def checked(self, **changes: Any) -> DocumentDetails:
        return rules.checked_document(replace(self.details, **changes), today=TODAY)

    def test_trims_what_is_written(self) -> None:
        assert (self.checked().number, self.checked().issuer) == ("12/2015", "TPI Agadir")

    def test_writes_a_number_of_onssa_one_way_and_asks_for_the_kind(self) -> None:
        kind = AuthorisationKind.AUTHORISATION
        assert self.checked(type=ONSSA, number="es.5. 12.26", certificate_kind=kind).number == "ES.5.12.26"
        with pytest.raises(InvalidIdentifier):
            self.checked(type=ONSSA, number="12", certificate_kind=kind)
        with pytest.raises(InvalidValue, match="certificate_kind"):
            self.checked(type=ONSSA, number="ES.5.12.26")
        with pytest.raises(InvalidValue, match="certificate_kind"):
            self.checked(certificate_kind=kind)

    def test_gives_a_cosmetic_its_five_years(self) -> None:
        checked = self.checked(type=AMMPS, product_ids=[new_id()])
        assert checked.valid_until == TODAY + timedelta(days=1825)

    @pytest.mark.parametrize(
        "changes",
        [
            {"number": " "},
            {"issuer": "x" * 121},
            {"valid_until": TODAY - DAY},
            {"product_ids": [new_id()]},
            {"type": AMMPS},
            {"type": AMMPS, "product_ids": [new_id(), new_id()]},
            {"type": AMMPS, "category_codes": ["kohl"]},
            {"type": LABEL},
            {"type": LABEL, "product_ids": [new_id() for _ in range(501)]},
            {
                "type": ONSSA,
                "number": "ES.5.12.26",
                "valid_from": TODAY + DAY,
                "certificate_kind": AuthorisationKind.APPROVAL,
            },
        ],
    )
    def test_refuses_what_makes_no_sense(self, changes: dict[str, Any]) -> None:
        with pytest.raises(InvalidValue):
            self.checked(**changes)


class TestGrace:
    def test_takes_a_reason_and_an_end_within_reach(self) -> None:
        said: dict[str, Any] = {"today": TODAY, "reason": " le greffe est fermé "}
        assert rules.checked_grace(EXTRACT, until=TODAY + DAY, **said) == "le greffe est fermé"
        for until in (TODAY - DAY, TODAY + rules.LONGEST_GRACE + DAY):
            with pytest.raises(InvalidValue, match="until"):
                rules.checked_grace(EXTRACT, until=until, **said)
        with pytest.raises(InvalidValue, match="reason"):
            rules.checked_grace(EXTRACT, until=TODAY, today=TODAY, reason="oubli")

    @pytest.mark.parametrize("kind", sorted(rules.OF_AN_AUTHORITY))
    def test_is_not_headquarters_to_give_for_an_authority(self, kind: DocumentType) -> None:
        with pytest.raises(InvalidValue, match="authority"):
            rules.checked_grace(kind, until=TODAY, today=TODAY, reason="le greffe est fermé")


class TestWhatIsAsked:
    def asked(self, goods: Goods, *sets: RequirementSet, on: date = TODAY) -> dict[DocumentType, date]:
        return {one.requirement.type: one.met_by for one in rules.asked_on(sets, goods, on)}

    def goods(self, regime: Regime, **said: Any) -> Goods:
        described: dict[str, Any] = {
            "category_code": "c",
            "root_code": "agri",
            "product_id": new_id(),
            **said,
        }
        return rules.goods_of(Group.AGRI, regime=regime, **described)

    @pytest.mark.parametrize(
        ("regime", "said", "occasions"),
        [
            (Regime.ONSSA, {}, {Applies.FOOD, Applies.PACKED}),
            (Regime.ONSSA_IF_PACKED, {"packed": False}, set()),
            (Regime.AMMPS, {}, {Applies.COSMETIC, Applies.PACKED}),
            (Regime.AMMPS_OR_ONSSA, {}, {Applies.COSMETIC, Applies.PACKED}),
            (Regime.AMMPS_OR_ONSSA, {"food_use": True}, {Applies.FOOD, Applies.PACKED}),
            (Regime.NONE_OR_AMMPS, {}, {Applies.PACKED}),
            (Regime.NONE, {"packed": False}, set()),
        ],
    )
    def test_depends_on_what_the_goods_are(
        self, regime: Regime, said: dict[str, Any], occasions: set[Applies]
    ) -> None:
        assert self.goods(regime, **said).occasions == occasions

    def test_adds_a_category_to_its_group(self) -> None:
        sets = (
            asks(Requirement(type=EXTRACT), code="agri"),
            asks(Requirement(type=LABEL, applies=Applies.PACKED), code="c"),
            asks(Requirement(type=APPROVAL), code="another"),
        )
        assert set(self.asked(self.goods(Regime.NONE), *sets)) == {EXTRACT, LABEL}
        assert set(self.asked(self.goods(Regime.NONE, packed=False), *sets)) == {EXTRACT}

    def test_asks_of_a_product_only_where_there_is_one(self) -> None:
        sets = asks(Requirement(type=LABEL), code="agri")
        assert self.asked(self.goods(Regime.NONE, product_id=None), sets) == {}

    def test_a_set_published_anew_gives_nobody_more_time(self) -> None:
        requirement = Requirement(type=EXTRACT, within_days=30)
        first, again = asks(requirement), asks(requirement, since=date(2026, 11, 1))
        assert self.asked(HOUSE, first, again) == {EXTRACT: date(2020, 1, 31)}

    def test_what_was_dropped_and_comes_back_is_new(self) -> None:
        requirement = Requirement(type=EXTRACT, within_days=30)
        sets = (
            asks(requirement),
            asks(since=date(2021, 1, 1)),
            asks(requirement, since=date(2026, 11, 1)),
        )
        assert self.asked(HOUSE, *sets) == {EXTRACT: date(2026, 12, 1)}
        assert self.asked(HOUSE, *sets, on=date(2022, 1, 1)) == {}

    def test_asks_as_the_strictest_set_does(self) -> None:
        goods = rules.goods_of(Group.AGRI, category_code="c", root_code="agri", regime=Regime.NONE)
        loose = asks(Requirement(type=EXTRACT, alternatives=(APPROVAL,), within_days=90))
        strict = asks(Requirement(type=EXTRACT), code="c")
        [one] = rules.asked_on((loose, strict), goods, TODAY)
        assert (one.requirement.alternatives, one.met_by) == ((), date(2020, 1, 1))

    def test_no_set_takes_away_what_the_law_asks(self) -> None:
        food = self.goods(Regime.ONSSA)
        loose = Requirement(type=ONSSA, alternatives=(EXTRACT,), within_days=730)
        for sets in ((), (asks(),), (asks(loose, since=TODAY),)):
            [asked] = rules.asked_on(sets, food, TODAY)
            assert asked.requirement.alternatives == ()
            assert asked.met_by == date(2011, 9, 6)

    @pytest.mark.parametrize(
        "requirements",
        [
            (Requirement(type=EXTRACT), Requirement(type=EXTRACT)),
            (Requirement(type=EXTRACT, alternatives=(EXTRACT,)),),
            (Requirement(type=EXTRACT, alternatives=(APPROVAL, APPROVAL)),),
            (Requirement(type=EXTRACT, within_days=-1),),
        ],
    )
    def test_refuses_a_set_that_contradicts_itself(self, requirements: Sequence[Requirement]) -> None:
        with pytest.raises(InvalidValue):
            rules.checked_requirements(requirements)


class TestEligibility:
    def test_of_nothing_brought_is_past_due(self) -> None:
        found = judged([])
        due = Demand(EXTRACT, date(2019, 12, 31))
        assert found.demands.past_due == found.demands.currently_due == (due,)
        assert found.demands.eventually_due == (due,)
        assert found.disabled_reason is DisabledReason.PAST_DUE
        assert not found.eligible

    def test_of_a_document_without_an_end_owes_nothing(self) -> None:
        found = judged([held()])
        assert found.eligible
        assert found.demands.eventually_due == ()
        assert found.demands.current_deadline is None

    def test_ends_the_day_after_the_last_valid_day(self) -> None:
        papers = [held(valid_until=TODAY)]
        assert judged(papers).eligible
        after = judged(papers, on=TODAY + DAY)
        assert after.disabled_reason is DisabledReason.PAST_DUE
        assert after.demands.current_deadline == TODAY
        assert [fault.fault for fault in after.demands.errors] == [DocumentFault.EXPIRED]

    def test_is_due_sixty_days_before_and_due_one_day_long_before(self) -> None:
        near = judged([held(valid_until=TODAY + 60 * DAY)]).demands
        far = judged([held(valid_until=TODAY + 61 * DAY)]).demands
        assert [demand.deadline for demand in near.currently_due] == [TODAY + 60 * DAY]
        assert (far.currently_due, [one.deadline for one in far.eventually_due]) == ((), [TODAY + 61 * DAY])

    def test_waits_for_a_reviewer_before_it_blames_anybody(self) -> None:
        found = judged([held(state=DocumentState.SUBMITTED)])
        assert [demand.type for demand in found.demands.pending_verification] == [EXTRACT]
        assert found.demands.currently_due == ()
        assert found.disabled_reason is DisabledReason.PENDING_VERIFICATION

    def test_says_why_a_document_does_not_do(self) -> None:
        papers = [
            held(state=DocumentState.REJECTED, reason="illisible"),
            held(valid_from=TODAY + DAY),
        ]
        faults = {fault.fault: fault.reason for fault in judged(papers).demands.errors}
        assert faults == {DocumentFault.REJECTED: "illisible", DocumentFault.NOT_YET_VALID: ""}

    def test_does_not_count_what_its_authority_took_back(self) -> None:
        found = judged([held(stopped=DocumentFault.SUSPENDED, reason="contrôle")])
        assert not found.eligible
        assert [(one.fault, one.reason) for one in found.demands.errors] == [
            (DocumentFault.SUSPENDED, "contrôle")
        ]

    def test_takes_an_alternative_and_names_it_while_it_is_owed(self) -> None:
        asked = asks(Requirement(type=EXTRACT, alternatives=(APPROVAL,)))
        assert judged([held(APPROVAL)], asked).eligible
        assert judged([], asked).demands.alternatives == (Alternative(EXTRACT, (APPROVAL,)),)

    def test_leaves_time_for_what_is_new(self) -> None:
        asked = asks(Requirement(type=EXTRACT, within_days=30), since=TODAY)
        assert judged([], asked).eligible
        last = TODAY + 29 * DAY
        assert judged([], asked, on=last).demands.current_deadline == last
        assert judged([], asked, on=last + DAY).disabled_reason is DisabledReason.PAST_DUE

    def test_tells_what_will_be_asked_that_is_not(self) -> None:
        to_come = TODAY + 100 * DAY
        extract = Requirement(type=EXTRACT)
        found = judged([held()], asks(extract), asks(extract, Requirement(type=ONSSA), since=to_come))
        assert found.eligible
        assert found.future is not None
        assert (found.future.on, [one.type for one in found.future.currently_due]) == (to_come, [ONSSA])

    def test_counts_a_document_for_longer_by_grace(self) -> None:
        papers = [held(valid_until=TODAY - DAY, grace_until=TODAY)]
        assert judged(papers).eligible
        assert judged(papers).demands.current_deadline == TODAY
        assert not judged(papers, on=TODAY + DAY).eligible

    def test_a_renewal_that_begins_later_leaves_no_gap(self) -> None:
        renewed = TODAY + 10 * DAY
        papers = [
            held(state=DocumentState.SUPERSEDED, valid_until=TODAY + 20 * DAY, superseded_from=renewed),
            held(valid_from=renewed, valid_until=TODAY + 400 * DAY),
        ]
        found = judged(papers)
        assert [one.deadline for one in found.demands.eventually_due] == [TODAY + 400 * DAY]
        assert found.demands.currently_due == ()

    def test_of_a_product_looks_at_its_own_certificate(self) -> None:
        mine, other = new_id(), new_id()
        asked = asks(Requirement(type=AMMPS, applies=Applies.COSMETIC), code="cosmetics")
        described: dict[str, Any] = {"category_code": "kohl", "root_code": "cosmetics"}
        goods = rules.goods_of(Group.COSMETICS, regime=Regime.AMMPS, product_id=mine, **described)
        assert judged([held(AMMPS, products=frozenset({mine}))], asked, goods=goods).eligible
        assert not judged([held(AMMPS, products=frozenset({other}))], asked, goods=goods).eligible
        assert judged([], asked, goods=rules.goods_of_group(Group.COSMETICS)).eligible

    @pytest.mark.parametrize(
        ("status", "papers", "reason"),
        [
            (CooperativeStatus.RETIRED, [], DisabledReason.RETIRED),
            (CooperativeStatus.SUSPENDED, [], DisabledReason.SUSPENDED),
            (CooperativeStatus.APPLICANT, [], DisabledReason.PAST_DUE),
            (CooperativeStatus.APPLICANT, [held()], DisabledReason.NOT_DECLARED_ELIGIBLE),
            (CooperativeStatus.IN_QUALIFICATION, [held()], DisabledReason.NOT_DECLARED_ELIGIBLE),
            (CooperativeStatus.ELIGIBLE, [held()], None),
        ],
    )
    def test_gives_the_gravest_reason(
        self, status: CooperativeStatus, papers: list[Held], reason: DisabledReason | None
    ) -> None:
        assert judged(papers, status=status).disabled_reason is reason


class TestNotices:
    def said(self, days: int, *told: int) -> int | None:
        return rules.notice_due(TODAY + days * DAY, on=TODAY, told=told)

    def test_go_out_four_times_and_then_never(self) -> None:
        last, told = TODAY + 90 * DAY, list[int]()
        given_on = {}
        for days in range(150):
            on = TODAY + days * DAY
            stage = rules.notice_due(last, on=on, told=told)
            if stage is not None:
                told.append(stage)
                given_on[stage] = (last - on).days
        assert given_on == {60: 60, 30: 30, 7: 7, 0: 0}

    def test_make_up_for_a_missed_day_once(self) -> None:
        assert self.said(25) == 30
        assert self.said(25, 30) is None
        assert self.said(25, 60) == 30
        assert self.said(0, 60, 30) == 0
        assert self.said(-1) is None
        assert self.said(61) is None


@st.composite
def papers(draw: st.DrawFn) -> Held:
    """A document in any state, before, around or after today."""
    state = draw(st.sampled_from(DocumentState))
    first = TODAY + draw(st.integers(-400, 200)) * DAY
    days, grace = draw(st.none() | st.integers(0, 500)), draw(st.none() | st.integers(-10, 90))
    superseded = TODAY + draw(st.integers(-100, 100)) * DAY
    return held(
        draw(st.sampled_from([EXTRACT, APPROVAL, ONSSA])),
        state,
        valid_from=first,
        valid_until=None if days is None else first + days * DAY,
        grace_until=None if grace is None else TODAY + grace * DAY,
        superseded_from=superseded if state is DocumentState.SUPERSEDED else None,
        stopped=draw(st.none() | st.sampled_from([DocumentFault.SUSPENDED, DocumentFault.WITHDRAWN])),
    )


@st.composite
def published_sets(draw: st.DrawFn) -> list[RequirementSet]:
    """A few sets of one category, each from a day of its own."""
    days = draw(st.lists(st.integers(-500, 100), unique=True, max_size=4))
    found = []
    for day in days:
        kinds = draw(st.lists(st.sampled_from([EXTRACT, ONSSA]), unique=True, max_size=2))
        asked = [
            Requirement(
                type=kind,
                alternatives=(APPROVAL,) if draw(st.booleans()) else (),
                within_days=draw(st.integers(0, 90)),
            )
            for kind in kinds
        ]
        found.append(asks(*asked, since=TODAY + day * DAY))
    return found


DAYS = st.dates(TODAY - 60 * DAY, TODAY + 120 * DAY)


class TestProperties:
    @given(st.lists(papers(), max_size=6), published_sets(), DAYS)
    def test_past_is_current_and_current_is_eventual(
        self, brought: list[Held], sets: list[RequirementSet], on: date
    ) -> None:
        demands = rules.eligibility(
            held=brought, sets=sets, goods=HOUSE, status=CooperativeStatus.ELIGIBLE, on=on
        ).demands
        past, current, eventual = (
            set(part) for part in (demands.past_due, demands.currently_due, demands.eventually_due)
        )
        assert past <= current <= eventual
        assert not eventual & set(demands.pending_verification)
        assert all(demand.deadline < on for demand in past)

    @given(st.lists(papers(), max_size=6), published_sets(), DAYS, st.randoms(use_true_random=False))
    def test_the_order_of_papers_and_sets_says_nothing(
        self, brought: list[Held], sets: list[RequirementSet], on: date, shuffle: Any
    ) -> None:
        mixed, also = list(brought), list(sets)
        shuffle.shuffle(mixed)
        shuffle.shuffle(also)
        said: dict[str, Any] = {"goods": HOUSE, "status": CooperativeStatus.ELIGIBLE, "on": on}
        assert rules.eligibility(held=brought, sets=sets, **said) == rules.eligibility(
            held=mixed, sets=also, **said
        )

    @given(st.lists(papers(), max_size=6), published_sets(), DAYS, papers())
    def test_one_more_accepted_document_never_disables(
        self, brought: list[Held], sets: list[RequirementSet], on: date, more: Held
    ) -> None:
        accepted = replace(more, state=DocumentState.ACCEPTED, stopped=None, superseded_from=None)
        said: dict[str, Any] = {"goods": HOUSE, "status": CooperativeStatus.ELIGIBLE, "on": on}
        before = rules.eligibility(held=brought, sets=sets, **said)
        after = rules.eligibility(held=[*brought, accepted], sets=sets, **said)
        assert after.eligible or not before.eligible

    @given(st.lists(papers(), max_size=6), DAYS)
    def test_the_deadline_is_the_last_day_that_counts(self, brought: list[Held], on: date) -> None:
        last = rules.covered_until(brought, on)
        states = (DocumentState.ACCEPTED, DocumentState.SUPERSEDED, DocumentState.REVOKED)
        counted = [paper for paper in brought if paper.stopped is None and paper.state in states]

        def counts(day: date) -> bool:
            return any(paper.valid_from <= day <= rules.last_day(paper) for paper in counted)

        if last is None:
            assert not counts(on)
        elif last != date.max:
            assert all(counts(on + days * DAY) for days in range((last - on).days + 1))
            assert not counts(last + DAY)

    @given(st.lists(st.integers(0, 70), max_size=70))
    def test_no_notice_is_given_twice(self, left: list[int]) -> None:
        """Whatever days the job runs on, in their order."""
        told: list[int] = []
        for days in sorted(left, reverse=True):
            stage = rules.notice_due(TODAY + days * DAY, on=TODAY, told=told)
            if stage is not None:
                told.append(stage)
        assert len(told) == len(set(told)) <= len(rules.NOTICE_DAYS)
        assert told == sorted(told, reverse=True)


def test_a_document_covers_its_category() -> None:
    goods = rules.goods_of(
        Group.TERROIR, category_code="honey", root_code="terroir", regime=Regime.ONSSA, product_id=UUID(int=1)
    )
    assert rules.covers(held(LABEL, categories=frozenset({"honey"})), goods)
    assert rules.covers(held(LABEL, categories=frozenset({"terroir"})), goods)
    assert not rules.covers(held(LABEL, categories=frozenset({"amlou"})), goods)
