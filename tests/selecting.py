"""The steps of a selection, each one call, by whoever has the part: officer, scorers, a third, director."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue.types import Unit
from shared_catalog.selection import operations as selection
from shared_catalog.selection.models import Adjudication, Application, Decision, Round, ScoreSheet
from shared_catalog.selection.types import (
    Criterion,
    CriterionKind,
    Dimension,
    Gate,
    GateKind,
    GridTerms,
    PriceAsked,
    Quota,
    Scale,
)

PACKAGING, CAPACITY = CriterionKind.PACKAGING, CriterionKind.CAPACITY
TERMS = GridTerms(
    gates=(Gate(kind=GateKind.ONSSA, groups=("terroir", "agri")),),
    criteria=(
        Criterion(kind=PACKAGING, maximum=20, weight=40),
        Criterion(kind=CAPACITY, maximum=10, weight=30),
        Criterion(
            kind=CriterionKind.WOMEN_SHARE, maximum=20, weight=30, scale=Scale(none_at=0, full_at=10_000)
        ),
    ),
    quotas=(Quota(dimension=Dimension.REGION, value="MA-08", floor=1),),
    gap=2_500,
    pass_mark=0,
)
UNBOUND = replace(TERMS, quotas=())
PRICED = replace(
    TERMS,
    criteria=(
        *TERMS.criteria[:2],
        Criterion(
            kind=CriterionKind.PRICE_LEVEL, maximum=20, weight=30, scale=Scale(none_at=15_000, full_at=10_000)
        ),
    ),
)


@dataclass
class Committee:
    """Steps of a round, each one call; whoever acts is named where it matters."""

    nation: Any

    def round(self, *, terms: GridTerms = TERMS, places: int = 2, **given: Any) -> Round:
        said = {"at": self.nation.at, "actor": "person:officer"}
        grid = selection.define_grid(grid_id=uuid4(), title="Grille 2026", terms=terms, **said)
        asked = {"round_id": uuid4(), "grid_id": grid.id, "title": "Casablanca 2026", "places": places}
        return selection.open_round(**{**asked, **said, **given})

    def enter(
        self, round_: Round, *, price: PriceAsked | None = None, authorised: bool = True, **details: Any
    ) -> Application:
        cooperative = self.nation.applicant(**details)
        if authorised:
            self.nation.authorise(cooperative.id)
        return self.enter_known(round_, cooperative.id, price=price)

    def enter_known(
        self, round_: Round, cooperative_id: UUID, *, price: PriceAsked | None = None, **given: Any
    ) -> Application:
        asked: dict[str, Any] = {
            "application_id": uuid4(),
            "round_id": round_.id,
            "cooperative_id": cooperative_id,
            "price": price,
            "at": self.nation.at,
            "actor": "person:officer",
        }
        return selection.enter_application(**{**asked, **given})

    def score(
        self,
        application: Application,
        scorer: str,
        points: Mapping[CriterionKind, int] | None = None,
        **given: Any,
    ) -> ScoreSheet:
        asked: dict[str, Any] = {
            "sheet_id": uuid4(),
            "application_id": application.id,
            "points": {PACKAGING: 10, CAPACITY: 5} if points is None else points,
            "note": "",
            "at": self.nation.at,
            "actor": scorer,
        }
        return selection.score_application(**{**asked, **given})

    def score_twice(self, application: Application, packaging: int = 10) -> None:
        for scorer in ("person:a", "person:b"):
            self.score(application, scorer, {PACKAGING: packaging, CAPACITY: 5})

    def adjudicate(self, application: Application, actor: str, **given: Any) -> Adjudication:
        asked: dict[str, Any] = {
            "adjudication_id": uuid4(),
            "application_id": application.id,
            "criterion": PACKAGING,
            "points": 12,
            "reason": "vu les deux échantillons",
            "at": self.nation.at,
            "actor": actor,
        }
        return selection.adjudicate(**{**asked, **given})

    def conflict(self, application: Application, member: str, **given: Any) -> Any:
        asked: dict[str, Any] = {
            "conflict_id": uuid4(),
            "application_id": application.id,
            "reason": "une parente en est membre",
            "at": self.nation.at,
            "actor": member,
        }
        return selection.declare_conflict(**{**asked, **given})

    def close(self, round_: Round) -> Round:
        return selection.close_scoring(round_id=round_.id, at=self.nation.at, actor="person:officer")

    def prepare(self, round_: Round, **given: Any) -> Decision:
        asked: dict[str, Any] = {"decision_id": uuid4(), "round_id": round_.id}
        said = {"at": self.nation.at, "actor": "person:officer"}
        return selection.prepare_decision(**{**asked, **said, **given})

    def sign(self, decision: Decision, **given: Any) -> Decision:
        asked: dict[str, Any] = {"decision_id": decision.id, "digest": bytes(decision.digest)}
        return selection.sign_decision(**{**asked, "at": self.nation.at, "actor": "person:director", **given})

    def decide(self, round_: Round) -> Decision:
        self.close(round_)
        return self.sign(self.prepare(round_))

    def appeal(self, application: Application, **given: Any) -> Any:
        asked: dict[str, Any] = {
            "appeal_id": uuid4(),
            "application_id": application.id,
            "argument": "l'emballage a été changé",
            "at": self.nation.at,
            "actor": "person:officer",
        }
        return selection.file_appeal(**{**asked, **given})

    def answer(self, appeal: Any, points: Mapping[CriterionKind, int], **given: Any) -> Any:
        asked: dict[str, Any] = {
            "appeal_id": appeal.id,
            "points": points,
            "answer": "échantillons revus",
            "at": self.nation.at,
            "actor": "person:director",
        }
        return selection.decide_appeal(**{**asked, **given})

    def sells(self, cooperative_id: UUID, price_minor: int, content: int = 250) -> None:
        """A product in the catalogue, with which prices are compared."""
        self.nation.authorise(cooperative_id)
        product_id, said = uuid4(), {"at": self.nation.at, "actor": "person:officer"}
        details = self.nation.product_details(recommended_price_minor=price_minor, net_content=content)
        catalogue.draft_product(product_id=product_id, cooperative_id=cooperative_id, details=details, **said)
        catalogue.propose_product(product_id=product_id, **said)
        catalogue.approve_product(product_id=product_id, **said)


def asked(price_minor: int, content: int = 250) -> PriceAsked:
    return PriceAsked(category_code="amlou", price_minor=price_minor, unit=Unit.GRAM, content=content)


def told_terms() -> dict[str, Any]:
    """A grid as the API is told it."""
    return {
        "gates": [{"kind": "ONSSA", "groups": ["TERROIR", "AGRI"]}],
        "criteria": [
            {"kind": "PACKAGING", "maximum": 20, "weight": 40},
            {"kind": "CAPACITY", "maximum": 10, "weight": 30},
            {"kind": "WOMEN_SHARE", "maximum": 20, "weight": 30, "scale": {"noneAt": 0, "fullAt": 10_000}},
        ],
        "quotas": [
            {"of": {"region": "MA-09"}, "floor": 1},
            {"of": {"group": "TERROIR"}, "floor": 0, "ceiling": 9},
        ],
        "gap": 2_500,
        "passMark": 0,
    }
