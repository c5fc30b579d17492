"""The steps of a qualification programme, each one call, for tests of the operations and of the API."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from papers import submit

from shared_catalog.documents.types import DocumentType
from shared_catalog.qualification import operations as qualification
from shared_catalog.qualification.models import (
    Blocker,
    Cohort,
    Cost,
    Enrolment,
    ListingSuggestion,
    Overrun,
    Partner,
    Phase,
    Programme,
    Step,
)
from shared_catalog.qualification.types import (
    BlockerCode,
    PartnerTerms,
    PhaseTerms,
    ProgrammeTerms,
    StepKind,
)
from shared_catalog.registry.types import Names

NAMES = Names(ar="برنامج", fr="Programme", en="Programme")
TERMS = ProgrammeTerms(
    code="ONSSA-2026",
    names=NAMES,
    partners=(
        PartnerTerms(code="CAM", names=NAMES, budget_minor=1_000_000),
        PartnerTerms(code="ONSSA", names=NAMES, budget_minor=0),
    ),
    phases=(PhaseTerms(names=NAMES, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31), target=10),),
)
STARTED = date(2026, 2, 2)
DAYS = {kind: STARTED + timedelta(days=10 * number) for number, kind in enumerate(StepKind, start=1)}
"""A day for each step, in their usual order."""
UP_TO_THE_VISIT = tuple(StepKind)[:-1]


def told_terms(**changes: Any) -> dict[str, Any]:
    """A programme as the API is told it."""
    names = {"ar": "برنامج", "fr": "Programme", "en": "Programme"}
    phase = {"names": names, "startsOn": "2026-01-01", "endsOn": "2026-12-31", "target": 10}
    partners = [
        {"code": "CAM", "names": names, "budget": {"amountMinor": 1_000_000}},
        {"code": "ONSSA", "names": names, "budget": {"amountMinor": 0}},
    ]
    return {"code": "ONSSA-2026", "names": names, "partners": partners, "phases": [phase], **changes}


@dataclass
class Qualifying:
    """A programme, and whoever is enrolled in it. `at` is when everything is recorded."""

    at: Any
    actor: str = "person:officer"
    made: list[Programme] = field(default_factory=list)

    @property
    def said(self) -> dict[str, Any]:
        return {"at": self.at, "actor": self.actor}

    def programme(self, terms: ProgrammeTerms = TERMS, **given: Any) -> Programme:
        asked: dict[str, Any] = {"programme_id": uuid4(), "terms": terms}
        self.made.append(qualification.define_programme(**{**asked, **self.said, **given}))
        return self.made[-1]

    def cohort(self, **given: Any) -> Cohort:
        programme = self.made[-1] if self.made else self.programme()
        phase = Phase.objects.get(programme=programme, number=1)
        asked: dict[str, Any] = {
            "cohort_id": uuid4(),
            "phase_id": phase.id,
            "code": f"2026-{phase.cohorts.count() + 1}",
            "starts_on": date(2026, 1, 15),
        }
        return qualification.open_cohort(**{**asked, **self.said, **given})

    def enrol(self, cooperative_id: UUID, **given: Any) -> Enrolment:
        cohort_id = given.pop("cohort_id", None) or self.cohort().id
        asked: dict[str, Any] = {
            "enrolment_id": uuid4(),
            "cohort_id": cohort_id,
            "cooperative_id": cooperative_id,
            "started_on": STARTED,
        }
        return qualification.enrol_cooperative(**{**asked, **self.said, **given})

    def complete(self, enrolment: Enrolment, *kinds: StepKind, **given: Any) -> Step:
        for kind in kinds:
            asked: dict[str, Any] = {
                "enrolment_id": enrolment.id,
                "kind": kind,
                "done_on": DAYS[kind],
                "document_ids": (),
            }
            done = qualification.complete_step(**{**asked, **self.said, **given})
        return done

    def partner(self, code: str = "CAM") -> Partner:
        return Partner.objects.get(programme=self.made[-1], code=code)

    def spend(self, enrolment: Enrolment, amount_minor: int, **given: Any) -> Cost:
        asked: dict[str, Any] = {
            "cost_id": uuid4(),
            "enrolment_id": enrolment.id,
            "kind": StepKind.WORKS,
            "partner_id": self.partner().id,
            "amount_minor": amount_minor,
            "paid_on": DAYS[StepKind.WORKS],
        }
        return qualification.record_cost(**{**asked, **self.said, **given})

    def certificate(self, enrolment: Enrolment, **changes: Any) -> UUID:
        """A certificate of ONSSA that somebody submitted, and nobody has looked at yet."""
        given = {"number": "PT.09.77.26", "valid_from": DAYS[StepKind.AUTHORISATION], **changes}
        paper = submit(enrolment.cooperative_id, DocumentType.ONSSA_CERTIFICATE, at=self.at, **given)
        return UUID(str(paper.id))

    def block(self, enrolment: Enrolment, kind: StepKind = StepKind.WORKS, **given: Any) -> Blocker:
        asked: dict[str, Any] = {
            "blocker_id": uuid4(),
            "enrolment_id": enrolment.id,
            "kind": kind,
            "code": BlockerCode.FINANCING,
            "text": "quote-part à réunir",
            "since": DAYS[StepKind.DIAGNOSTIC],
        }
        return qualification.raise_blocker(**{**asked, **self.said, **given})

    def lift(self, blocker: Blocker, until: date) -> Blocker:
        return qualification.lift_blocker(blocker_id=blocker.id, until=until, **self.said)

    def sign(self, amount_minor: int, **given: Any) -> Overrun:
        asked: dict[str, Any] = {
            "overrun_id": uuid4(),
            "partner_id": self.partner().id,
            "amount_minor": amount_minor,
            "reason": "un mur de plus",
        }
        said = {"at": self.at, "actor": "person:director"}
        return qualification.sign_overrun(**{**asked, **said, **given})

    def grow(self, cooperatives: Sequence[UUID], *, number: int) -> None:
        """One more of everything: a programme through which these cooperatives went, with all its rows."""
        self.programme(replace(TERMS, code=f"ONSSA-{number}"))
        self.sign(1)
        cohort = self.cohort()
        self.cohort()
        for place, cooperative_id in enumerate(cooperatives):
            enrolment = self.enrol(cooperative_id, cohort_id=cohort.id)
            document_id = self.certificate(enrolment, number=f"PT.{number}.{place}.26")
            for _ in range(2):
                self.lift(self.block(enrolment), DAYS[StepKind.WORKS])
                self.spend(enrolment, 100)
            self.complete(enrolment, *UP_TO_THE_VISIT, document_ids=[document_id])
            self.reach(enrolment, document_id, "casablanca", "marrakech")

    def answer(self) -> None:
        """The market whose login it is will list everything."""
        for suggestion in ListingSuggestion.objects.filter(answer__isnull=True):
            qualification.answer_suggestion(
                suggestion_id=suggestion.id, accepted=True, reason="", at=self.at, actor="person:manager"
            )

    def reach(self, enrolment: Enrolment, document_id: UUID, *markets: str, **given: Any) -> Enrolment:
        asked: dict[str, Any] = {
            "enrolment_id": enrolment.id,
            "document_id": document_id,
            "market_schemas": markets,
        }
        said = {"at": self.at, "actor": "person:director"}
        return qualification.reach_authorisation(**{**asked, **said, **given})
