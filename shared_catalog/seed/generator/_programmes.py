"""The way of each cooperative through the qualification programmes, up to 31 March 2021.

Published are who carried them, the 166 and the "about 200": the other 190 of the 356, cosmetics included,
since who presses argan oil may sell it as food once authorised. Targets, budgets, costs, dates of steps,
blockers and who gave up are made up, in sizes that are usual for small packing units.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kernel.money import allocate
from shared_catalog.qualification.types import (
    BlockerCode,
    BlockerEntry,
    CostEntry,
    EnrolmentEntry,
    PartnerTerms,
    PhaseTerms,
    ProgrammeTerms,
    StepEntry,
    StepKind,
)
from shared_catalog.registry.types import Names
from shared_catalog.seed.generator._facts import PROGRAMME_OF_2018, PROGRAMME_OF_2020, WAVES, dice, seeded_id
from shared_catalog.seed.types import CohortSeed, CooperativeSeed, ProgrammeSeed

_LAST_DAY = WAVES[-1].until
_DAY = timedelta(days=1)
_LOCKDOWN = (date(2020, 3, 20), date(2020, 6, 11))
"""The first day on which nobody travelled, and the first on which they did again."""
_MAD_100 = 10_000

_CAM = Names("القرض الفلاحي للمغرب", "Crédit Agricole du Maroc", "Crédit Agricole du Maroc")
_FOUNDATION = Names(
    "مؤسسة محمد الخامس للتضامن",
    "Fondation Mohammed V pour la Solidarité",
    "Mohammed V Foundation for Solidarity",
)
_ONSSA = Names(
    "المكتب الوطني للسلامة الصحية للمنتجات الغذائية",
    "ONSSA (appui technique)",
    "ONSSA (technical support)",
)

# Per cent of the way at which a step is done, as earliest and latest, and how many in a hundred need it.
_PACE: Mapping[StepKind, tuple[int, int, int]] = {
    StepKind.DIAGNOSTIC: (5, 14, 100),
    StepKind.WORKS: (35, 52, 80),
    StepKind.EQUIPMENT: (53, 68, 70),
    StepKind.FILE_LODGED: (70, 82, 100),
    StepKind.ONSSA_VISIT: (86, 97, 100),
}
# Lowest and highest cost in hundreds of dirhams, and how it is shared: bank, Foundation, the cooperative.
_COSTS: Mapping[StepKind, tuple[int, int, tuple[int, int, int]]] = {
    StepKind.DIAGNOSTIC: (40, 70, (100, 0, 0)),
    StepKind.WORKS: (350, 1_400, (50, 30, 20)),
    StepKind.EQUIPMENT: (200, 900, (40, 40, 20)),
    StepKind.FILE_LODGED: (15, 30, (0, 0, 100)),
}
_PAYERS = ("CAM", "FM5", "")
_BLOCKERS: Mapping[StepKind, Sequence[tuple[BlockerCode, str]]] = {
    StepKind.WORKS: (
        (BlockerCode.FINANCING, "Quote-part de la coopérative à réunir"),
        (BlockerCode.LAND_TITLE, "Attestation d'usage du terrain en attente"),
        (BlockerCode.BUILDING_PERMIT, "Autorisation de construire à l'étude à la commune"),
        (BlockerCode.WATER_OR_POWER, "Raccordement au réseau demandé"),
    ),
    StepKind.EQUIPMENT: (
        (BlockerCode.SUPPLIER, "Livraison du matériel reportée par le fournisseur"),
        (BlockerCode.WATER_OR_POWER, "Puissance électrique insuffisante"),
    ),
    StepKind.FILE_LODGED: ((BlockerCode.MISSING_PAPER, "Analyse d'eau ou plan de l'unité manquant"),),
    StepKind.ONSSA_VISIT: ((BlockerCode.NON_CONFORMITY, "Réserves à lever après la première visite"),),
}
_DROP_REASONS = (
    "Quote-part non réunie, le projet est reporté",
    "Changement de bureau, priorité donnée à une autre activité",
    "Le local n'est plus disponible",
)
_BLOCKED_OF_100 = 30
_DROPPED = {PROGRAMME_OF_2018: 12, PROGRAMME_OF_2020: 8}


@dataclass(frozen=True, slots=True)
class _Way:
    """From when to when a cooperative is on its way, and how far it came by the last day that is known."""

    programme: str
    number: int
    since: date
    until: date
    known_until: date

    def dice(self, *names: object) -> random.Random:
        return dice("enrolment", self.programme, self.number, *names)


def programmes(cooperatives: Sequence[CooperativeSeed]) -> tuple[ProgrammeSeed, ...]:
    """Both programmes: that of 2018 and 2019, and the first phase of that of 2020 and 2021."""
    food = [one for one in cooperatives if one.entry.authorisation is not None]
    first = [one for one in food if one.programme == PROGRAMME_OF_2018]
    others = [one for one in cooperatives if one.programme != PROGRAMME_OF_2018]
    # They had joined before the programme began, and tried again in the next one.
    early = [one for one in food if not one.programme and one.joined_on < date(2018, 1, 1)]
    late = [one for one in food if not one.programme]
    gave_up = _drawn(early, PROGRAMME_OF_2018)
    gave_up_later = _drawn([one for one in late if one not in gave_up], PROGRAMME_OF_2020)
    return (
        _programme(_TERMS_2018, _COHORTS_2018, [*first, *gave_up], gave_up),
        _programme(_TERMS_2020, _COHORTS_2020, others, gave_up_later),
    )


def _drawn(of: Sequence[CooperativeSeed], programme: str) -> list[CooperativeSeed]:
    return dice("dropped", programme).sample(of, _DROPPED[programme])


def _programme(
    terms: ProgrammeTerms,
    cohorts: Mapping[str, date],
    enrolled: Sequence[CooperativeSeed],
    dropped: Sequence[CooperativeSeed],
) -> ProgrammeSeed:
    seeds = tuple(
        CohortSeed(id=seeded_id("cohort", terms.code, code), code=code, starts_on=day)
        for code, day in cohorts.items()
    )
    return ProgrammeSeed(
        id=seeded_id("programme", terms.code),
        terms=terms,
        cohorts=seeds,
        enrolments=tuple(_enrolment(one, terms, seeds, dropped=one in dropped) for one in enrolled),
    )


def _enrolment(
    cooperative: CooperativeSeed,
    terms: ProgrammeTerms,
    cohorts: Sequence[CohortSeed],
    *,
    dropped: bool,
) -> EnrolmentEntry:
    way = _way(cooperative, terms, cohorts[0].starts_on, dropped=dropped)
    authorised = cooperative.programme == terms.code
    steps = tuple(_steps(way, authorised=authorised, dropped=dropped))
    return EnrolmentEntry(
        enrolment_id=seeded_id("enrolment", terms.code, cooperative.number),
        cohort_id=[one.id for one in cohorts if one.starts_on <= way.since][-1],
        cooperative_id=cooperative.id,
        started_on=way.since,
        steps=steps,
        authorisation_id=cooperative.entry.authorisation_id if authorised else None,
        dropped_on=way.known_until if dropped else None,
        drop_reason=way.dice("reason").choice(_DROP_REASONS) if dropped else "",
    )


def _way(cooperative: CooperativeSeed, terms: ProgrammeTerms, opened: date, *, dropped: bool) -> _Way:
    rolls = dice("way", terms.code, cooperative.number)
    last = min(_LAST_DAY, terms.phases[-1].ends_on)
    certificate = cooperative.entry.authorisation
    if certificate is not None and cooperative.programme == terms.code:
        until = certificate.issued_on
        since = max(opened + rolls.randrange(15) * _DAY, until - int(rolls.triangular(80, 420, 190)) * _DAY)
        return _Way(terms.code, cooperative.number, since, until, until)
    since = opened + rolls.randrange((last - opened).days - 45) * _DAY
    until = since + int(rolls.triangular(200, 620, 380)) * _DAY
    if dropped:
        known_until = min(last, since + rolls.randrange(40, 200) * _DAY)
        return _Way(terms.code, cooperative.number, since, max(until, known_until + 30 * _DAY), known_until)
    # Who should have arrived by now is late.
    if until <= last:
        until = last + rolls.randrange(20, 200) * _DAY
    return _Way(terms.code, cooperative.number, since, until, last)


def _steps(way: _Way, *, authorised: bool, dropped: bool) -> Iterator[StepEntry]:
    """Every step with its day where it has come; what stands in the way of the next one, now and then."""
    before = way.since
    arrived = True
    for kind, (earliest, latest, of_100) in _PACE.items():
        rolls = way.dice(kind)
        if rolls.randrange(100) >= of_100:
            continue
        day = way.since + (way.until - way.since) * rolls.randrange(earliest, latest) // 100
        day = max(day, before)
        shut = _LOCKDOWN[0] <= day < _LOCKDOWN[1]
        if shut:
            day = min(_LOCKDOWN[1] + way.number % 20 * _DAY, way.until)
        blocked = kind in _BLOCKERS and rolls.randrange(100) < _BLOCKED_OF_100
        if day <= way.known_until:
            blockers = _lifted(kind, before, day, rolls) if blocked and not shut else ()
            if shut:
                blockers = (_shut(before),)
            yield _done(way, kind, day, before, blockers, rolls)
            before = day
            continue
        blockers = (
            _standing(kind, before, way.known_until, rolls) if arrived and blocked and not dropped else ()
        )
        yield StepEntry(kind=kind, planned_on=day, blockers=blockers)
        arrived = False
    if authorised:
        yield StepEntry(kind=StepKind.AUTHORISATION, planned_on=way.until, done_on=way.until)


def _done(
    way: _Way,
    kind: StepKind,
    day: date,
    before: date,
    blockers: tuple[BlockerEntry, ...],
    rolls: random.Random,
) -> StepEntry:
    late = rolls.randrange(max((day - before).days // 3, 1)) * _DAY
    return StepEntry(
        kind=kind,
        planned_on=day - late,
        done_on=day,
        costs=tuple(_costs(kind, day, rolls)),
        blockers=blockers,
    )


def _costs(kind: StepKind, day: date, rolls: random.Random) -> Iterator[CostEntry]:
    if kind not in _COSTS:
        return
    lowest, highest, shares = _COSTS[kind]
    total_minor = rolls.randrange(lowest, highest) * _MAD_100
    for payer, amount_minor in zip(_PAYERS, allocate(total_minor, shares), strict=True):
        if amount_minor:
            yield CostEntry(payer=payer, amount_minor=amount_minor, paid_on=day)


def _lifted(kind: StepKind, before: date, day: date, rolls: random.Random) -> tuple[BlockerEntry, ...]:
    span = (day - before).days
    if span < 8:
        return ()
    code, text = rolls.choice(_BLOCKERS[kind])
    since = before + rolls.randrange(1, span // 2) * _DAY
    until = since + rolls.randrange(3, (day - since).days + 1) * _DAY
    return (BlockerEntry(code=code, text=text, since=since, until=until),)


def _shut(before: date) -> BlockerEntry:
    since, until = max(before, _LOCKDOWN[0]), _LOCKDOWN[1]
    return BlockerEntry(
        code=BlockerCode.RESTRICTIONS, text="Déplacements interdits", since=min(since, until), until=until
    )


def _standing(
    kind: StepKind, before: date, known_until: date, rolls: random.Random
) -> tuple[BlockerEntry, ...]:
    code, text = rolls.choice(_BLOCKERS[kind])
    since = before + rolls.randrange((known_until - before).days + 1) * _DAY
    return (BlockerEntry(code=code, text=text, since=since),)


def _terms(code: str, names: Names, budgets_mad: tuple[int, int], phase: PhaseTerms) -> ProgrammeTerms:
    cam, foundation = (mad * 100 for mad in budgets_mad)
    return ProgrammeTerms(
        code=code,
        names=names,
        partners=(
            PartnerTerms(code="CAM", names=_CAM, budget_minor=cam),
            PartnerTerms(code="FM5", names=_FOUNDATION, budget_minor=foundation),
            PartnerTerms(code="ONSSA", names=_ONSSA, budget_minor=0),
        ),
        phases=(phase,),
    )


_TERMS_2018 = _terms(
    PROGRAMME_OF_2018,
    Names(
        "برنامج تأهيل التعاونيات 2018-2019",
        "Programme de mise à niveau sanitaire 2018-2019",
        "Food-safety qualification programme 2018-2019",
    ),
    (14_000_000, 9_000_000),
    PhaseTerms(
        names=Names("2018-2019", "2018-2019", "2018-2019"),
        starts_on=date(2018, 1, 1),
        ends_on=date(2019, 12, 31),
        target=180,
    ),
)
_TERMS_2020 = _terms(
    PROGRAMME_OF_2020,
    Names(
        "برنامج تأهيل التعاونيات 2020-2021",
        "Programme de mise à niveau sanitaire 2020-2021",
        "Food-safety qualification programme 2020-2021",
    ),
    (16_000_000, 10_000_000),
    PhaseTerms(
        names=Names("المرحلة الأولى", "Première phase", "First phase"),
        starts_on=date(2020, 1, 1),
        ends_on=date(2021, 12, 31),
        target=200,
    ),
)
_COHORTS_2018 = {
    "2018-1": date(2018, 1, 8),
    "2018-2": date(2018, 7, 2),
    "2019-1": date(2019, 1, 7),
    "2019-2": date(2019, 7, 1),
}
_COHORTS_2020 = {"2020-1": date(2020, 1, 20), "2020-2": date(2020, 7, 1), "2021-1": date(2021, 1, 11)}
